"""`ser remote add`: a place for the bytes that commits name, tried before it is trusted."""

import getpass
import sys
from argparse import ArgumentParser

from ser.remotes import added, store


def arguments(parser: ArgumentParser) -> None:
    add = parser.add_subparsers(required=True, metavar="add").add_parser("add", help="try a place, then set it")
    add.add_argument("url", help="s3://, gs://, azure://, ssh://, webdavs://, or a folder")
    add.add_argument("--name", default="store", help="of the remote (store)")
    add.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="into .dvc/config, kept by git")
    add.add_argument(
        "--local",
        action="append",
        default=[],
        metavar="KEY[=VALUE]",
        help="into .dvc/config.local, which git does not keep; asked for, or read from stdin, without a value",
    )


def run(url: str, name: str, set: list[str], local: list[str]) -> None:
    plan = added.Plan(url, name, dict(map(_given, set)), dict(map(_given, local)))
    with store.repository() as repo:
        print("\n".join(added.add(repo, plan)))


def _given(option: str) -> tuple[str, str]:
    key, _, value = option.partition("=")
    if "=" not in option:
        value = getpass.getpass(f"{key}: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    return key, value
