"""A place is tried before it is trusted: one small object is written, read back and removed."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from ser.remotes import kinds, trouble
from ser.remotes.trouble import RemoteError


def place(url: str, options: dict[str, Any]) -> None:
    fs, root = _reached(url, options)
    with trouble.told(url):
        _exists(fs, root, url)
        _keeps(fs, root, url)


def _reached(url: str, options: dict[str, Any]) -> tuple[Any, str]:
    from dvc.config import ConfigError
    from dvc.fs import parse_external_url

    try:
        fs, root = parse_external_url(url, fs_config=options)
    except ConfigError as unknown:
        remedy = "`dvc remote modify --help` leads to the options of each kind"
        raise RemoteError(url, " ".join(str(unknown).split()), remedy) from unknown
    return fs, str(root)


def _exists(fs: Any, root: str, url: str) -> None:
    if kinds.of(url).is_flat:
        if not fs.exists(urlsplit(url).netloc):
            raise RemoteError(url, "there is no such bucket, or these credentials may not see it", "make it first")
    elif not fs.isdir(root):
        raise RemoteError(url, "there is no such folder", "make it first: a slip of the pen would make another")


def _keeps(fs: Any, root: str, url: str) -> None:
    there, wrote = fs.join(root, f".ser-{secrets.token_hex(8)}"), secrets.token_bytes(64)
    with fs.open(there, "wb") as stream:
        stream.write(wrote)
    with fs.open(there, "rb") as stream:
        read = stream.read()
    fs.remove(there)
    if read != wrote:
        raise RemoteError(url, "it gave other bytes back than were written", "do not use it")
