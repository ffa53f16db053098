"""A small project of DVC, and those who clone it and share a place to push to."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import yaml

from imports import SRC
from places import Folder
from project import Project

GRAPH = """
stages:
  texts:
    cmd: mkdir -p texts && for n in 1 2 3 4 5 6; do seq $n $(cat start.txt) > texts/$n.txt; done
    deps: [start.txt]
    outs: [texts]
  model:
    cmd: cat start.txt texts/*.txt > model.bin && echo '{"lines":' $(wc -l < model.bin)'}' > metrics/lines.json
    deps: [start.txt, texts]
    outs: [model.bin]
    metrics:
      - metrics/lines.json: {cache: false}
"""
OUTS = ("texts", "model.bin", "given.csv")


class Clone(Project):
    def __init__(self, folder: Path, place: Folder) -> None:
        super().__init__(folder)
        self.place = place
        self.keys: dict[str, str] = {}  # in the environment, in place of the right ones

    def surroundings(self):
        return super().surroundings() | {"PYTHONPATH": str(SRC)} | self.place.surroundings() | self.keys

    def start(self, *words):
        """A push or the like that goes on beside the test."""
        command = [sys.executable, "-P", "-c", "from ser.cli import main; main()", *words]
        to = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, cwd=self.folder, env=self.surroundings(), **to)

    def know(self):
        """The place, with this clone's own secrets."""
        self.keys = {}
        return self.ser("remote", "add", self.place.url, *self.place.options())

    def another(self, folder, knows=True):
        """What somebody else has who clones it, with secrets of their own."""
        subprocess.run(["git", "clone", "-q", str(self.folder), str(folder)], check=True)
        other = Clone(folder, self.place)
        if knows:
            other.know()
        return other

    def copy(self, folder):
        shutil.copytree(self.folder, folder, symlinks=True)
        return Clone(folder, self.place)

    def work(self, number):
        """Other results, committed."""
        (self.folder / "start.txt").write_text(f"{number}\n")
        self.run("dvc", "repro", "-q")
        self.commit(f"from {number}")

    def held(self):
        """Every out's bytes."""
        found = [path for out in OUTS for path in [self.folder / out, *(self.folder / out).glob("*")]]
        return {path.relative_to(self.folder): path.read_bytes() for path in found if path.is_file()}


def begun(folder, place):
    made = Clone(folder, place)
    folder.mkdir()
    made.run("git", "init", "-q", "-b", "main")
    made.run("dvc", "init", "-q")
    (folder / "metrics").mkdir()
    (folder / "dvc.yaml").write_text(GRAPH)
    (folder / "given.csv").write_text("a,b\n1,2\n")
    (folder / ".gitignore").write_text("/texts\n/model.bin\n/given.csv\n/.scratch\n")
    made.run("dvc", "add", "-q", "given.csv")
    made.work(2000)
    return made


def object_of(clone, out):
    """The name under which cache and remote hold an out's bytes."""
    lock = yaml.safe_load((clone.folder / "dvc.lock").read_text())["stages"]
    [md5] = [one["md5"] for body in lock.values() for one in body["outs"] if one["path"] == out]
    return f"files/md5/{md5[:2]}/{md5[2:]}"


def flipped(content: bytes) -> bytes:
    """One byte is another."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def spoil(path):
    """As a disk may: the time it was written, and who may write, stay as they were."""
    before = path.stat()
    path.chmod(0o644)
    path.write_bytes(flipped(path.read_bytes()))
    path.chmod(stat.S_IMODE(before.st_mode))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
