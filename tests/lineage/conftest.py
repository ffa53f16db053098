"""What `ser lineage` writes of the tiny project, made once for all tests."""

from contextlib import chdir
from functools import cache

import pytest

from ser import cli


@pytest.fixture(scope="session")
def exported(built, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")

    @cache
    def text(form):
        with chdir(built.folder):
            cli.command("lineage", "--format", form, "--out", str(folder / form))
        return (folder / form).read_text()

    return text
