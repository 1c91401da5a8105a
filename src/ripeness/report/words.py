"""Plain words for numbers, verdicts and the paths of estimates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

from ripeness.report.document import Tone
from ripeness.result import decimal
from ripeness.scenario import Estimate, Scenario
from ripeness.scenario.logic import Atom, Condition, Tree

VERDICTS: dict[bool | None, tuple[str, Tone]] = {
    True: ("would sign", "good"),
    False: ("would refuse", "bad"),
    None: ("unknown", "open"),
}


#: What a verdict at the most likely values is called where the chance over draws lies on the other side of one half.
OPEN = "open"
ANY_TEXT = (
    "The chances below count every text that the draft may be; those beside the verdicts are of the text as printed."
)
OPEN_MEANS = (
    "Open: what holds at the most likely values and the chance over all draws lie on different sides of one half."
)


def verdict(chance: float | None, *, signs: bool | None) -> tuple[str, Tone]:
    """Return a verdict in words that agree with the chance that stands beside it."""
    return (OPEN, "open") if differs(chance, signs=signs) else VERDICTS[signs]


def by_all(chance: float | None, *, signs: bool | None) -> str:
    """Return the verdict of all signatories together in words that agree with the chance that stands beside it."""
    return OPEN if differs(chance, signs=signs) else {True: "signed", False: "not signed", None: "unknown"}[signs]


def differs(chance: float | None, *, signs: bool | None) -> bool:
    """Return whether a verdict and a chance lie on different sides of one half."""
    return signs is not None and chance is not None and (chance < 0.5 if signs else chance > 0.5)


def points(value: float | None, *, signed: bool = False) -> str:
    """Return points with one decimal, or ``unknown``."""
    if value is None or math.isnan(value):
        return "unknown"
    text = decimal(value, signed=signed)
    return "0.0" if text in ("-0.0", "+0.0") else text.replace("-", "\N{MINUS SIGN}")


def percent(share: float | None) -> str:
    """Return a chance in whole per cent; what is neither 0 nor 1 does not look like it."""
    if share is None or math.isnan(share):
        return "unknown"
    if 0 < share < 0.005:
        return "< 1 %"
    if 0.995 < share < 1:
        return "> 99 %"
    return f"{max(100 * share, 0.0):.0f} %" if share > -0.005 else f"{100 * share:.0f} %"


def span(low: float | None, high: float | None) -> str:
    """Return two chances as a range; where one is only bounded, a dash before its sign would read as an arrow."""
    ends = percent(low), percent(high)
    return (" to " if any(end[0] in "<>" for end in ends) else "-").join(ends)


def day(on: date) -> str:
    """Return a date in words, such as 19 January 2020."""
    return f"{on.day} {on:%B %Y}"


def chance(summary: dict[str, float | None]) -> str:
    """Return a chance with its range over draws."""
    if summary["probability"] is None:
        return "unknown"
    span = f"{percent(summary['low'])} to {percent(summary['high'])}"
    return f"{percent(summary['probability'])} (5th to 95th percentile {span})"


def written(estimate: Estimate) -> str:
    """Return an estimate as it stands in the file."""
    text = str(estimate.is_) if estimate.is_.shape != "ranked" else f"ranked, about {estimate.central:.0f}"
    return f"{text} within {estimate.within}" if estimate.within is not None else text


def refusing(scenario: Scenario, actor: str, name: str | None) -> str:
    """Return a way of refusing in plain words."""
    if name is None:
        return "unknown"
    if name == "war":
        return "fighting on"
    if name == "reservation":
        return "the reservation given in the file"
    record = scenario.preferences[actor].walk_away[name]
    return record.name or record.note.split(".")[0] or name


def firmness(scenario: Scenario, taken: Mapping[str, str]) -> str:
    """Return whose red lines are taken as surely held, or as bluff; nothing where none are."""
    said = [f"Red lines of {scenario.name('actors', actor)} taken as {how}." for actor, how in taken.items()]
    return " ".join(said)


def label(scenario: Scenario, path: str) -> str:
    """Return the plain words for an estimate's path."""
    steps = path.split(".")
    head, rest = steps[0], steps[1:]
    if head == "preferences" and len(rest) > 1:
        return f"{scenario.name('actors', rest[0])}: {_preference(scenario, rest[1:])}"
    if head == "war":
        return f"War: {_war(scenario, rest)}"
    if head == "ties" and len(rest) > 1:
        toward = f" for {scenario.name('actors', rest[2])}" if len(rest) > 2 else ""
        return f"Tie {scenario.name('ties', rest[0])}: {_spaced(rest[1])}{toward}"
    if head == "drafts":
        return f"Draft {scenario.name('drafts', rest[0])}: {' '.join(map(_spaced, rest[1:]))}"
    if head == "conference" and rest[0] == "stands":
        return f"Conference, {scenario.name('actors', rest[1])}: {' '.join(map(_spaced, rest[2:]))}"
    if head == "conference" and rest[0] == "issues" and len(rest) > 2:
        what = {"outcome": "settled in the end (read by no analysis)", "reference": "without agreement"}
        return f"Conference, {_spaced(rest[1])}: {what.get(rest[2], rest[2])}"
    return f"{head.capitalize()}: {' '.join(map(_spaced, rest))}"


def _preference(scenario: Scenario, steps: list[str]) -> str:
    kind = steps[0]
    if kind == "weights":
        return f"weight of {scenario.name('issues', steps[1])}"
    if kind == "values" and len(steps) > 2:
        return f"value of {quoted(scenario.wording(steps[1], steps[2]))}"
    if kind == "exposure" and len(steps) > 2:
        return f"exposure if it carries out {quoted(scenario.wording(steps[1], steps[2]))} and is betrayed"
    if kind == "never":
        return f"red line {int(steps[1]) + 1}: {'held or bluff' if steps[-1] == 'held' else 'firmness'}"
    if kind == "bonuses":
        return f"bonus {int(steps[1]) + 1}: points"
    if kind == "walk-away":
        return f"walking away ({_spaced(steps[1])}): cost"
    return _spaced(kind)


def _war(scenario: Scenario, steps: list[str]) -> str:
    if steps[0] == "believes":
        rest = steps[2:]
        words = [scenario.name("actors", s) if s in scenario.actors else _spaced(s) for s in rest]
        return f"{scenario.name('actors', steps[1])} believes: {' '.join(words)}"
    words = [scenario.name("actors", s) if s in scenario.actors else _spaced(s) for s in steps]
    return " of ".join(words) if steps[0] in ("strength", "cost") else " ".join(words)


def spelled(scenario: Scenario, condition: Condition) -> str:
    """Return a condition on packages in plain words, each clause in quotation marks."""
    return _spelled(scenario, condition.tree)


def _spelled(scenario: Scenario, tree: Tree) -> str:
    if isinstance(tree, Atom):
        issue, alternative = tree.name, tree.value or ""
        return quoted(f"{scenario.name('issues', issue)}: {scenario.wording(issue, alternative)}")
    parts = [_grouped(scenario, operand) for operand in tree.operands]
    if tree.operator == "not":
        return f"not {parts[0]}"
    if tree.operator == "implies":
        return f"{parts[1]} if {parts[0]}"
    return {"and": " together with ", "or": " or ", "iff": " exactly when "}[tree.operator].join(parts)


def _grouped(scenario: Scenario, tree: Tree) -> str:
    text = _spelled(scenario, tree)
    return text if isinstance(tree, Atom) or tree.operator == "not" else f"({text})"


def quoted(text: str) -> str:
    """Return a text in quotation marks."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{text}\N{RIGHT DOUBLE QUOTATION MARK}"


def _spaced(name: str) -> str:
    return name.replace("-", " ")
