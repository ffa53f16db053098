"""Which files are merged by what they mean, and how git comes to call that."""

import shlex
import subprocess
import sys
from collections.abc import Callable

from ser import lock
from ser.desk import paths
from ser.merge import finding, keys, stages
from ser.merge.versions import Merged, Versions

KINDS: dict[str, Callable[[Versions], Merged]] = {
    lock.NAME.name: stages.merged,
    paths.PARAMS.name: keys.merged,
    paths.README.name: finding.merged,
}
"""As .gitattributes names them; what it calls `made` the pipeline makes anew, so that either side's will do."""


def install() -> None:
    call = [sys.executable, "-P", "-c", "from ser.cli import main; main()", "merge", "--driver"]
    _set("merge.ser.name", "by stage, key or block")
    _set("merge.ser.driver", f"{shlex.join(call)} %O %A %B %P")
    _set("merge.made.name", "ours, until the pipeline makes it anew")
    _set("merge.made.driver", "true")


def _set(key: str, value: str) -> None:
    subprocess.run(["git", "config", key, value], check=True)
