"""A stage's digest is of the code that it imports: what cannot change the stage leaves it as it is."""

import pytest

from ser import code

MODULES = {
    "ser/__init__.py": '"""Ours."""\n',
    "ser/rules/__init__.py": '"""Rules."""\n',
    "ser/rules/strict.py": "import json\n\nLIMIT = 0.9  # or so\n",
    "ser/words.py": 'SAID = """one\n\n# two\n"""\n',
    "ser/unused.py": "x = 1\n",
    "stages/select.py": "def main():\n    from ser.rules import strict\n    return strict.LIMIT\n",
    "stages/tell.py": "import ser.words\n",
}


@pytest.fixture
def digests(tmp_path, monkeypatch):
    """Of a project with some modules changed, each time in another place."""

    def of(**changed):
        home = tmp_path / str(len(list(tmp_path.iterdir())))
        for name, text in (MODULES | changed).items():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_text(text)
        monkeypatch.setattr(code, "HERE", home / "ser")
        return code.digests(home / "stages")

    return of


def test_the_same_code_has_the_same_digests_wherever_it_lies(digests):
    assert digests() == digests()
    assert digests().keys() == {"select", "tell"}


def test_an_edit_changes_the_stages_that_import_the_module_even_within_a_function(digests):
    before, after = digests(), digests(**{"ser/rules/strict.py": "LIMIT = 0.8\n"})

    assert before["select"] != after["select"]
    assert before["tell"] == after["tell"]


def test_what_no_stage_imports_changes_none(digests):
    assert digests() == digests(**{"ser/unused.py": "x = 2\n"})


@pytest.mark.parametrize(
    "text",
    [
        "import json\nLIMIT = 0.9\n",
        "# At the top.\n\nimport json\n\n\nLIMIT = 0.9  # no more\n    # askew\n",
    ],
)
def test_comments_and_empty_lines_change_no_digest(text, digests):
    assert digests() == digests(**{"ser/rules/strict.py": text})


@pytest.mark.parametrize(
    "text", ['SAID = """one\n# two\n"""\n', 'SAID = """one\n\n\n"""\n', 'SAID = """one\n\n# two \n"""\n']
)
def test_what_stands_in_a_string_changes_it(text, digests):
    assert digests()["tell"] != digests(**{"ser/words.py": text})["tell"]


def test_a_line_is_what_ends_with_a_line_feed(digests):
    """A form feed or a separator of Unicode ends none, so that no comment is cut from the wrong one."""
    told = 'SAID = "\u2028"\nLIMIT = {}  # no more\n'
    one, same, other = (digests(**{"ser/words.py": told.format(n)}) for n in (10, 10, 11))

    assert one == same
    assert one["tell"] != other["tell"]
    assert one == digests(**{"ser/words.py": told.format(10).replace("no more", "or less")})


def test_code_that_moves_to_another_name_changes_it(digests):
    moved = {"stages/tell.py": "import ser.unused\n", "ser/unused.py": MODULES["ser/words.py"]}

    assert digests()["tell"] != digests(**moved)["tell"]
