"""The code behind each stage: which of our own modules its script imports, followed to the end without running any."""

import ast
import hashlib
import io
import tokenize
from functools import cache
from pathlib import Path

import ser

HERE = Path(ser.__file__).parent


def digests(scripts: Path) -> dict[str, str]:
    """For each script of the folder one digest of all the code that it needs, comments aside."""
    return {script.stem: _digest(closure(script)) for script in sorted(scripts.glob("*.py"))}


def closure(start: Path) -> set[Path]:
    """The script and the modules that it needs; of packages, those that hold more than a docstring."""
    seen: set[Path] = set()
    todo = {start}
    while todo:
        seen |= todo
        todo = {found for path in todo for found in imported(path)} - seen
    return {path for path in seen if path.name != "__init__.py" or len(_tree(path).body) > 1}


@cache
def imported(path: Path) -> frozenset[Path]:
    """Anywhere in the file, functions included."""
    names: list[str] = []
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return frozenset(file for name in names if name.split(".")[0] == ser.__name__ for file in _files(name))


def _files(module: str) -> list[Path]:
    bare = HERE.parent / Path(*module.split("."))
    return [file for file in (bare.with_suffix(".py"), bare / "__init__.py") if file.exists()]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _digest(code: set[Path]) -> str:
    """Of names and words; a module is named as it is imported, so that every machine has the same."""
    named = {_name(path): path for path in code}
    told = "".join(f"{name}\n{bare(named[name])}\n" for name in sorted(named))
    return hashlib.md5(told.encode(), usedforsecurity=False).hexdigest()


def _name(path: Path) -> str:
    return path.relative_to(HERE.parent).as_posix() if path.is_relative_to(HERE) else path.name


@cache
def bare(path: Path) -> str:
    """A module without its comments, and without the lines that are empty then; strings stay as they are."""
    text = path.read_text(encoding="utf-8")
    lines, empty = text.removesuffix("\n").split("\n"), set()  # as the tokenizer counts them
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        at = token.start[0] - 1
        if token.type == tokenize.COMMENT:
            lines[at] = lines[at][: token.start[1]].rstrip()
        elif token.type == tokenize.NL and not lines[at].strip():
            empty.add(at)
    return "\n".join(line for at, line in enumerate(lines) if at not in empty)
