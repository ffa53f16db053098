"""What an editor is told of this repository: it parses, and names what is there."""

import json
import re

from imports import ROOT
from workflows import read

DVC = "lakefs.lakefs-dvc"


def told(path):
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def test_the_container_has_the_python_that_is_asked_for_and_makes_the_environment():
    container, makefile = told(".devcontainer/devcontainer.json"), (ROOT / "Makefile").read_text()
    python = container["image"].rpartition(":")[2]
    [target] = re.fullmatch(r"make (\S+)", container["postCreateCommand"]).groups()

    assert f'requires-python = ">={python}"' in (ROOT / "pyproject.toml").read_text()
    assert read(ROOT / ".gitlab-ci.yml")["default"]["image"] == f"python:{python}"
    assert re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE)


def test_container_and_editor_have_the_same_extensions_and_dvcs_among_them():
    container = told(".devcontainer/devcontainer.json")["customizations"]["vscode"]["extensions"]

    assert container == told(".vscode/extensions.json")["recommendations"]
    assert DVC in container


def test_the_editor_takes_python_and_dvc_from_the_environment_that_make_makes():
    settings = told(".vscode/settings.json")
    bin = re.search(r"^BIN := (\S+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1]

    assert settings["python.defaultInterpreterPath"] == f"${{workspaceFolder}}/{bin}/python"
    assert settings["dvc.dvcPath"] == f"{bin}/dvc"
    assert all((ROOT / place / "dvc.yaml").exists() for place in settings["dvc.focusedProjects"])
    assert all((ROOT / place).is_dir() for place in settings["python.testing.pytestArgs"])
    assert settings["[python]"]["editor.defaultFormatter"] in told(".vscode/extensions.json")["recommendations"]
