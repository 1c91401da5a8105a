"""Plain words for why there is no agreement and what would make one possible, for the terminal and the report alike."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ripeness.bargaining.agreements.empty_zone import Certificate
from ripeness.bargaining.agreements.openings import Kind, Opening
from ripeness.scenario import Scenario
from ripeness.scenario.logic import parse
from ripeness.words.figures import percent, points
from ripeness.words.labels import label, spelled
from ripeness.words.names import short

MARK = "in conflict"
_PLENTY = 10**6  # points: by so much less refusing was tried to be worth (ripeness.bargaining.agreements.openings)


def shortfalls(scenario: Scenario, found: Certificate) -> list[tuple[str, str, str]]:
    """Return a row for each signatory at the package of the least largest shortfall: name, surplus, what it lacks."""
    if found.package is None:
        return []
    return [
        (short(scenario, "actors", a), points(s, signed=True), points(-s) if s < 0 else "nothing")
        for a, s in found.surplus.items()
    ]


def least(scenario: Scenario, found: Certificate) -> str:
    """Return how near the nearest package comes, and who alone stands in the way, in one paragraph."""
    return f"{_least(found)} {_alone(scenario, found)}"


def _least(found: Certificate) -> str:
    if found.package is not None:
        most = points(max(found.shortfall.values(), default=0.0))
        if found.proven:
            return f"In every package that crosses no red line someone falls short by at least {most} points."
        return f"The nearest package that was found leaves someone {most} points short; a nearer one may exist."
    if found.proven:
        return "Every package that the rules allow crosses somebody's red line."
    return "Which package comes nearest is unknown: the search grew too large."


def _alone(scenario: Scenario, found: Certificate) -> str:
    said = []
    for one in found.blockers:
        name = short(scenario, "actors", one["actor"])
        if one["surplus"] is None:
            said.append(f"{name} alone makes it so: every package crosses one of its red lines.")
        else:
            said.append(
                f"{name} alone makes it so: even the best package for it, outside its own red lines, is worth "
                f"{points(-one['surplus'])} points less to it than refusing."
            )
    if not found.blockers_complete:
        said.append(f"Whether anybody {'else' if said else 'alone'} makes it so is unknown.")
    elif not said:
        said.append("Nobody alone makes it so: each by itself would find a package to sign, but not the same.")
    return " ".join(said)


def together(scenario: Scenario, found: Certificate) -> list[str]:
    """Return sentences on the wishes that cannot be met together."""
    wishes = found.demands
    if wishes is None:
        return ["Which wishes cannot be met together is unknown: the search grew too large."]
    if not wishes:
        return [_no_wish(found)]
    return [_conflict(len(wishes)), *_fewest(scenario, found, wishes)]


def _no_wish(found: Certificate) -> str:
    if found.package is None and found.proven:
        return "It is no matter of wishes: rules and red lines alone exclude every package."
    return (
        "It is no matter of wishes: if every signatory got its best answer on every issue, there would still be no "
        "package that all would sign. Rules and red lines alone, or a signatory that loses by signing whatever the "
        "text says, exclude every one."
    )


def _conflict(number: int) -> str:
    if number == 1:
        return (
            "One wish is enough: if all others were granted there would still be no package that all would sign; if "
            "this one were granted too, there would be one. A wish is granted when its side gets its best answer on "
            "the issue, whatever the text says."
        )
    return (
        f"These {number} wishes cannot be met together: if all others were granted there would still be no package "
        "that all would sign; if any one of these were granted too, there would be one. A wish is granted when its "
        "side gets its best answer on the issue, whatever the text says."
    )


def _fewest(scenario: Scenario, found: Certificate, wishes: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield what is known of the smallest set of wishes that cannot be met together."""
    smallest = found.smallest if found.smallest is not None else wishes
    number, proven = len(smallest), len(smallest) == found.at_least
    if set(smallest) != set(wishes):
        yield f"The fewest that were found to conflict are {number}: {listed(scenario, smallest)}."
    if number == 1:
        return
    if proven:
        yield "No set of fewer wishes conflicts: that is proven."
    else:
        yield (
            f"Whether fewer than {number} conflict is not known; all that is proven is that fewer than "
            f"{found.at_least} do not."
        )


def listed(scenario: Scenario, wishes: Sequence[tuple[str, str]]) -> str:
    """Return who wishes on which issues, in one line."""
    issues: dict[str, list[str]] = {}
    for actor, issue in wishes:
        issues.setdefault(actor, []).append(scenario.name("issues", issue))
    return "; ".join(f"{short(scenario, 'actors', a)} on {', '.join(named)}" for a, named in issues.items())


def marked(scenario: Scenario, found: Certificate, actors: Sequence[str]) -> list[tuple[str, ...]]:
    """Return a row for each issue in conflict: its name, and whether the wish of each signatory is in the conflict."""
    wishes = set(found.demands or ())
    return [
        (scenario.name("issues", issue), *(MARK if (a, issue) in wishes else "" for a in actors))
        for issue in scenario.issues
        if any(issue == of for _, of in wishes)
    ]


@dataclass(frozen=True)
class OpeningTold:
    """A change that would make an agreement possible: of what, from, to, and one that all would then sign."""

    what: str
    now: str
    needed: str
    package: Mapping[str, str]


def changes(scenario: Scenario, found: Certificate) -> list[OpeningTold]:
    """Return the single changes after which there is a package that all would sign; all else stays as it is."""
    return [_change(scenario, one) for one in found.openings if one.kind == "red-line" or one.needed is not None]


def _change(scenario: Scenario, one: Opening) -> OpeningTold:
    if one.kind == "red-line":
        line = parse(one.path.partition(": ")[2])
        what = f"{short(scenario, 'actors', one.actor)}: its red line: never {spelled(scenario, line)}"
        return OpeningTold(what, "held", "given up", one.package)
    now, needed = one.present or 0.0, one.needed or 0.0
    if one.kind == "reservations":
        return OpeningTold(
            "Everybody: what refusing is worth", "", f"{points(_beyond(now, needed) * -1)} points less", one.package
        )
    if one.kind in ("confidence", "trust"):
        what = label(scenario, one.path) if one.path else "Everybody: confidence that the others comply"
        of = "" if one.path else ", the least"
        return OpeningTold(what, percent(now) + of, f"at least {math.ceil(round(100 * needed, 6))} %", one.package)
    if one.kind == "reservation":
        what = f"{short(scenario, 'actors', one.actor)}: what refusing is worth"
    else:
        what = f"{label(scenario, one.path)} ({scenario.name('issues', one.path.split('.')[3])})"
    way = "at least" if needed > now else "at most"
    return OpeningTold(what, points(now), f"{way} {points(_beyond(now, needed))}", one.package)


def _beyond(now: float, needed: float) -> float:
    """Return a number with one decimal that is no nearer to that of now than the one needed."""
    away = math.ceil if needed > now else math.floor
    return away(round(10 * needed, 6)) / 10


def unhelpful(scenario: Scenario, found: Certificate, actors: Sequence[str]) -> list[str]:
    """Return sentences on the changes that do not suffice, and on what was not tried."""
    if not found.openings_complete:
        return ["The search was cut short: other single changes may suffice as well."]
    said = list(_about_refusing(found))
    if not any(one.kind == "reservations" for one in found.openings):
        said.append(
            f"Not even if refusing were worth {_PLENTY:,} points less to everybody would there be a package that all "
            "would sign."
        )
    if any(one.kind == "confidence" and one.needed is None for one in found.openings):
        said.append(
            "Not even full confidence of everybody that the others comply would suffice: guarantees alone cannot "
            "make an agreement possible."
        )
    return said + [text for actor in actors if (text := _insufficient(scenario, found, actor))]


def _about_refusing(found: Certificate) -> Iterator[str]:
    """Yield how to read what refusing would have to be worth."""
    if any(one.kind in ("reservation", "reservations") for one in found.openings):
        yield (
            "That refusing is worth less helps a side only as far as it trusts the others: where they break their word "
            "it is left with refusing."
        )
    if any(one.kind == "reservation" and (one.needed or 0) < 0 for one in found.openings):
        yield "A worth of refusing below 0 is worse than the worst answer to every issue."


def _insufficient(scenario: Scenario, found: Certificate, actor: str) -> str:
    """Return which changes of one actor do not suffice by themselves."""
    there = {one.kind for one in found.openings if one.actor == actor}
    missing = [words for kind, words in _tried(scenario, actor).items() if kind not in there]
    if not missing:
        return ""
    name = short(scenario, "actors", actor)
    if there:
        return f"{name}: no change of {_or(missing)} alone suffices."
    return f"{name}: no single number of it suffices, be it {_or(missing)}."


def _tried(scenario: Scenario, actor: str) -> dict[Kind, str]:
    """Return which numbers of an actor could change."""
    wants = scenario.preferences[actor]
    tried: dict[Kind, str] = {"reservation": "what refusing is worth to it"}
    if wants.trust is not None and wants.trust.central != 1:
        tried["trust"] = "its trust"
    tried["value"] = "its value of one clause"
    if any(line.firm.central is not None and 2 * line.firm.central >= 1 for line in wants.never):  # it is held
        tried["red-line"] = "one of its red lines"
    return tried


def _or(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
