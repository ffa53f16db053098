"""What may be said of two models: that one beats the other only where the test holds."""

from typing import Any

from ser.report import words

Tests = dict[str, dict[str, dict[str, Any]]]


def winner(tests: Tests, one: str, other: str) -> str | None:
    """Whichever of the two is better beyond doubt; nobody where that was not asked or cannot be said."""
    test = tests.get(one, {}).get(other)
    if test is None or not test["holds"] or test["mean"] is None:
        return None
    return one if test["mean"] > 0 else other


def verdict(tests: Tests, one: str, other: str) -> str:
    if tests[one][other]["mean"] is None:
        return words.NOT_MEASURED
    best = winner(tests, one, other)
    if best is None:
        return "cannot be told apart"
    return f"{best} beats {other if best == one else one}"


def against(tests: Tests, one: str, other: str, what: str) -> str:
    """The comparison as half a sentence about `one`; nothing where it was not asked."""
    test = tests.get(one, {}).get(other)
    if test is None or test["mean"] is None:
        return ""
    said = {one: f"it beats {other}, {what}", other: f"{other}, {what}, beats it"}
    told = said.get(winner(tests, one, other) or "", f"it cannot be told apart from {other}, {what}")
    return f"; {told}: {words.points(test)} points"
