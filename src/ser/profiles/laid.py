"""What a profile's folder needs beside its params: the graph, and the places that the graph reads whole."""

from pathlib import Path

from ser import graph
from ser.desk import files, paths
from ser.profiles import unsealed

HOME = Path("profiles")
READ_WHOLE = ("data/answers", "metrics/elsewhere", "metrics/held_out", "metrics/policy", "metrics/sweeps")


def out(folder: Path, is_sealed: bool) -> None:
    """What is there already stays as it is."""
    for place in (*READ_WHOLE, paths.RAW):
        if not (folder / place).exists():
            way = "/".join([".."] * (len(Path(place).parts) + 2))
            files.write_text(f"As [in the default]({way}/{place}/README.md).\n", folder / place / "README.md")
    if not (folder / graph.NAME).is_symlink():
        (folder / graph.NAME).symlink_to(Path("../..") / (graph.NAME if is_sealed else unsealed.PATH))
