"""How many of a generation's adopted labels do people find right, in the sample they were asked about?"""

from ser import files, paths, records, stage, tables
from ser.people import labels, spotcheck


def main(generation: str) -> None:
    verdicts = paths.Model(generation).verdicts
    found = spotcheck.of_generation(
        tables.where(tables.read(labels.CHECKED, labels.SCHEMA), generation=generation),
        tables.read(verdicts, records.VERDICTS),
        files.digest(verdicts),
    )
    files.write_json(found, spotcheck.figures(generation))


if __name__ == "__main__":
    stage.run(main)
