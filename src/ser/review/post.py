"""Put the page under a pull request, or in the place of the one before: python -m ser.review.post DIR [REMOTE]

Needs nothing but Python and git, so that whoever holds the right to write runs no code of the change.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib import request
from urllib.error import URLError

from ser.desk.errors import EndpointError, ProvenanceError, SerError

MARK = "<!-- ser review -->"  # how the comment is found again
PAGE = "review.md"
LONGEST = 65_000  # letters; GitHub takes 65,536


@dataclass(frozen=True)
class Forge:
    """Where the change is discussed, and how comments and files are named there."""

    number: str
    comments: str
    comment: str
    """A comment's own address, but for its number."""
    change: str
    """The verb that changes a comment."""
    raw: str
    """Where the file of a commit is shown."""
    headers: dict[str, str]

    def say(self, text: str) -> str:
        """What was done, in a word."""
        said: Any = self._ask("GET", f"{self.comments}?per_page=100")
        own = [one["id"] for one in said if str(one["body"]).startswith(MARK)]
        if own:
            self._ask(self.change, f"{self.comment}/{own[0]}", text)
            return "renewed"
        self._ask("POST", self.comments, text)
        return "posted"

    def _ask(self, verb: str, address: str, text: str | None = None) -> Any:
        data = None if text is None else json.dumps({"body": text}).encode()
        headers = self.headers | {"Content-Type": "application/json"}
        try:
            with request.urlopen(request.Request(address, data, headers, method=verb), timeout=60) as answer:
                return json.load(answer)
        except (URLError, ValueError) as trouble:
            needed = "needed a token that may write comments: docs/review.md"
            raise EndpointError(f"{verb} {address}", str(trouble), needed) from trouble


def forge(given: Mapping[str, str]) -> Forge:
    """As the variables say that the CI of GitHub or GitLab sets."""
    try:
        if "GITHUB_REPOSITORY" in given:
            return _github(given)
        return _gitlab(given)
    except (KeyError, ValueError) as trouble:
        problem = f"not in the CI of a pull request: no {trouble}"
        raise EndpointError("ser.review.post", problem, f"to read the page, open {PAGE}") from trouble


def _github(given: Mapping[str, str]) -> Forge:
    api = f"{given['GITHUB_API_URL']}/repos/{given['GITHUB_REPOSITORY']}/issues"
    page = f"{given['GITHUB_SERVER_URL']}/{given['GITHUB_REPOSITORY']}"
    found = re.fullmatch(r"refs/pull/(\d+)/merge", given["GITHUB_REF"])
    if not found:
        raise ValueError(f"pull request in GITHUB_REF={given['GITHUB_REF']}")
    headers = {"Authorization": f"Bearer {given['GITHUB_TOKEN']}", "Accept": "application/vnd.github+json"}
    comments = f"{api}/{found[1]}/comments"
    return Forge(found[1], comments, f"{api}/comments", "PATCH", f"{page}/blob/{{commit}}/{{name}}?raw=true", headers)


def _gitlab(given: Mapping[str, str]) -> Forge:
    number = given["CI_MERGE_REQUEST_IID"]
    notes = f"{given['CI_API_V4_URL']}/projects/{given['CI_PROJECT_ID']}/merge_requests/{number}/notes"
    headers = {"PRIVATE-TOKEN": given["REVIEW_TOKEN"]}
    return Forge(number, notes, notes, "PUT", f"{given['CI_PROJECT_URL']}/-/raw/{{commit}}/{{name}}", headers)


def publish(pictures: list[Path], remote: str, number: str) -> str:
    """The commit that holds the pictures alone; of one pull request the last is kept, on no branch."""
    tree = "".join(f"100644 blob {_git('hash-object', '-w', str(one))}\t{one.name}\n" for one in pictures)
    commit = _git("commit-tree", _git("mktree", given=tree), "-m", f"Pictures of {number}")
    _git("push", "--quiet", "--force", remote, f"{commit}:refs/review/{number}")
    return commit


def _git(*words: str, given: str = "") -> str:
    who = {f"GIT_{role}_{what}": "ser review" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = subprocess.run(["git", *words], input=given, capture_output=True, text=True, env=os.environ | who)
    if done.returncode:
        needed = "needed a token that may write to the repository: docs/review.md"
        raise ProvenanceError(f"git {words[0]}", done.stderr.strip(), needed)
    return done.stdout.strip()


def main(folder: str, remote: str = "origin") -> None:
    page, place = Path(folder, PAGE).read_text(encoding="utf-8"), forge(os.environ)
    commit = publish(sorted(Path(folder).glob("*.png")), remote, place.number)
    shown = re.sub(r"\]\(([\w-]+\.png)\)", lambda one: f"]({place.raw.format(commit=commit, name=one[1])})", page)
    if len(shown) > LONGEST:
        shown = f"{shown[:LONGEST]}\n\nThe rest is in the review's artefact."
    print(f"The review of {place.number} is {place.say(shown)}.")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except SerError as trouble:
        sys.exit(f"\n{trouble}")
