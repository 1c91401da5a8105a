"""What a scenario must satisfy beyond the shape of its parts: one small function per check.

References can be checked even when other parts of the file are wrong; meaning only where nothing that
a check reads was left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from itertools import product
from typing import Any

from ripeness.errors import near
from ripeness.scenario.estimate import DIGITS, Estimate, Number, plain
from ripeness.scenario.graph import GraphPreference
from ripeness.scenario.logic import Atom, Condition, could_hold, evaluate
from ripeness.scenario.model import FORECASTERS, Scenario
from ripeness.scenario.parties import Ranking
from ripeness.scenario.record import Path, Record, claims_of
from ripeness.scenario.ties import AGREEMENT, Guarantee, Support, Sway
from ripeness.scenario.timeline import Event, Hazard, Setting

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
_FEW_OPTIONS = 12  # of one condition, of which all sets are gone through
_SEARCH_STEPS = 2_000


@dataclass(frozen=True)
class Finding:
    """A problem and the path of the part it is about; ``key`` points to the key in place of the value.

    ``write`` is what would be right in the place of the value (or the key), where the hint types it out.
    """

    path: Path
    code: str
    message: str
    hint: str = ""
    key: bool = False
    offset: int | None = None
    write: str | None = None


Findings = Iterator[Finding]


@dataclass(frozen=True)
class Names:
    """The ids that a file declares, also those of records that are wrong in themselves."""

    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    alternatives: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, scenario: Scenario, tree: Mapping[str, Any] | None = None) -> Names:
        """Return the names of a scenario and of the raw file that it was read from."""
        raw = tree or {}
        known = {kind: frozenset(_keys(raw, *at) | _keys(scenario, *at)) for kind, at in _KINDS.items()}
        issues = {i: frozenset(_keys(raw, "issues", i, "alternatives")) for i in known["issues"]}
        for issue, record in scenario.issues.items():
            issues[issue] = issues.get(issue, frozenset()) | frozenset(record.alternatives)
        return cls(known, {i: alternatives for i, alternatives in issues.items() if alternatives})

    def allows(self, issue: str, alternative: str) -> bool:
        """Return whether an issue has an alternative; True where the file fails to say what alternatives it has."""
        return issue not in self.alternatives or alternative in self.alternatives[issue]

    def __getitem__(self, kind: str) -> frozenset[str]:
        return self.known[kind]


_KINDS: dict[str, tuple[str, ...]] = {
    "sources": ("sources",),
    "claims": ("claims",),
    "actors": ("actors",),
    "issues": ("issues",),
    "ties": ("ties",),
    "drafts": ("drafts",),
    "outcomes": ("war", "outcomes"),
    "sides": ("war", "strength"),
    "options": ("graph", "options"),
    "conference": ("conference", "issues"),
    "facts": ("timeline", "facts"),
    "latched": ("timeline", "latched"),
    "events": ("timeline", "events"),
    "ends": ("timeline", "ends"),
    "questions": ("timeline", "questions"),
}


def _keys(root: Any, *path: str) -> set[str]:
    for step in path:
        root = root.get(step) if isinstance(root, dict) else getattr(root, step, None)
    return set(root) if isinstance(root, dict) else set()


def check(scenario: Scenario) -> list[Finding]:
    """Return everything that is wrong with a scenario made or changed in Python."""
    names = Names.of(scenario)
    return [*check_references(scenario, names), *check_meaning(scenario, names, set())]


def check_references(scenario: Scenario, names: Names) -> Findings:
    """Yield references to what does not exist; in a file that means too many numbers, only that."""
    too_many = list(_too_many(scenario))
    if too_many:
        yield from too_many
        return
    for one in REFERENCES:
        yield from one(scenario, names)


def check_meaning(scenario: Scenario, names: Names, cut: set[Path]) -> Findings:
    """Yield what cannot be meant, in the parts of the file that are whole."""
    broken = {path[0] for path in cut if path}
    for one, reads in MEANING:
        if not broken & reads:
            yield from one(scenario)


def _unknown(path: Path, kind: str, name: str, known: Iterable[str], *, key: bool = False) -> Finding:
    message = f"'{name}' is not {_ARTICLE[kind]}"
    return Finding(path, f"unknown-{kind}", message, near(name, sorted(known)), key=key)


_ARTICLE = {
    "actor": "an actor of this scenario",
    "alternative": "an alternative of this issue",
    "claim": "a claim of this scenario",
    "draft": "a draft of this scenario",
    "end": "an end of this timeline",
    "event": "an event of this timeline",
    "fact": "a fact of this timeline",
    "issue": "an issue of this scenario",
    "option": "an option of this graph model",
    "outcome": "an outcome of this war",
    "path": "the path of an estimate of this scenario",
    "question": "a question of this timeline",
    "side": "a side that fights: it has no entry in war.strength",
    "source": "a source of this scenario",
    "tie": "a tie of this scenario",
}


def _each(values: Iterable[str], path: Path, kind: str, known: Iterable[str]) -> Findings:
    known = frozenset(known)
    for index, value in enumerate(values):
        if value not in known:
            yield _unknown((*path, index), kind, value, known)


def _each_key(table: Mapping[str, Any], path: Path, kind: str, known: Iterable[str]) -> Findings:
    known = frozenset(known)
    for key in table:
        if key not in known:
            yield _unknown((*path, key), kind, key, known, key=True)


# --- references -----------------------------------------------------------------------------------------


def _too_many(scenario: Scenario) -> Findings:
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
            yield _unknown(("claims", claim, "source"), "source", record.source, names["sources"])
    for path, part in scenario.parts:
        because = claims_of(part)
        if because and path[:1] != ("claims",):
            yield from _each(because, (*path, "because"), "claim", names["claims"])


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
        yield from _each_key(table, path, "actor", names["actors"])


def _signers(scenario: Scenario, names: Names) -> Findings:
    for draft, record in scenario.drafts.items():
        path: Path = ("drafts", draft)
        signers = scenario.signatories(draft)
        yield from _each(record.signatories or (), (*path, "signatories"), "actor", names["actors"])
        for word in ("signed", "refused"):
            for index, actor in enumerate(getattr(record.observed, word, ())):
                if actor not in signers:
                    message = f"'{actor}' was observed, but is no signatory of '{draft}'"
                    yield Finding((*path, "observed", word, index), "not-a-signatory", message, near(actor, signers))


def _ties(scenario: Scenario, names: Names) -> Findings:
    for tie, record in scenario.ties.items():
        path: Path = ("ties", tie)
        if record.from_ not in names["actors"]:
            yield _unknown((*path, "from"), "actor", record.from_, names["actors"])
        if isinstance(record, Guarantee):
            if record.to != AGREEMENT:
                message = f"a guarantee goes to `agreement`, not to '{record.to}'"
                hint = "write `to: agreement`; whom it reassures may stand under `strength`, by actor"
                yield Finding((*path, "to"), "guarantee-target", message, hint, write=AGREEMENT)
            if isinstance(record.strength, dict):
                yield from _each_key(record.strength, (*path, "strength"), "actor", names["actors"])
        elif record.to not in names["actors"]:
            yield _unknown((*path, "to"), "actor", record.to, names["actors"])


def _tie_references(scenario: Scenario, names: Names) -> Findings:
    for tie, record in scenario.ties.items():
        if isinstance(record, Sway):
            yield from _swayed(scenario, names, tie, record)
    for draft, text in scenario.drafts.items():
        for word, ties in (("guarantees", text.guarantees), ("may-guarantee", text.may_guarantee)):
            for index, tie in enumerate(ties):
                path: Path = ("drafts", draft, word, index)
                if tie not in names["ties"]:
                    yield _unknown(path, "tie", tie, names["ties"])
                elif tie in scenario.ties and not isinstance(scenario.ties[tie], Guarantee):
                    yield Finding(path, "not-a-guarantee", f"the tie '{tie}' is not a guarantee")
    for actor, belief in (scenario.war.believes if scenario.war else {}).items():
        for tie in belief.ties:
            path = ("war", "believes", actor, "ties", tie)
            if tie not in names["ties"]:
                yield _unknown(path, "tie", tie, names["ties"], key=True)
            elif tie in scenario.ties and not isinstance(scenario.ties[tie], Support):
                yield Finding(
                    path, "not-a-support", f"the tie '{tie}' is no support, so nothing is believed of it", key=True
                )


def _swayed(scenario: Scenario, names: Names, tie: str, record: Sway) -> Findings:
    for index, other in enumerate(record.over):
        path: Path = ("ties", tie, "over", index)
        if other not in names["ties"]:
            yield _unknown(path, "tie", other, names["ties"])
        elif other in scenario.ties and scenario.ties[other].from_ != record.to:
            message = f"'{tie}' sways '{record.to}', but the tie '{other}' belongs to '{scenario.ties[other].from_}'"
            own = [t for t, r in scenario.ties.items() if r.from_ == record.to]
            yield Finding(path, "not-its-tie", message, f"its own ties: {', '.join(own)}" if own else "")


def _clauses(scenario: Scenario, names: Names) -> Findings:
    for issue, record in scenario.issues.items():
        if not names.allows(issue, record.now):
            yield _unknown(("issues", issue, "now"), "alternative", record.now, names.alternatives[issue])
    for actor, wants in scenario.preferences.items():
        path: Path = ("preferences", actor)
        for word, table in (("weights", wants.weights), ("values", wants.values), ("exposure", wants.exposure)):
            yield from _each_key(table, (*path, word), "issue", names["issues"])
        tables: Iterable[tuple[str, str, Any]] = [("values", i, v) for i, v in wants.values.items()]
        for word, issue, values in [*tables, *(("exposure", i, v) for i, v in wants.exposure.items())]:
            if issue not in names.alternatives:
                continue
            if isinstance(values, Ranking):
                yield from _ranking(values, (*path, word, issue, "ranked"), names.alternatives[issue])
            else:
                yield from _each_key(values, (*path, word, issue), "alternative", names.alternatives[issue])


def _ranking(values: Ranking, path: Path, known: frozenset[str]) -> Findings:
    yield from _each(values.ranked, path, "alternative", known)
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
                yield _unknown((*path, issue), "issue", issue, names["issues"], key=True)
            elif not names.allows(issue, alternative):
                yield _unknown((*path, issue), "alternative", alternative, names.alternatives[issue])


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
            yield _unknown(("war", "outcomes", outcome, "winner"), "side", record.winner, sides or names["actors"])
    for actor, belief in war.believes.items():
        for side in belief.strength:
            if side in names["actors"] and side not in sides:
                yield _unknown(("war", "believes", actor, "strength", side), "side", side, sides, key=True)


def _conditions(scenario: Scenario, names: Names) -> Findings:
    for path, part in scenario.parts:
        if not isinstance(part, Condition):
            continue
        if path[0] in ("rules", "preferences"):
            yield from _package_atoms(part, path, names)
        elif path[0] == "graph":
            yield from _plain_atoms(part, path, "option", names["options"])
        elif path[0] == "timeline":
            known = names["facts"] | (names["latched"] if path[1] != "latched" else frozenset())
            yield from _plain_atoms(part, path, "fact", known)
        elif path[0] == "forecasts":
            yield from _plain_atoms(part, path, "question", names["questions"])


def _package_atoms(condition: Condition, path: Path, names: Names) -> Findings:
    for atom in condition.atoms():
        if atom.value is None:
            message = f"'{atom.name}' says nothing about a package: write issue=alternative"
            said = sorted(names.alternatives.get(atom.name, ()))
            choices = " or ".join(f"`{atom.name}={alternative}`" for alternative in said[:6])
            hint = f"write {choices}" if said else near(atom.name, sorted(names["issues"]))
            yield Finding(path, "bad-condition", message, hint, offset=atom.at)
        elif atom.name not in names["issues"]:
            finding = _unknown(path, "issue", atom.name, names["issues"])
            yield _at(finding, atom.at)
        elif not names.allows(atom.name, atom.value):
            finding = _unknown(path, "alternative", atom.value, names.alternatives[atom.name])
            yield _at(finding, atom.at)


def _plain_atoms(condition: Condition, path: Path, kind: str, known: frozenset[str]) -> Findings:
    for atom in condition.atoms():
        if atom.value is not None:
            message = f"'{atom}' has an equals sign; here an id alone is meant"
            yield Finding(path, "bad-condition", message, near(atom.name, sorted(known)), offset=atom.at)
        elif atom.name not in known:
            yield _at(_unknown(path, kind, atom.name, known), atom.at)


def _at(finding: Finding, offset: int) -> Finding:
    return Finding(finding.path, finding.code, finding.message, finding.hint, offset=offset)


def _graph_references(scenario: Scenario, names: Names) -> Findings:
    if not scenario.graph:
        return
    for option, record in scenario.graph.options.items():
        if record.by not in names["actors"]:
            yield _unknown(("graph", "options", option, "by"), "actor", record.by, names["actors"])
    for index, move in enumerate(scenario.graph.no_move):
        if move.by not in names["actors"]:
            yield _unknown(("graph", "no-move", index, "by"), "actor", move.by, names["actors"])
    for index, worth in enumerate(scenario.graph.worth):
        if worth.as_ not in names["drafts"] | {"war", "now"}:
            yield _unknown(("graph", "worth", index, "as"), "draft", worth.as_, names["drafts"] | {"war", "now"})


def _stands(scenario: Scenario, names: Names) -> Findings:
    for actor, stand in (scenario.conference.stands if scenario.conference else {}).items():
        yield from _each_key(stand.on, ("conference", "stands", actor), "issue", names["conference"])


def _timeline_references(scenario: Scenario, names: Names) -> Findings:
    if not scenario.timeline:
        return
    timeline, facts = scenario.timeline, names["facts"]
    for name, event in timeline.events.items():
        yield from _event(event, ("timeline", "events", name), names)
    for index, factor in enumerate(timeline.factors):
        if factor.event not in names["events"]:
            yield _unknown(("timeline", "factors", index, "event"), "event", factor.event, names["events"])
    for name, question in timeline.questions.items():
        path: Path = ("timeline", "questions", name, "first-of")
        if question.first_of == ("ends",) and "ends" not in names["ends"]:
            if not names["ends"]:
                yield Finding(
                    path, "unknown-end", "the timeline has no `ends` to come first", "add `ends: {id: condition}`"
                )
        elif question.first_of is not None:
            yield from _each(question.first_of, path, "end", names["ends"])
    for name in timeline.latched:
        if name in facts:
            message = f"'{name}' is a fact already; a latched fact has its own name"
            yield Finding(("timeline", "latched", name), "named-twice", message, key=True)


def _event(event: Event, path: Path, names: Names) -> Findings:
    for index, setting in enumerate(event.sets):
        if setting.fact not in names["facts"]:
            yield _unknown((*path, "sets", index), "fact", setting.fact, names["facts"])
    if isinstance(event.hazard, Hazard) and event.hazard.age_of not in (None, *names["facts"]):
        yield _unknown((*path, "hazard", "age-of"), "fact", str(event.hazard.age_of), names["facts"])
    if event.from_war is not None and event.from_war not in names["outcomes"]:
        yield _unknown((*path, "from-war"), "outcome", event.from_war, names["outcomes"])
    if event.sign is not None and event.sign not in names["drafts"]:
        yield _unknown((*path, "sign"), "draft", event.sign, names["drafts"])


def _forecasts(scenario: Scenario, names: Names) -> Findings:
    known = names["sources"] | set(FORECASTERS)
    for name, forecast in scenario.forecasts.items():
        if forecast.made_by not in known:
            yield _unknown(("forecasts", name, "made-by"), "source", forecast.made_by, known)
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
        unknown = _unknown(at, "path", path, _paths_like(scenario.estimates, path), key=key)
        yield replace(unknown, hint=_left_out(scenario, path) or unknown.hint)
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
    _conditions,
    _ties,
    _tie_references,
    _war_references,
    _signers,
    _lists,
    _graph_references,
    _stands,
    _timeline_references,
    _changed_paths,
    _forecasts,
    _reserved,
)


# --- meaning --------------------------------------------------------------------------------------------


def _weights(scenario: Scenario) -> Findings:
    for actor, wants in scenario.preferences.items():
        spreads = [w.drawn for w in wants.weights.values()]
        if all(s.high == 0 for s in spreads):
            message = f"every weight of '{actor}' is zero, so no package is worth anything to it"
            yield Finding(("preferences", actor, "weights"), "weights-all-zero", message)


def _lottery(scenario: Scenario) -> Findings:
    war = scenario.war
    if war is None:
        return
    given = [o for o, r in war.outcomes.items() if r.chance is not None]
    if given and not war.by_chance:
        missing = sorted(set(war.outcomes) - set(given))
        message = f"`chance` stands on some outcomes, not on: {', '.join(missing)}"
        yield Finding(("war", "outcomes"), "chance-incomplete", message, "give a chance to every outcome or to none")
    elif given:
        low = sum((r.chance.drawn.low or Decimal(0) for r in war.outcomes.values() if r.chance), Decimal(0))
        high = sum((r.chance.drawn.high or Decimal(0) for r in war.outcomes.values() if r.chance), Decimal(0))
        if not low <= 1 <= high:
            message = f"the chances of the outcomes add up to {_span(low, high)}, which cannot be 1"
            yield Finding(("war", "outcomes"), "chances-not-one", message)
    else:
        yield from _contest(scenario)


def _span(low: Decimal, high: Decimal) -> str:
    return plain(low) if low == high else f"{plain(low)} to {plain(high)}"


def _contest(scenario: Scenario) -> Findings:
    war = scenario.war
    if war is None:
        return
    if not war.strength:
        hint = "add `strength: {side: number}`, or a `chance` to every outcome"
        yield Finding(
            ("war",), "missing-key", "the war has neither strengths nor chances of its outcomes", hint, key=True
        )
        return
    supported = {t.to for t in scenario.ties.values() if isinstance(t, Support)}
    if all(s.drawn.high == 0 and side not in supported for side, s in war.strength.items()):
        yield Finding(("war", "strength"), "strengths-all-zero", "no side has any strength, so nobody could win")
    winners = [r.winner for r in war.outcomes.values()]
    misspelt = [w for w in winners if w is not None and w not in war.strength]  # told as unknown
    for side in war.strength:
        if winners.count(side) > 1 or (not winners.count(side) and not misspelt):
            message = f"{winners.count(side)} outcomes have '{side}' as winner; each side needs exactly one"
            yield Finding(
                ("war", "outcomes"), "outcome-of-side", message, f"add `{side}-wins: {{winner: {side}, package: …}}`"
            )
    if winners.count(None) > 1:
        message = "several outcomes have no winner; without chances only one may"
        yield Finding(("war", "outcomes"), "several-stalemates", message, "give a chance to every outcome")
    said = [war.decisive, *(b.decisive for b in war.believes.values() if b.decisive is not None)]
    certain = all(d is not None and d.drawn.low == 1 for d in said)
    if None not in winners and not certain:
        message = "no outcome lacks a winner, though someone might not win within the horizon"
        yield Finding(("war", "outcomes"), "no-stalemate", message, "add `stalemate: {package: {}}`, or `decisive: 1`")


def _version_chances(scenario: Scenario) -> Findings:
    for draft, record in scenario.drafts.items():
        high = sum((v.chance.drawn.high or Decimal(0) for v in record.versions.values()), Decimal(0))
        if high > 1:
            message = f"the chances of the versions may add up to {plain(high)}, more than 1"
            yield Finding(("drafts", draft, "versions"), "chances-above-one", message, "narrow the ranges")


def _rules(scenario: Scenario) -> Findings:
    if not scenario.rules:
        return
    if feasible_exists(scenario) is False:
        yield Finding(("rules",), "rules-exclude-all", "the rules exclude every package", key=True)
    for path, package in _draft_packages(scenario):
        complete = scenario.package(*package)
        for index, rule in enumerate(scenario.rules):
            if could_hold(rule.never, _atoms(complete)):
                message = f"this package breaks rule {index}: never {rule.never.text}"
                yield Finding(path, "infeasible-draft", message, key=True)


def _draft_packages(scenario: Scenario) -> Iterator[tuple[Path, tuple[Mapping[str, str], ...]]]:
    for draft, record in scenario.drafts.items():
        yield ("drafts", draft, "package"), (record.package,)
        for version, text in record.versions.items():
            yield ("drafts", draft, "versions", version), (record.package, text.package)


def _atoms(package: Mapping[str, str]) -> Callable[[Atom], bool | None]:
    def holds(atom: Atom) -> bool | None:
        return package[atom.name] == atom.value if atom.name in package else None

    return holds


def feasible_exists(scenario: Scenario) -> bool | None:
    """Return whether any package satisfies all rules; None when that was not settled within bounds.

    A search that leaves a branch as soon as a rule is sure to be broken, and next decides the issue that most
    of the tightest open rules name.
    """
    rules = [rule.never for rule in scenario.rules]
    named = [sorted({a.name for a in rule.atoms() if a.name in scenario.issues}) for rule in rules]
    stack: list[dict[str, str]] = [{}]
    for _ in range(_SEARCH_STEPS):
        if not stack:
            return False
        chosen = stack.pop()
        verdicts = [could_hold(rule, _atoms(chosen)) for rule in rules]
        if True in verdicts:
            continue
        undecided = [[i for i in named[k] if i not in chosen] for k, v in enumerate(verdicts) if v is None]
        undecided = [issues for issues in undecided if issues]  # what names nothing known stays open
        if not undecided:
            return True
        fewest = min(map(len, undecided))
        tightest = Counter(issue for issues in undecided if len(issues) == fewest for issue in issues)
        issue = max(tightest, key=lambda i: (tightest[i], i))
        stack += [{**chosen, issue: a} for a in reversed(scenario.issues[issue].alternatives)]
    return None


def _reservations(scenario: Scenario) -> Findings:
    fighters = scenario.war.fighters if scenario.war else ()
    for draft, record in scenario.drafts.items():
        for index, actor in enumerate(scenario.signatories(draft)):
            wants = scenario.preferences.get(actor)
            if actor not in scenario.actors or (
                wants and (actor in fighters or wants.walk_away or wants.reservation is not None)
            ):
                continue
            at: Path = ("drafts", draft, "signatories", index) if record.signatories else ("drafts", draft)
            message = f"'{actor}' is to sign '{draft}', but nothing says what refusing is worth to it"
            hint = "give it a strength in the war, a walk-away, or a reservation"
            yield Finding(
                ("preferences", actor) if wants else at,
                "no-reservation",
                message,
                hint if wants else f"give it preferences, and {hint[8:]}",
                key=bool(wants),
            )


def _graph_preferences(scenario: Scenario) -> Findings:
    if not scenario.graph:
        return
    seen: list[tuple[Path, GraphPreference]] = [
        (("graph", "preferences", a), p) for a, p in scenario.graph.preferences.items()
    ]
    seen += [(("graph", "sees", a, b), p) for a, others in scenario.graph.sees.items() for b, p in others.items()]
    for path, preference in seen:
        if preference.from_values and not scenario.graph.worth:
            message = "`from-values` needs `graph.worth`, which says what each state is worth"
            yield Finding(path, "worth-missing", message)
        yield from _preference_chances(preference, path)


def today_ruled_out(scenario: Scenario) -> Findings:
    """Yield conditions on states that rule out today's state, or every state."""
    options = scenario.graph.options if scenario.graph else {}
    for index, condition in enumerate(scenario.graph.infeasible if scenario.graph else ()):
        named = tuple(dict.fromkeys(atom.name for atom in condition.atoms()))
        if any(name not in options for name in named):
            continue
        if not evaluate(condition, lambda atom: options[atom.name].now):
            continue
        if could_hold(condition, lambda _: None) or _always(condition, named):
            message = f"'{_short(condition.text)}' holds in every state, so that none is left"
            hint = "write what cannot be, not what must be"
        else:
            taken = ", ".join(name for name, option in options.items() if option.now) or "none"
            message = f"'{_short(condition.text)}' rules out today's state; options taken today: {_short(taken)}"
            hint = "what is the case today can be: change the condition, or `now` of an option"
        yield Finding(("graph", "infeasible", index), "today-infeasible", message, hint)


def _always(condition: Condition, named: tuple[str, ...]) -> bool:
    """Return whether a condition on few options holds whatever is taken."""
    if len(named) > _FEW_OPTIONS:
        return False
    choices = (dict(zip(named, taken, strict=True)) for taken in product((False, True), repeat=len(named)))
    return all(evaluate(condition, lambda atom, taken=taken: taken[atom.name]) for taken in choices)  # type: ignore[misc]


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:80]}…"


def _preference_chances(preference: GraphPreference, path: Path) -> Findings:
    if preference.any is None:
        return
    low = sum((p.chance.drawn.low or Decimal(0) for p in preference.any), Decimal(0))
    high = sum((p.chance.drawn.high or Decimal(0) for p in preference.any), Decimal(0))
    if not low <= 1 <= high:
        yield Finding((*path, "any"), "chances-not-one", f"the chances add up to {_span(low, high)}, which cannot be 1")


def _dates(scenario: Scenario) -> Findings:
    timeline, start = scenario.timeline, scenario.as_of
    if timeline is None:
        return
    if start is None:
        yield Finding(("timeline",), "missing-key", "a timeline needs `as_of`", "add `as_of: 2020-01-14`", key=True)
        return
    if timeline.until < start:
        yield Finding(("timeline", "until"), "date-order", f"the timeline ends before it starts on {start}")
    for name, event in timeline.events.items():
        if event.on is not None and event.on < start:
            message = f"this event happens before the timeline starts on {start}"
            yield Finding(("timeline", "events", name, "on"), "date-order", message)
        since = event.hazard.since if isinstance(event.hazard, Hazard) else None
        if since is not None and since > start:
            message = f"the fact holds since a day after the start on {start}"
            yield Finding(("timeline", "events", name, "hazard", "since"), "date-order", message)
    for path, part in scenario.parts:
        for word in ("by", "at", "until"):
            day = getattr(part, word, None)
            if path[:2] == ("timeline", "questions") and day is not None and not start <= day <= timeline.until:
                message = f"{day} is outside the timeline, {start} to {timeline.until}"
                yield Finding((*path, word), "date-outside", message)


def _settings(scenario: Scenario) -> Findings:
    for name, event in (scenario.timeline.events if scenario.timeline else {}).items():
        facts = [s.fact for s in event.sets]
        for fact in sorted({f for f in facts if facts.count(f) > 1}):
            message = f"'{fact}' is set twice by one event"
            yield Finding(("timeline", "events", name, "sets"), "named-twice", message)


MEANING: tuple[tuple[Callable[[Scenario], Findings], frozenset[str]], ...] = (
    (_weights, frozenset({"preferences"})),
    (_lottery, frozenset({"war", "ties"})),
    (_version_chances, frozenset({"drafts"})),
    (_rules, frozenset({"rules", "issues", "drafts"})),
    (_reservations, frozenset({"preferences", "war", "drafts", "actors"})),
    (_graph_preferences, frozenset({"graph"})),
    (today_ruled_out, frozenset({"graph"})),
    (_dates, frozenset({"timeline", "as_of"})),
    (_settings, frozenset({"timeline"})),
)

__all__ = [
    "RESERVED_ACTORS",
    "Finding",
    "Names",
    "Setting",
    "check",
    "check_meaning",
    "check_references",
    "feasible_exists",
    "packages",
    "today_ruled_out",
]
