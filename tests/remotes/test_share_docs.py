"""What docs/share.md shows can be typed as it stands; `make push` and `make pull` do the same."""

import re
import shutil
import sys

from cloned import Clone
from imports import ROOT

BLOCKS = re.findall(r"^```sh\n(.*?)^```", (ROOT / "docs/share.md").read_text(), re.MULTILINE | re.DOTALL)


def test_the_page_leads_from_no_remote_to_shared_results(alone, tmp_path, monkeypatch):
    alone.run("dvc", "remote", "remove", "store")
    alone.commit("no remote")
    monkeypatch.setenv("PLACE", str(alone.place.url))
    monkeypatch.setenv("PROJECT", str(alone.folder))
    set_up, get, give, change = BLOCKS
    alone.run("bash", "-euo", "pipefail", "-c", set_up)
    work = f"mkdir {tmp_path}/work\ncd {tmp_path}/work\n{get}\necho 2001 > start.txt\n{give}"
    alone.run("bash", "-euo", "pipefail", "-c", work)
    other = Clone(tmp_path / "work/project", alone.place)
    fresh = other.another(tmp_path / "fresh")
    (fresh.folder / "start.txt").write_text("2000\n")
    told = fresh.run("bash", "-euo", "pipefail", "-c", change)

    assert "Running stage" not in told
    assert fresh.held() == {path: held for path, held in alone.held().items() if path.name != "given.csv"}


def test_make_push_and_make_pull_do_as_the_commands(alone, tmp_path):
    other = alone.another(tmp_path / "other")
    for clone in (alone, other):
        for name in ("Makefile", "pyproject.toml", "requirements.txt"):
            shutil.copy(ROOT / name, clone.folder)
        installed = clone.folder / ".venv/bin"
        installed.mkdir(parents=True)
        (installed / "ser").write_text(f'#!/bin/sh\n{sys.executable} -P -c "from ser.cli import main; main()" "$@"\n')
        (installed / "ser").chmod(0o755)
        (clone.folder / ".venv/ready").touch()

    assert "9 sent" in alone.run("make", "push")
    assert "every out has the bytes that dvc.lock names" in other.run("make", "pull")
    assert other.held() == alone.held()
