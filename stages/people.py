"""Gather what people answered: labels to learn from, and audits apart, which nothing learns from."""

from ser import files, paths, records, stage, tables
from ser.people import gather, labels, stored


def main() -> None:
    rows = stored.checked(tables.read(paths.PAIRS, records.PAIRS, ["pair_id", "split"]))
    tables.write(gather.settled(rows, audits=False), labels.LEARNED, labels.SCHEMA)
    tables.write(gather.settled(rows, audits=True), labels.CHECKED, labels.SCHEMA)
    files.write_json(gather.figures(rows), gather.FIGURES)


if __name__ == "__main__":
    stage.run(main)
