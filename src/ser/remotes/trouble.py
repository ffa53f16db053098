"""What goes wrong with a remote, told by its cause: each library words it in its own way."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from ser.desk.errors import SerError

AGAIN = "what has arrived stays; run the same command again"
CAUSES = {
    r"no space left|insufficient storage|\b507\b|quota|storage ?full|not ?enough ?space|entity ?too ?large"
    r"|file too large": (
        "the remote is full",
        f"free space there; {AGAIN}",
    ),
    r"permission ?denied|forbidden|unauthorized|\b40[13]\b|access ?denied|accesskeyid|signaturedoesnotmatch|credential"
    r"|authentication": (
        "the remote refuses these credentials",
        "docs/share.md says where each kind of remote takes them from; nothing was changed there",
    ),
    r"connect|refused|timed? ?out|unreachable|name or service|disconnect|reset by peer|broken pipe|closed|lost": (
        "the remote cannot be reached, or went away",
        f"see that it runs and that its address is right; {AGAIN}",
    ),
    r"nosuchbucket|no such file|not ?found|does ?n.t exist|\b404\b": (
        "there is no such place",
        "make the folder or bucket first, or correct the address",
    ),
    r"^sftpfailure": (
        "the server refused to write, and gave no reason",
        f"its disk is full, as a rule: free space there; {AGAIN}",
    ),
}


class RemoteError(SerError):
    """A remote cannot be reached, or lacks what it should hold, or holds other bytes."""


@contextmanager
def told(where: str) -> Iterator[None]:
    """Whatever a library refuses within the block is told by its cause."""
    try:
        yield
    except RemoteError:
        raise
    except Exception as refused:  # each library has classes of its own
        raise of(where, refused) from refused


def of(where: str, trouble: BaseException) -> RemoteError:
    words = f"{type(trouble).__name__}: {_flat(trouble)}"
    for cause, (problem, remedy) in CAUSES.items():
        if re.search(cause, words, re.IGNORECASE):
            return RemoteError(where, f"{problem} ({words})", remedy)
    return RemoteError(where, f"it failed ({words})", f"see the words of the library in brackets; {AGAIN}")


def _flat(trouble: BaseException) -> str:
    """What is said, on one line; where nothing is, what the cause says."""
    said = " ".join(str(trouble).split())
    return said or (_flat(trouble.__cause__) if trouble.__cause__ else "no reason given")
