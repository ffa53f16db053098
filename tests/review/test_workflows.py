"""What CI runs: files that a linter accepts, steps that a laptop has too, and no right that a job does not need."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from imports import ROOT
from workflows import GITHUB, GITLAB, WITHOUT_SECRETS, commands, job, read, targets

BIN = Path(sys.executable).parent
BROKEN = {
    "a key that nobody knows": ("runs-on: ubuntu-24.04", "runs_on: ubuntu-24.04"),
    "a job that is needed and not there": ("needs: review", "needs: reviewed"),
    "an expression that cannot be read": ("${{ github.base_ref }}", "${{ github.base_rev }}"),
}


def lint(folder, *words):
    return subprocess.run([BIN / "jactionlint", "--strict-exit", *words], cwd=folder, capture_output=True, text=True)


def test_the_workflows_of_github_pass_a_linter_of_form_and_safety():
    done = lint(ROOT)

    assert done.returncode == 0, done.stdout
    assert len(list(GITHUB.glob("*.yml"))) == 2


@pytest.mark.parametrize("name", BROKEN)
def test_the_linter_would_say_so(name, tmp_path):
    text, (old, new) = (GITHUB / "ci.yml").read_text(), BROKEN[name]
    assert old in text
    (tmp_path / "ci.yml").write_text(text.replace(old, new))

    assert lint(tmp_path, "ci.yml").returncode == 1


@pytest.mark.parametrize(("text", "holds"), [(GITLAB.read_text(), True), ("check: {scripts: [make check]}", False)])
def test_gitlabs_file_has_the_form_of_its_schema(tmp_path, text, holds):
    (tmp_path / "ci.yml").write_text(text)
    asked = ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", tmp_path / "ci.yml"]
    done = subprocess.run([BIN / "check-jsonschema", *asked], capture_output=True, text=True)

    assert (done.returncode == 0) == holds, done.stdout


def test_every_step_is_one_make_target_that_the_makefile_explains():
    told = (ROOT / "Makefile").read_text()
    for command in commands():
        [name] = re.fullmatch(r"make (\w+)", command).groups()
        assert name in targets()
        assert re.search(rf"^{name}:.*  ## ", told, re.MULTILINE), name


def test_both_files_run_the_same_steps():
    ci, gpu, gitlab = read(GITHUB / "ci.yml")["jobs"], read(GITHUB / "gpu.yml")["jobs"], read(GITLAB)
    for name, one in {**ci, "gpu": gpu["run"]}.items():
        assert [step["run"] for step in one["steps"] if "run" in step] == gitlab[name]["script"]


@pytest.mark.parametrize("name", WITHOUT_SECRETS)
def test_forks_get_what_needs_no_secret(name):
    assert "secrets." not in str(job("ci.yml", name))
    assert not {"if", "needs", "permissions", "environment"} & set(job("ci.yml", name))
    assert not {"rules", "needs", "only", "except"} & set(read(GITLAB)[name])


def test_secrets_go_to_steps_of_branches_of_this_repository_alone():
    review = job("ci.yml", "review")
    given = [step.get("run") for step in review["steps"] if "secrets." in str(step)]

    assert "head.repo.full_name == github.repository" in review["if"]
    assert given == ["make pull", "make review"]
    assert "pull_request_target" not in (GITHUB / "ci.yml").read_text()


def test_whoever_may_write_runs_no_code_of_the_change():
    ci = read(GITHUB / "ci.yml")
    writers = [name for name, one in ci["jobs"].items() if "write" in str(one.get("permissions"))]
    checkouts = [step["with"] for step in job("ci.yml", "comment")["steps"] if "checkout" in step.get("uses", "")]

    assert ci["permissions"] == {"contents": "read"}
    assert writers == ["comment"]
    assert checkouts == [{"ref": "${{ github.event.pull_request.base.sha }}", "persist-credentials": "true"}]


def test_actions_of_others_are_named_by_their_commit():
    used = re.findall(r"uses: (\S+)(.*)", "".join(path.read_text() for path in GITHUB.glob("*.yml")))

    assert len(used) > 5
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", name) and "# v" in told for name, told in used)
