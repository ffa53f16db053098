"""How a stage runs: its arguments, its surroundings, and what it says when something is wrong."""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from ser.desk import bases, life, params, processes, seconds
from ser.desk.errors import SerError

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # M_... of mallopt(3)
LITTLE = 1_000_000  # bytes; a disk with less is full for all we write


def run(main: Callable[..., None]) -> None:
    """A stage's work, timed."""

    def timed(*words: str) -> None:
        prepare()
        with seconds.noted(" ".join([Path(sys.argv[0]).stem, *words])):
            main(*words)

    guard(timed)


def launched(main: Callable[..., None]) -> None:
    """The work of a stage that `launch` starts in one process or several; the first alone writes and is timed."""

    def together(*words: str) -> None:
        life.end_with_run()
        p = params.load()
        settle(hub=bases.hub(p.base))
        processes.agree(p.launch)
        with seconds.noted(" ".join([Path(sys.argv[0]).stem, *words])) if processes.is_first() else nullcontext():
            main(*words)
        processes.wait()

    guard(together)


def guard(main: Callable[..., None]) -> None:
    """Call `main` with the command line's words; trouble a person can act on ends without a traceback."""
    try:
        main(*sys.argv[1:])
    except SerError as trouble:
        sys.exit(f"\n{trouble}")
    except Exception as trouble:  # each library reports a full disk in its own way
        if not _disk_is_full(trouble):
            raise
        sys.exit(f"\n{os.getcwd()}: the disk is full ({trouble})\n  -> free some space, then run `dvc repro`")


def _disk_is_full(trouble: Exception) -> bool:
    return getattr(trouble, "errno", None) == errno.ENOSPC or shutil.disk_usage(".").free < LITTLE


def prepare() -> None:
    life.end_with_run()
    settle()


def settle(hub: bool = False) -> None:
    """Settings that must stand before torch and transformers are imported; `hub`: a model may be fetched from one."""
    keep_memory()
    os.environ.setdefault("HF_HUB_OFFLINE", "0" if hub else "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # Idle threads spin so long before they sleep: forever wastes a shared core, not at all wastes an idle one.
    os.environ.setdefault("GOMP_SPINCOUNT", "10000")
    # bfloat16 on a CPU keeps packed weights for each length of a batch: a thousand of them are tens of gigabytes.
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")


def keep_memory() -> None:
    """Where the C library is glibc, hold on to freed memory: handing it back page by page costs a tenth of the time."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(MMAP_THRESHOLD, 32 << 20)
        libc.mallopt(TRIM_THRESHOLD, 1 << 30)
