"""An audit's results for people and for programs."""

from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from ser.evidence import Evidence
from ser.proof.checks import Result


def table(results: list[Result]) -> Table:
    shown = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for head in ("", "check", "what it proves", "looked at"):
        shown.add_column(head, overflow="fold")
    for one in results:
        mark = Text("holds", "green") if not one.findings else Text(f"FAILS ({len(one.findings)})", "bold red")
        shown.add_row(mark, one.name, one.claim, one.looked_at)
    return shown


def findings(results: list[Result]) -> Group:
    """Each with where, what was found, and what was needed."""
    lines = [(one.name, each) for one in results for each in one.findings]
    return Group(*(Text(f"{name}: {each.where}\n  found {each.found}; needed {each.needed}") for name, each in lines))


def verdict(results: list[Result], evidence: Evidence) -> str:
    failed = [one.name for one in results if one.findings]
    if failed:
        return f"The record of {evidence} does not hold: {', '.join(failed)}."
    return f"The record of {evidence} holds: {len(results)} checks, nothing against it."


def as_json(results: list[Result], evidence: Evidence) -> dict[str, Any]:
    return {
        "of": str(evidence),
        "holds": not any(one.findings for one in results),
        "checks": {
            one.name: {
                "claim": one.claim,
                "looked_at": one.looked_at,
                "findings": [vars(each) for each in one.findings],
            }
            for one in results
        },
    }
