"""`ser remote add` sets what has proved itself, tells what it did, and keeps secrets out of git."""

import io

import pytest

from ser.commands import remote
from ser.remotes import added, kinds, trouble
from ser.remotes.trouble import RemoteError


def settings(clone, name="config"):
    return (clone.folder / ".dvc" / name).read_text()


def test_a_folder_is_tried_set_and_told(alone):
    alone.run("dvc", "remote", "remove", "store")
    told = alone.know()

    assert "an object was written, read back and removed" in told
    assert "remote store, verify true, the default" in told
    assert "verify = True" in settings(alone)
    assert not alone.place.names()


def test_the_first_remote_stays_the_default(alone, tmp_path):
    (tmp_path / "spare").mkdir()
    alone.ser("remote", "add", str(tmp_path / "spare"), "--name", "spare")

    assert "remote = store" in settings(alone)
    alone.ser("push", "--remote", "spare")
    assert not alone.place.names()
    assert (tmp_path / "spare/files").exists()


def test_who_gives_their_own_secrets_changes_nothing_that_git_keeps(alone):
    alone.run("dvc", "remote", "modify", "store", "jobs", "3")
    before = settings(alone)
    alone.ser("remote", "add", alone.place.url, "--local", "checksum_jobs=2")

    assert settings(alone) == before
    assert "checksum_jobs = 2" in settings(alone, "config.local")


def test_a_place_that_is_not_there_is_not_set(alone, tmp_path):
    before = settings(alone)

    assert "there is no such folder" in alone.ser("remote", "add", str(tmp_path / "no"), "--name", "no", fails=True)
    assert settings(alone) == before


def test_a_name_that_is_taken_stays_as_it_is(alone, tmp_path):
    (tmp_path / "spare").mkdir()

    assert "--name another" in alone.ser("remote", "add", str(tmp_path / "spare"), fails=True)
    assert "spare" not in settings(alone)


def test_secrets_go_into_the_file_that_git_does_not_keep(first, place):
    given = [option.split("=")[1] for option in place.options() if option.split("=")[0] in ("password", "keyfile")]
    if not given:
        pytest.skip("its secrets are in the environment, or it has none")

    assert all(one in settings(first, "config.local") for one in given)
    assert not [one for one in given if one in settings(first)]
    assert "config.local" not in first.run("git", "ls-files", ".dvc")


@pytest.mark.parametrize(
    "url",
    [
        "webdavs://someone:s3cret@host/store",
        "ssh://someone:s3cret@host/store",
        "s3://bucket/store?X-Amz-Signature=s3cret",
        "azure://box/store?sig=s3cret",
    ],
)
def test_an_address_with_a_secret_in_it_is_refused_and_not_repeated(url):
    with pytest.raises(RemoteError, match="leave it out; secrets come from") as told:
        kinds.refuse_secrets(url)

    assert "s3cret" not in str(told.value)


def test_a_user_alone_is_no_secret():
    kinds.refuse_secrets("ssh://someone@host/store")


def test_a_secret_is_not_written_where_git_keeps_it():
    with pytest.raises(RemoteError, match="--set password"):
        kinds.refuse_open({"password": "x"}, "webdavs://host/store")


def test_a_secret_without_a_value_is_read_from_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("s3=cret\n"))

    assert remote._given("password") == ("password", "s3=cret")
    assert remote._given("user=a=b") == ("user", "a=b")


def test_a_kind_that_nobody_knows_is_refused_with_those_that_are():
    with pytest.raises(RemoteError, match="use one of: s3://, gs://, azure://, ssh://"):
        kinds.of("gopher://host/store")


@pytest.mark.parametrize(("url", "extra"), [("gs://bucket", "gs"), ("webdavs://host/store", "webdav")])
def test_a_package_that_is_missing_is_named(url, extra, monkeypatch):
    monkeypatch.setattr(kinds, "find_spec", lambda name: None)
    with pytest.raises(RemoteError, match=rf"pip install 'ser\[{extra}\]'"):
        kinds.of(url)


def test_an_option_that_dvc_does_not_know_is_refused_before_anything_is_set(alone):
    before = settings(alone)

    told = alone.ser("remote", "add", str(alone.place.url), "--name", "new", "--set", "colour=red", fails=True)
    assert "colour" in told
    assert settings(alone) == before


def test_a_place_that_gives_back_other_bytes_is_not_trusted(alone, tmp_path, monkeypatch):
    monkeypatch.setattr("ser.remotes.trial.secrets.token_bytes", lambda size: Other(size))
    with pytest.raises(RemoteError, match="other bytes back"):
        added.trial.place(str(alone.place.url), {})

    assert not alone.place.names()


class Other(bytes):
    """Bytes that differ from whatever is read."""

    def __ne__(self, other):
        return True

    __hash__ = bytes.__hash__


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (OSError(28, "No space left on device"), "the remote is full"),
        (PermissionError("403 Forbidden"), "refuses these credentials"),
        (ConnectionRefusedError("Connect call failed"), "cannot be reached"),
        (FileNotFoundError("The specified bucket does not exist: NoSuchBucket"), "there is no such place"),
        (ValueError("something else"), "it failed (ValueError: something else)"),
    ],
)
def test_trouble_is_told_by_its_cause(words, told):
    assert told in str(trouble.of("s3://bucket", words))
