"""What each stage imports, as one digest."""

from pathlib import Path

from ser import code
from ser.desk import files, paths, stage


def main() -> None:
    files.write_json({"stages": code.digests(Path(__file__).parent)}, paths.CODE)


if __name__ == "__main__":
    stage.run(main)
