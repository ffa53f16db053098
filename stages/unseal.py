"""Open the seal for a reference: the ledger that people would have written."""

from ser import ledger, params, paths, records, stage, tables


def main(reference: str) -> None:
    p = params.load()
    plan = p.references[reference]
    book = tables.read(paths.Model(plan.after).ledger, records.LEDGER)
    sealed = tables.read(paths.SEALED_LABELS, records.LABELS)
    tables.write(ledger.unseal(book, sealed, plan.labels, reference), paths.Model(reference).ledger, records.LEDGER)


if __name__ == "__main__":
    stage.run(main)
