"""What cannot be meant: one small function per check, asked only where nothing that it reads was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import product

from ripeness.scenario.checks.findings import Finding, Findings
from ripeness.scenario.estimate import plain
from ripeness.scenario.graph import GraphPreference
from ripeness.scenario.logic import Atom, Condition, could_hold, evaluate
from ripeness.scenario.model import Scenario
from ripeness.scenario.record import Path
from ripeness.scenario.ties import Support
from ripeness.scenario.timeline import Hazard

_FEW_OPTIONS = 12  # of one condition, of which all sets are gone through
_SEARCH_STEPS = 2_000


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
