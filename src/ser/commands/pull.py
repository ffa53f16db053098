"""`ser pull`: all that the commit names comes here, and every byte is checked against dvc.lock."""

from argparse import ArgumentParser

from ser.remotes import named, pull, store


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--remote", help="its name; the default's if left out")


def run(remote: str | None) -> None:
    with store.repository() as repo:
        found = named.read(repo)
        pull.pull(store.opened(repo, remote), repo, found, print)
    print("every out has the bytes that dvc.lock names")
    if found.unmade:
        print(f"not made yet: {', '.join(found.unmade)}; run `dvc repro`")
