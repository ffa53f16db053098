"""Open the seal for a reference: the ledger that people would have written."""

from ser import ledger
from ser.desk import params, paths, records, stage, tables
from ser.desk.parts import Parts


def main(reference: str) -> None:
    p = params.load()
    plan = p.references[reference]
    before = paths.Model(plan.after)
    book, scores = Parts(before.ledger, records.LEDGER), Parts(before.scores, records.SCORES)
    sealed = Parts(paths.SEALED_LABELS, records.LABELS)
    with tables.writing(paths.Model(reference).ledger, records.LEDGER) as unsealed:
        for rng_seed in sorted(p.rng_seeds):
            given = book.of(rng_seed), sealed.of(), scores.of(rng_seed)
            for part in ledger.unseal(*given, plan.labels, reference, rng_seed):
                unsealed.add(part)


if __name__ == "__main__":
    stage.run(main)
