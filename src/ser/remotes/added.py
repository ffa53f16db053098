"""A remote, once tried, goes into DVC's settings: open ones into git's file, secrets into the local one."""

from dataclasses import dataclass
from typing import Any

from ser.remotes import kinds, trial
from ser.remotes.trouble import RemoteError


@dataclass(frozen=True)
class Plan:
    url: str
    name: str
    open: dict[str, str]
    local: dict[str, str]


def add(repo: Any, plan: Plan) -> list[str]:
    """Nothing is written before the place has proved itself; what was done."""
    kinds.refuse_secrets(plan.url)
    kinds.refuse_open(plan.open, plan.url)
    kind, url = kinds.of(plan.url), kinds.address(plan.url)
    known = _known(repo, plan.name, url)
    trial.place(url, known | plan.open | plan.local)
    is_first = not repo.config["core"].get("remote")
    with repo.config.edit("repo") as settings:
        settings["remote"].setdefault(plan.name, {}).update({"url": url, "verify": True, **plan.open})
        if is_first:
            settings["core"]["remote"] = plan.name
    if plan.local:
        with repo.config.edit("local") as settings:
            settings["remote"].setdefault(plan.name, {}).update(plan.local)
    said = [
        f"{url}: an object was written, read back and removed",
        f".dvc/config: remote {plan.name}, verify true" + (", the default" if is_first else ""),
    ]
    if plan.local:
        said.append(f".dvc/config.local, which git does not keep: {', '.join(sorted(plan.local))}")
    return [*said, f"others need their own secrets: {kind.keys}", "next: `git add .dvc/config`, commit, `ser push`"]


def _known(repo: Any, name: str, url: str) -> dict[str, Any]:
    """What is set already, where somebody else's remote is given its secrets."""
    found = dict(repo.config["remote"].get(name, {}))
    taken = found.pop("url", url)
    if taken != url:
        raise RemoteError(f"remote {name}", f"it is {taken}", f"--name another, or `dvc remote remove {name}` first")
    return found
