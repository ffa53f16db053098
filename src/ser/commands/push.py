"""`ser push`: all that the commit names goes into the remote, or it is an error."""

from argparse import ArgumentParser

from ser import git, lock
from ser.remotes import named, push, store


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--remote", help="its name; the default's if left out")
    parser.add_argument("--verify", action="store_true", help="read back what the remote has, and replace what is bad")


def run(remote: str | None, verify: bool) -> None:
    with store.repository() as repo:
        found = named.read(repo)
        push.push(store.opened(repo, remote), found, verify, print)
    if git.changed(str(lock.NAME)):
        print(f"{lock.NAME} is not committed as it stands: others learn of these bytes by the commit")
    if found.unmade:
        print(f"not made yet, so not pushed: {', '.join(found.unmade)}")
