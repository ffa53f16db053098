"""Run a stage up to its `main` and say when: `probe.py stages/select.py [module that main imports ...]`."""

import runpy
import sys
import time
from collections.abc import Callable
from importlib import import_module

from ser.desk import stage

UNUSED = ("trl", "dvc", "sklearn")  # libraries of ours that no training, scoring or alignment by PPO takes


def reached(main: Callable[..., None]) -> None:
    stage.prepare()
    for name in sys.argv[2:]:
        import_module(name)
    print(time.monotonic(), *[name for name in UNUSED if name in sys.modules])


if __name__ == "__main__":
    stage.run = stage.launched = reached
    runpy.run_path(sys.argv[1], run_name="__main__")
