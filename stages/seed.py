"""Open the ledger: the human labels of the seed, generation 0."""

from ser import ledger, params, paths, records, stage, tables


def main() -> None:
    p = params.load()
    labels = tables.read(paths.SEED_LABELS, records.LABELS)
    tables.write(ledger.human(labels, params.SEED, p.rng_seeds), paths.Model(params.SEED).ledger, records.LEDGER)


if __name__ == "__main__":
    stage.run(main)
