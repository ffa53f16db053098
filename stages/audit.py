"""Open the seal for one generation: how many of its labels were right?"""

from ser import audit
from ser.desk import files, params, paths, records, stage
from ser.desk.parts import Parts


def main(generation: str) -> None:
    p = params.load()
    here = paths.Model(generation)
    found = audit.of_generation(
        Parts(here.verdicts, records.VERDICTS),
        Parts(here.ledger, records.LEDGER),
        Parts(paths.SEALED_LABELS, records.LABELS),
        Parts(paths.PAIRS, records.PAIRS),
        p,
    )
    files.write_json(found, here.audit)


if __name__ == "__main__":
    stage.run(main)
