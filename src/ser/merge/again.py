"""A merge that git has made line by line, or left off at a conflict: our files are merged once more, by meaning."""

from collections.abc import Iterator
from pathlib import Path

from ser import git, lock
from ser.desk import files
from ser.desk.errors import ProvenanceError
from ser.merge.kinds import KINDS
from ser.merge.versions import Merged, Versions


def again() -> Iterator[tuple[Path, Merged]]:
    """Of a merge that is done only `dvc.lock` is looked at: what else it holds, people may have settled."""
    ours, theirs, is_done = _sides()
    base = git.told("merge-base", ours, theirs).strip()
    unsettled = set() if is_done else _paths("diff", "--name-only", "--diff-filter=U")
    changed = ("diff", "--name-only", "--diff-filter=AM", base)
    both = _paths(*changed, ours) & _paths(*changed, theirs)
    for path in sorted(both):
        attribute = git.told("check-attr", "-z", "merge", "--", str(path)).split("\0")[2]
        if attribute in ("ser", "made") and (path in unsettled or path.name == lock.NAME.name):
            of = Versions(*(_at(revision, path) for revision in (base, ours, theirs)))
            found = Merged(of.ours, is_whole=True, told="ours") if attribute == "made" else KINDS[path.name](of)
            files.write_text(found.text, git.top() / path)
            if found.is_whole and not is_done:
                git.told("add", "--", str(path))
            yield path, found


def _sides() -> tuple[str, str, bool]:
    for ours, theirs, is_done in (("HEAD", "MERGE_HEAD", False), ("HEAD^1", "HEAD^2", True)):
        if git.full_name(theirs):
            return ours, theirs, is_done
    raise ProvenanceError("ser merge", "no merge is under way, and the last commit is none", "`git merge BRANCH`")


def _at(revision: str, path: Path) -> str:
    """Nothing where the revision lacks the file."""
    return git.told("cat-file", "blob", f"{revision}:{path}") if git.full_name(f"{revision}:{path}") else ""


def _paths(*words: str) -> set[Path]:
    return {Path(one) for one in git.told(*words, "-z").split("\0") if one}
