"""The kinds of places that can be a remote: what each needs installed, and where its secrets come from."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from ser.remotes.trouble import RemoteError


@dataclass(frozen=True)
class Kind:
    extra: str
    """Of this package, with what DVC needs for it; none for a folder."""
    keys: str
    """Where its secrets come from."""
    is_flat: bool = False
    """Only the bucket has to exist; folders are part of a name."""


NONE = "none: whoever may write in the folder"
S3 = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or ~/.aws, or --local access_key_id --local secret_access_key"
GS = "GOOGLE_APPLICATION_CREDENTIALS, or `gcloud auth application-default login`, or --local credentialpath=FILE"
AZURE = "AZURE_STORAGE_CONNECTION_STRING, or `az login`, or --local connection_string"
SSH = "the ssh agent and ~/.ssh, or --local keyfile=FILE, or --local password"
WEBDAV = "--local user=NAME --local password, or --local token"
KINDS = {
    "": Kind("", NONE),
    "s3": Kind("s3", S3, is_flat=True),
    "gs": Kind("gs", GS, is_flat=True),
    "azure": Kind("azure", AZURE, is_flat=True),
    "ssh": Kind("ssh", SSH),
    "webdav": Kind("webdav", WEBDAV),
    "webdavs": Kind("webdav", WEBDAV),
}
SECRETS = {
    "access_key_id",
    "account_key",
    "client_secret",
    "connection_string",
    "passphrase",
    "password",
    "sas_token",
    "secret_access_key",
    "session_token",
    "token",
}


def of(url: str) -> Kind:
    scheme = urlsplit(url).scheme if "://" in url else ""
    if scheme not in KINDS:
        known = ", ".join(f"{one}://" for one in KINDS if one)
        raise RemoteError(url, f"a remote of kind {scheme}:// is not known here", f"use one of: {known} or a folder")
    kind = KINDS[scheme]
    if kind.extra and find_spec(f"dvc_{kind.extra}") is None:
        raise RemoteError(url, f"the package for {scheme}:// is not installed", f"pip install 'ser[{kind.extra}]'")
    return kind


def refuse_secrets(url: str) -> None:
    """An address stands in git, so that whoever reads it would hold the key."""
    parts = urlsplit(url) if "://" in url else urlsplit("")
    shown = url.replace(f":{parts.password}@", ":...@").partition("?")[0]
    if parts.password is not None:
        raise RemoteError(shown, "a password stands in the address, which git keeps", f"leave it out; {_instead(url)}")
    if parts.query:
        raise RemoteError(shown, "what stands behind ? signs for somebody", f"leave it out; {_instead(url)}")


def refuse_open(given: dict[str, str], url: str) -> None:
    for key in sorted(SECRETS & given.keys()):
        raise RemoteError(f"--set {key}", "it is a secret, and --set writes into a file of git", _instead(url))


def _instead(url: str) -> str:
    return f"secrets come from: {KINDS[urlsplit(url).scheme].keys if '://' in url else NONE}"


def address(url: str) -> str:
    """A folder's is whole, so that it means the same place from everywhere."""
    return url if "://" in url else str(Path(url).expanduser().resolve())
