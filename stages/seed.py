"""Open the ledger: the human labels of the seed, generation 0."""

from ser import ledger
from ser.desk import params, paths, records, stage, tables
from ser.desk.parts import Parts
from ser.desk.settings import SEED


def main() -> None:
    p, labels = params.load(), Parts(paths.SEED_LABELS, records.LABELS)
    with tables.writing(paths.Model(SEED).ledger, records.LEDGER) as book:
        for rng_seed in p.rng_seeds:
            for part in labels.of():
                book.add(ledger.human(part, SEED, rng_seed))


if __name__ == "__main__":
    stage.run(main)
