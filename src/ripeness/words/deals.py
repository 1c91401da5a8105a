"""Plain words for what could be agreed, for the terminal and the report alike."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from ripeness.bargaining.agreements.agreement import Agreement, Standing
from ripeness.bargaining.agreements.deals import SOLUTIONS, DealsResult
from ripeness.bargaining.agreements.strengths import Strength
from ripeness.bargaining.agreements.zone_over_draws import MOST_PACKAGES
from ripeness.numerics.draws import mean_error
from ripeness.scenario import Scenario
from ripeness.scenario.logic import parse
from ripeness.words.figures import percent, points
from ripeness.words.labels import quoted, spelled
from ripeness.words.names import short

NAMES = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
    "most_robust": "most robust",
}

_TERMS = {
    "zone": "the packages that every signatory would rather sign than refuse, and that cross no red line.",
    "surplus": "what signing is worth to a signatory beyond refusing; below zero it refuses.",
    "nash": "largest product of surpluses. Where haggling between equally patient sides should end; nobody's scale of "
    "points makes a difference.",
    "kalai_smorodinsky": "each gets, as nearly as can be, the same share of the most that it could get. What both can "
    "defend at home as an equal concession.",
    "egalitarian": "who gains least gains as much as possible. Compares points of different actors: a view on fairness "
    "only if you accept that.",
    "utilitarian": "largest sum of surpluses. Adds up points of different actors: best overall only if you accept "
    "that.",
    "most_robust": "most likely to be signed by all, given how uncertain the numbers are. The safest text to bring, "
    "with the guarantees that are counted.",
}


_FACTORS = (0.25, 0.5, 1.0, 2.0, 3.0)


@dataclass(frozen=True)
class SolutionsTold:
    """Solutions that pick the same packages: the first of them, how many are equally good, and which are unproven."""

    solutions: tuple[str, ...]
    agreement: Agreement
    number: int
    unproven: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        """The names of the solutions; those of which a better package may exist are marked."""
        names = ", ".join(NAMES[name] + " (not proven)" * (name in self.unproven) for name in self.solutions)
        if self.solutions == SOLUTIONS:
            return f"All solutions pick the same: {names}"
        return names[0].upper() + names[1:]


def best(result: DealsResult) -> list[SolutionsTold]:
    """Return what each solution picks; solutions that pick the same packages together."""
    picked: dict[tuple[tuple[tuple[str, str], ...], ...], list[str]] = {}
    for name in SOLUTIONS:
        found = result.solutions.get(name, ())
        if found:
            picked.setdefault(tuple(tuple(a.package.items()) for a in found), []).append(name)
    unproven = frozenset(name for name, search in result.searches.items() if not search.complete)
    return [
        SolutionsTold(
            tuple(names), result.solutions[names[0]][0], max(result.optimal[name] for name in names), unproven
        )
        for names in picked.values()
    ]


def missing(result: DealsResult) -> str:
    """Return a sentence on solutions that are not known, or nothing; where there is no zone only one is asked for."""
    wanted = SOLUTIONS[-1:] if result.zone.empty else SOLUTIONS
    unknown = [NAMES[name] for name in wanted if name not in result.solutions]
    none = [NAMES[name] for name in wanted if result.solutions.get(name) == ()]
    said = [f"Unknown: {', '.join(unknown)}."] if unknown else []
    return " ".join([*said, *(f"{name.capitalize()}: none, for no package is signed in any draw." for name in none)])


def terms(result: DealsResult) -> list[tuple[str, str]]:
    """Return the terms that the answer uses, each with a line on what it means."""
    used = ["zone", "surplus", *(name for name in SOLUTIONS if result.solutions.get(name))]
    return [(NAMES.get(name, name), _TERMS[name]) for name in used]


def plain_names(scenario: Scenario) -> dict[str, str]:
    """Return plain words for the ids that stand in pictures."""
    kinds: tuple[tuple[Literal["actors", "issues", "drafts"], Iterable[str]], ...] = (
        ("issues", scenario.issues),
        ("drafts", scenario.drafts),
        ("actors", scenario.actors),
    )
    return {f"{kind}:{key}": scenario.name(kind, key) for kind, keys in kinds for key in keys}


def who(scenario: Scenario, result: DealsResult) -> str:
    """Return who is to sign, under which guarantees."""
    names = ", ".join(scenario.name("actors", a) for a in result.asked.signatories)
    asked = result.asked
    given = [scenario.name("ties", tie) for tie in asked.guarantees]
    given += [f"{scenario.name('ties', tie)} (could be added, and is here)" for tie in asked.optional]
    if asked.draft:
        of = f"As for {quoted(scenario.name('drafts', asked.draft))}. "
        return f"{of}To sign: {names}. Guarantees: {', '.join(given) or 'none'}."
    return f"To sign: {names}. Guarantees on offer, all counted here: {', '.join(given) or 'none'}."


def without(result: DealsResult) -> str:
    """Return what could be agreed without the guarantees that are counted; nothing where none is."""
    found = result.without
    if found is None:
        return ""
    zone = found.zone
    many = number_of({"empty": zone.empty, "packages": zone.packages})
    head = f"Without {'this guarantee' if len(result.asked.counted) == 1 else 'these guarantees'}"
    text = f"{head}: {many} of the packages would be signed by all at the most likely values"
    if zone.empty is None:
        text = f"{head}: how many packages would be signed by all at the most likely values is unknown"
    robust = [f.solutions.get("most_robust", ()) for f in (found, result)]
    if not all(robust):
        return f"{text}."
    chances = (percent(one[0].probability.get("probability")) for one in robust)
    return f"{text}, and the most robust one by all with a chance of {' instead of '.join(chances)}."


def central(result: DealsResult) -> str:
    """Return whether there is a package that all would sign at the most likely values."""
    allowed = f"the {result.packages:,} packages that the rules allow"
    zone = result.zone
    if zone.empty is None:
        return f"Unknown at the most likely values for {allowed}: see the notes."
    if zone.empty:
        return f"No. At the most likely values none of {allowed} would be signed by all."
    if zone.packages is None:
        return f"Yes. How many of {allowed} would be signed by all at the most likely values is not known."
    one = zone.packages == 1
    text = f"Yes. At the most likely values {'just ' * one}{zone.packages:,} of {allowed} would be signed by all."
    front = result.frontier
    if one or front is None:
        return text
    on_it = sum(front.packages)
    if on_it == zone.packages:
        return f"{text} None of them can be improved for one without loss for another (they are the frontier)."
    return f"{text} {on_it:,} of them cannot be improved for one without loss for another (the frontier)."


def over_draws(result: DealsResult) -> str:
    """Return in what share of draws there is such a package."""
    draws = result.provenance.draws
    if draws == 1:
        return ""
    column = result.columns.get(f"{result.asked.prefix}.zone.empty")
    if column is None or np.isnan(column).any():
        many = ": there are too many to look at each" if math.prod(result.space.shape) > MOST_PACKAGES else ""
        return f"In what share of draws there is such a package is unknown{many}."
    there = int((column == 0).sum())
    if there in (0, draws):
        return f"There is such a package in {'all' if there else 'none'} of {draws:,} draws of the uncertain numbers."
    error = percent(mean_error(column))
    share = percent(there / draws)
    return f"There is such a package in {share} of {draws:,} draws of the uncertain numbers (standard error {error})."


def against_today(scenario: Scenario, package: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the clauses in which a package differs from today's: issue and wording."""
    return [
        (scenario.name("issues", issue), scenario.wording(issue, alternative))
        for issue, alternative in package.items()
        if alternative != scenario.issues[issue].now
    ]


def clauses(scenario: Scenario, changed: Mapping[str, str]) -> str:
    """Return clauses in words, in one line."""
    return "; ".join(f"{scenario.name('issues', i)}: {scenario.wording(i, a)}" for i, a in changed.items())


def gained(scenario: Scenario, result: DealsResult, agreement: Agreement) -> list[tuple[str, str, str]]:
    """Return a row for each signatory: name, surplus, share of the most that it could get in the zone."""
    rows = []
    for actor in result.asked.signatories:
        share = agreement.gains[actor]
        of_most = "" if result.zone.empty or agreement.surplus[actor] is None else _share(share)
        rows.append((short(scenario, "actors", actor), points(agreement.surplus[actor], signed=True), of_most))
    return rows


def _share(share: float | None) -> str:
    return "it can gain nothing" if share is None else percent(share)


def in_zone(standing: Standing) -> str:
    """Return whether all would sign a draft, and if its worth is not the reason, what is."""
    if standing.in_zone:
        return "yes" if standing.as_printed is None else "yes, as printed"
    if standing.breaks_rules:
        return "no: breaks a rule"
    return "no: red line" if standing.crossed else "no"


def away(standing: Standing) -> str:
    """Return how many clauses of a draft must change for all to sign it, its guarantees unchanged."""
    if standing.nearest is None:
        return "none exists" if standing.searched else "unknown"
    return str(standing.nearest["clauses"])


def beside(scenario: Scenario, standing: Standing, called: Callable[[str], str]) -> list[str]:
    """Return what is to be said about one draft beside its figures: red lines, what is better, what is near.

    ``called`` names the actors in lists of figures.
    """
    said = [
        f"Crosses a red line of {scenario.name('actors', actor)}: never {_lines(scenario, lines)}."
        for actor, lines in standing.crossed.items()
    ]
    said.append(_better(scenario, standing, called))
    if standing.as_printed is not None:
        mixed, printed = (percent(c.get("probability")) for c in (standing.agreement.probability, standing.as_printed))
        said.append(
            f"Its text is in doubt. All sign it with a chance of {printed} as printed, of {mixed} whichever text it "
            "is, as `sign` says; all else here is of the text as printed."
        )
    if standing.nearest and standing.nearest["clauses"]:
        said.append(f"All would sign it with this change: {clauses(scenario, standing.nearest['changes'])}.")
    return said


def _lines(scenario: Scenario, lines: Iterable[str]) -> str:
    return ", never ".join(spelled(scenario, parse(line)) for line in lines)


def _better(scenario: Scenario, standing: Standing, called: Callable[[str], str]) -> str:
    found = standing.dominated_by
    if found is None:
        return "No package is better for everybody." if standing.searched else "What is better for everybody: unknown."
    gains = ", ".join(f"{called(a)} {points(g, signed=True)}" for a, g in found["gains"].items())
    return f"Better for everybody ({gains}): {clauses(scenario, found['changes'])}."


def number_of(zone: Mapping[str, bool | int | None]) -> str:
    """Return how many packages a zone holds, in words where that was not counted."""
    if zone["packages"] is not None:
        return f"{zone['packages']:,}"
    return {True: "none", False: "some", None: "unknown"}[None if zone["empty"] is None else bool(zone["empty"])]


def sides(result: DealsResult) -> list[str]:
    """Return the sides whose strength was varied."""
    return list(dict.fromkeys(s.side for s in result.strengths))


def sweep(result: DealsResult, side: str) -> list[Strength]:
    """Return what could be agreed as the strength of one side varies."""
    return [s for s in result.strengths if s.side == side]


def constant(scenario: Scenario, swept: Sequence[Strength]) -> str:
    """Return a sentence where the strength of a side decides nothing: none signed at any, or the same; else nothing."""
    span = f"with {swept[0].factor:g} to {swept[-1].factor:g} times its strength"
    side = short(scenario, "actors", swept[0].side)
    if all(s.empty for s in swept):
        return f"{side}: {span} no package would be signed by all{_lacking(swept)}."
    if all(s.empty is False and (s.surplus, s.package) == (swept[0].surplus, swept[0].package) for s in swept):
        return f"{side}: {span} the Nash package and its worth stay the same."
    return ""


def _lacking(swept: Sequence[Strength]) -> str:
    """Return by how much someone falls short at the least, as the end of a sentence."""
    lacking = [(max(-x for x in s.surplus.values()), s.factor) for s in swept if s.surplus]
    if not lacking:
        return ""
    lack, factor = min(lacking)
    now = [points(most) for most, times in lacking if times == 1 and factor != 1]
    beside = f" (now: {now[0]})" if now else ""
    return f". At best, with {factor:g} times, someone falls short by {points(lack)} points{beside}"


def moved(result: DealsResult, strength: Strength) -> list[str]:
    """Return for each signatory its surplus and the share of its most, as the strength of one side is scaled."""
    cells = []
    for actor in result.asked.signatories:
        if actor not in strength.surplus:
            cells.append("unknown" if strength.empty is None else "none")
            continue
        share = strength.gains[actor] if strength.gains else None
        text = points(strength.surplus[actor], signed=True)
        cells.append(text if share is None else f"{text} ({percent(share)})")
    return cells


def telling(swept: Sequence[Strength]) -> list[Strength]:
    """Return the steps of a sweep worth a row: some factors, and wherever a zone appears or disappears."""
    turns = {s.factor for a, b in pairwise(swept) if a.empty != b.empty for s in (a, b)}
    return [s for s in swept if s.factor in _FACTORS or s.factor in turns]


YES = {True: "no", False: "yes", None: "unknown"}  # whether there is a package that all would sign, by `empty`
