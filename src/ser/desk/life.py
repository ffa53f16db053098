"""How long a process may live: a run that is killed leaves no writer behind. Only Linux tells who has ended."""

import ctypes
import os
import select
import signal
import sys
import threading
from pathlib import Path

STAGE = "DVC_STAGE"  # DVC sets it for what a stage starts
SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def end_with_run() -> None:
    """End with the parent, and with the run above a shell or a launcher that does not end with it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, signal.SIGKILL)
        if above := run():
            threading.Thread(target=_follow, args=(os.pidfd_open(above),), daemon=True).start()


def run() -> int:
    """The process that runs this stage: the nearest above that was not started for it; 0 if this is no stage."""
    stage, pid = os.environ.get(STAGE), os.getppid() if STAGE in os.environ else 0
    while pid and _stage(pid) == stage:
        pid = _parent(pid)
    return pid


def _follow(other: int) -> None:
    select.select([other], [], [])
    os.kill(os.getpid(), signal.SIGKILL)


def _stage(pid: int) -> str | None:
    try:
        found = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:  # another's process, or one that has ended
        return None
    return next((os.fsdecode(one).partition("=")[2] for one in found if one.startswith(f"{STAGE}=".encode())), None)


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
