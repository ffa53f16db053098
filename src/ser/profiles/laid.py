"""What a profile's folder needs beside its params: the graph, and the places that the graph reads whole."""

from pathlib import Path

from ser import graph
from ser.desk import files, params, paths
from ser.desk.errors import ParamsError
from ser.profiles import unsealed

HOME = Path("profiles")
READ_WHOLE = ("data/answers", "metrics/elsewhere", "metrics/held_out", "metrics/policy", "metrics/sweeps")


def out(folder: Path, is_sealed: bool) -> None:
    """What is there already stays as it is."""
    for place in (*READ_WHOLE, paths.RAW):
        if not (folder / place).exists():
            way = "/".join([".."] * (len(Path(place).parts) + 2))
            files.write_text(f"As [in the default]({way}/{place}/README.md).\n", folder / place / "README.md")
    if not (folder / graph.NAME).exists():
        files.write_text(_graph(folder.parent.parent, is_sealed), folder / graph.NAME)


def refuse_stale(folder: Path) -> None:
    """A graph that lags behind the code would leave out what a change there must run again."""
    p = params.load(folder / paths.PARAMS)
    there = folder / graph.NAME
    if p.root != "." and there.exists() and there.read_text(encoding="utf-8") != _graph(folder / p.root, p.sealed):
        raise ParamsError(there, "it is not what the root's has become", "`make graph` at the root")


def refresh(root: Path) -> None:
    """Every profile that is in use has the root's graph again."""
    for there in sorted(root.glob(f"{HOME}/*/{graph.NAME}")):
        is_sealed = params.load(there.with_name(paths.PARAMS.name)).sealed
        files.write_text(_graph(root, is_sealed), there)


def _graph(root: Path, is_sealed: bool) -> str:
    """Word for word, not a link: where DVC reads a revision out of git, a link is but the name it leads to."""
    return (root / (graph.NAME if is_sealed else unsealed.PATH)).read_text(encoding="utf-8")


if __name__ == "__main__":
    refresh(Path())
