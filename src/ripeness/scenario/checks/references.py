"""References to what does not exist: one small function per check; they hold even where other parts are wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, localcontext
from typing import Any

from ripeness.errors import near
from ripeness.scenario.checks.conditions import graph_references, package_conditions, timeline_references
from ripeness.scenario.checks.findings import Finding, Findings, Names, each, each_key, unknown
from ripeness.scenario.estimate import DIGITS, Estimate, Number, plain
from ripeness.scenario.model import FORECASTERS, Scenario
from ripeness.scenario.parties import Ranking
from ripeness.scenario.record import Path, Record, claims_of
from ripeness.scenario.ties import AGREEMENT, Guarantee, Support, Sway

#: Names of results that measure paths put beside actors, and words with a meaning of their own.
RESERVED_ACTORS = frozenset(
    [
        "agreement",
        "is",
        "drivers",
        "error",
        "flip-set",
        "quantiles",
        "rules",
        "signs",
        "sources",
        "again",
        "analysis",
        "blockers",
        "certificate",
        "central",
        "contract",
        "digest",
        "draft",
        "draws",
        "effective-sample",
        "ends",
        "equilibria",
        "facts",
        "feasible",
        "flips",
        "frontier",
        "gap",
        "high",
        "inverse",
        "issues",
        "low",
        "observed",
        "options",
        "package",
        "packages",
        "parties",
        "paths",
        "plan",
        "posterior",
        "probability",
        "questions",
        "reach",
        "repairs",
        "repairs-complete",
        "repairs-searched",
        "scenario",
        "seed",
        "signatories",
        "solutions",
        "stability",
        "states",
        "version",
        "versions",
        "warnings",
        "zone",
        "cost",
        "measure",
    ]
)
MAX_VALUES = 200_000  # values of alternatives that weights ask for, omitted ones included


def too_many(scenario: Scenario) -> Findings:
    """Yield that values left out multiply beyond what can be held: actors times the alternatives of their issues."""
    sizes = {issue: len(record.alternatives) for issue, record in scenario.issues.items()}
    values = sum(sizes.get(i, 0) for wants in scenario.preferences.values() for i in wants.weights)
    if values > MAX_VALUES:
        message = f"the weights ask for {values:,} values of alternatives; at most {MAX_VALUES:,} are accepted"
        yield Finding(
            ("preferences",), "too-many-parts", message, "weigh fewer issues, or merge alternatives", key=True
        )


def _claims(scenario: Scenario, names: Names) -> Findings:
    for claim, record in scenario.claims.items():
        if record.source not in names["sources"]:
            yield unknown(("claims", claim, "source"), "source", record.source, names["sources"])
    for path, part in scenario.parts:
        because = claims_of(part)
        if because and path[:1] != ("claims",):
            yield from each(because, (*path, "because"), "claim", names["claims"])


def _actors(scenario: Scenario, names: Names) -> Findings:
    tables: list[tuple[Path, Mapping[str, Any]]] = [(("preferences",), scenario.preferences)]
    if scenario.war:
        tables += [(("war", "cost"), scenario.war.cost), (("war", "strength"), scenario.war.strength)]
        tables += [(("war", "believes"), scenario.war.believes)]
        believes = scenario.war.believes.items()
        tables += [(("war", "believes", a, "strength"), b.strength) for a, b in believes]
    if scenario.graph:
        tables += [(("graph", "preferences"), scenario.graph.preferences), (("graph", "sees"), scenario.graph.sees)]
        tables += [(("graph", "sees", a), seen) for a, seen in scenario.graph.sees.items()]
    if scenario.conference:
        tables += [(("conference", "stands"), scenario.conference.stands)]
    for path, table in tables:
        yield from each_key(table, path, "actor", names["actors"])


def _signers(scenario: Scenario, names: Names) -> Findings:
    for draft, record in scenario.drafts.items():
        path: Path = ("drafts", draft)
        signers = scenario.signatories(draft)
        yield from each(record.signatories or (), (*path, "signatories"), "actor", names["actors"])
        for word in ("signed", "refused"):
            for index, actor in enumerate(getattr(record.observed, word, ())):
                if actor not in signers:
                    message = f"'{actor}' was observed, but is no signatory of '{draft}'"
                    yield Finding((*path, "observed", word, index), "not-a-signatory", message, near(actor, signers))


def _ties(scenario: Scenario, names: Names) -> Findings:
    for tie, record in scenario.ties.items():
        path: Path = ("ties", tie)
        if record.from_ not in names["actors"]:
            yield unknown((*path, "from"), "actor", record.from_, names["actors"])
        if isinstance(record, Guarantee):
            if record.to != AGREEMENT:
                message = f"a guarantee goes to `agreement`, not to '{record.to}'"
                hint = "write `to: agreement`; whom it reassures may stand under `strength`, by actor"
                yield Finding((*path, "to"), "guarantee-target", message, hint, write=AGREEMENT)
            if isinstance(record.strength, dict):
                yield from each_key(record.strength, (*path, "strength"), "actor", names["actors"])
        elif record.to not in names["actors"]:
            yield unknown((*path, "to"), "actor", record.to, names["actors"])


def _tie_references(scenario: Scenario, names: Names) -> Findings:
    for tie, record in scenario.ties.items():
        if isinstance(record, Sway):
            yield from _swayed(scenario, names, tie, record)
    for draft, text in scenario.drafts.items():
        for word, ties in (("guarantees", text.guarantees), ("may-guarantee", text.may_guarantee)):
            for index, tie in enumerate(ties):
                path: Path = ("drafts", draft, word, index)
                if tie not in names["ties"]:
                    yield unknown(path, "tie", tie, names["ties"])
                elif tie in scenario.ties and not isinstance(scenario.ties[tie], Guarantee):
                    yield Finding(path, "not-a-guarantee", f"the tie '{tie}' is not a guarantee")
    for actor, belief in (scenario.war.believes if scenario.war else {}).items():
        for tie in belief.ties:
            path = ("war", "believes", actor, "ties", tie)
            if tie not in names["ties"]:
                yield unknown(path, "tie", tie, names["ties"], key=True)
            elif tie in scenario.ties and not isinstance(scenario.ties[tie], Support):
                yield Finding(
                    path, "not-a-support", f"the tie '{tie}' is no support, so nothing is believed of it", key=True
                )


def _swayed(scenario: Scenario, names: Names, tie: str, record: Sway) -> Findings:
    for index, other in enumerate(record.over):
        path: Path = ("ties", tie, "over", index)
        if other not in names["ties"]:
            yield unknown(path, "tie", other, names["ties"])
        elif other in scenario.ties and scenario.ties[other].from_ != record.to:
            message = f"'{tie}' sways '{record.to}', but the tie '{other}' belongs to '{scenario.ties[other].from_}'"
            own = [t for t, r in scenario.ties.items() if r.from_ == record.to]
            yield Finding(path, "not-its-tie", message, f"its own ties: {', '.join(own)}" if own else "")


def _clauses(scenario: Scenario, names: Names) -> Findings:
    for issue, record in scenario.issues.items():
        if not names.allows(issue, record.now):
            yield unknown(("issues", issue, "now"), "alternative", record.now, names.alternatives[issue])
    for actor, wants in scenario.preferences.items():
        path: Path = ("preferences", actor)
        for word, table in (("weights", wants.weights), ("values", wants.values), ("exposure", wants.exposure)):
            yield from each_key(table, (*path, word), "issue", names["issues"])
        tables: Iterable[tuple[str, str, Any]] = [("values", i, v) for i, v in wants.values.items()]
        for word, issue, values in [*tables, *(("exposure", i, v) for i, v in wants.exposure.items())]:
            if issue not in names.alternatives:
                continue
            if isinstance(values, Ranking):
                yield from _ranking(values, (*path, word, issue, "ranked"), names.alternatives[issue])
            else:
                yield from each_key(values, (*path, word, issue), "alternative", names.alternatives[issue])


def _ranking(values: Ranking, path: Path, known: frozenset[str]) -> Findings:
    yield from each(values.ranked, path, "alternative", known)
    if len(set(values.ranked)) < len(values.ranked):
        yield Finding(path, "named-twice", "an alternative stands twice in this ranking")
    missing = sorted(known - set(values.ranked))
    misspelt = set(values.ranked) - known
    if len(missing) > len(misspelt):
        yield Finding(
            path, "ranking-incomplete", f"the ranking leaves out: {', '.join(missing)}", "rank every alternative"
        )


def _packages(scenario: Scenario, names: Names) -> Findings:
    for path, package in packages(scenario):
        for issue, alternative in package.items():
            if issue not in names["issues"]:
                yield unknown((*path, issue), "issue", issue, names["issues"], key=True)
            elif not names.allows(issue, alternative):
                yield unknown((*path, issue), "alternative", alternative, names.alternatives[issue])


def packages(scenario: Scenario) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """Yield every package that is written in a scenario, with its path."""
    for path, part in scenario.parts:
        package = getattr(part, "package", None)
        if isinstance(package, dict):
            yield (*path, "package"), package


def _war_references(scenario: Scenario, names: Names) -> Findings:
    if not scenario.war:
        return
    war, sides = scenario.war, names["sides"]
    for outcome, record in war.outcomes.items():
        if record.winner is not None and record.winner not in (sides or names["actors"]):
            yield unknown(("war", "outcomes", outcome, "winner"), "side", record.winner, sides or names["actors"])
    for actor, belief in war.believes.items():
        for side in belief.strength:
            if side in names["actors"] and side not in sides:
                yield unknown(("war", "believes", actor, "strength", side), "side", side, sides, key=True)


def _stands(scenario: Scenario, names: Names) -> Findings:
    for actor, stand in (scenario.conference.stands if scenario.conference else {}).items():
        yield from each_key(stand.on, ("conference", "stands", actor), "issue", names["conference"])


def _forecasts(scenario: Scenario, names: Names) -> Findings:
    known = names["sources"] | set(FORECASTERS)
    for name, forecast in scenario.forecasts.items():
        if forecast.made_by not in known:
            yield unknown(("forecasts", name, "made-by"), "source", forecast.made_by, known)
        if forecast.by < forecast.asked:
            message = f"the forecast ends on {forecast.by}, before it was made on {forecast.asked}"
            yield Finding(("forecasts", name, "by"), "date-order", message)


def _reserved(scenario: Scenario, names: Names) -> Findings:
    for actor in scenario.actors:
        if actor in RESERVED_ACTORS:
            message = f"'{actor}' is a word of the format or of results and cannot name an actor"
            yield Finding(("actors", actor), "reserved-id", message, f"try '{actor}-actor'", key=True)
    for actor, wants in scenario.preferences.items():
        for name in {"war", "reservation"} & set(wants.walk_away):
            message = f"'{name}' has a meaning of its own and cannot name a walk-away"
            yield Finding(("preferences", actor, "walk-away", name), "reserved-id", message, key=True)
    for issue, record in scenario.issues.items():
        if "ranked" in record.alternatives:
            message = "'ranked' has a meaning of its own and cannot name an alternative"
            yield Finding(("issues", issue, "alternatives", "ranked"), "reserved-id", message, key=True)
    for name in {"capability"} & (set(scenario.conference.issues) if scenario.conference else set()):
        message = "'capability' has a meaning of its own and cannot name a conference issue"
        yield Finding(("conference", "issues", name), "reserved-id", message, key=True)


def _changed_paths(scenario: Scenario, names: Names) -> Findings:
    for claim, record in scenario.claims.items():
        for reading, change in record.readings.items():
            for word in ("sets", "times", "add"):
                for path, number in (getattr(change, word) or {}).items():
                    at: Path = ("claims", claim, "readings", reading, word, path)
                    yield from _change(scenario, at, path, word, number, key=True)
    for index, effect in enumerate(scenario.timeline.effects if scenario.timeline else ()):
        word = next(w for w in ("sets", "times", "add") if getattr(effect, w) is not None)
        at = ("timeline", "effects", index, "path")
        yield from _change(scenario, at, effect.path, word, getattr(effect, word), key=False)


def _change(scenario: Scenario, at: Path, path: str, word: str, by: Number, *, key: bool) -> Findings:
    estimate = scenario.estimates.get(path)
    if estimate is None:
        missing = unknown(at, "path", path, _paths_like(scenario.estimates, path), key=key)
        yield replace(missing, hint=_left_out(scenario, path) or missing.hint)
        return
    for number in _ends(by):
        for present in _ends(estimate):
            with localcontext(prec=DIGITS):
                result = {"sets": number, "times": present * number, "add": present + number}[word]
            if not estimate.admits(result):
                message = f"{word} {plain(number)} takes '{path}' to {plain(result)}, outside its admissible range"
                yield Finding(at, "out-of-range", message, key=key)
                return


def _left_out(scenario: Scenario, path: str) -> str:
    """Return what to do where a path is that of a number which may stand in the file, and is left out there."""
    above, _, key = path.rpartition(".")
    record = next((part for at, part in scenario.parts if ".".join(map(str, at)) == above), None)
    if not isinstance(record, Record) or key not in record.keys():  # noqa: SIM118 - a record is no mapping
        return ""
    return f"write `{key}` under '{above}' first: it is left out there, so that there is no number to change"


def _ends(estimate: Estimate) -> list[Decimal]:
    """Return the least and the largest number that an estimate may take."""
    return [n for n in (estimate.drawn.low, estimate.drawn.high) if n is not None]


def _paths_like(paths: Iterable[str], path: str) -> list[str]:
    head = path.split(".", maxsplit=1)[0]
    return [p for p in paths if p.split(".")[0] == head] or list(paths)


def _lists(scenario: Scenario, names: Names) -> Findings:
    for draft, record in scenario.drafts.items():
        observed = record.observed
        lists = {
            "signatories": record.signatories or (),
            "guarantees": record.guarantees + record.may_guarantee,
            "observed": (observed.signed + observed.refused) if observed else (),
        }
        for word, listed in lists.items():
            twice = sorted({x for x in listed if listed.count(x) > 1})
            if twice:
                message = f"named more than once under {word}: {', '.join(twice)}"
                yield Finding(("drafts", draft, word), "named-twice", message)
        if record.signatories == ():
            yield Finding(("drafts", draft, "signatories"), "empty", "a draft needs at least one signatory")


REFERENCES: tuple[Callable[[Scenario, Names], Findings], ...] = (
    _claims,
    _actors,
    _clauses,
    _packages,
    package_conditions,
    _ties,
    _tie_references,
    _war_references,
    _signers,
    _lists,
    graph_references,
    _stands,
    timeline_references,
    _changed_paths,
    _forecasts,
    _reserved,
)
