"""Doubts about a scenario that stop nothing: one small function per warning.

Those here need only what is written; :mod:`ripeness.valuation.advise` has those that need values. A number whose
central value is unknown gives no warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import combinations

from ripeness.errors import Place, Problem
from ripeness.scenario import oversights
from ripeness.scenario.checks import Finding, feasible_exists
from ripeness.scenario.estimate import Estimate, Number, Score, Spread, plain
from ripeness.scenario.logic import Atom, evaluate
from ripeness.scenario.model import Forecast, Scenario
from ripeness.scenario.parties import Ranking
from ripeness.scenario.record import Path, claims_of, note_of
from ripeness.scenario.ties import Guarantee, Support, Sway
from ripeness.scenario.timeline import Event

_NOWHERE = Place("", 0, 0)
_COMPARED = 500  # numbers of one record among which the first in the file is looked for
_SHOWN = 100  # characters of a condition or path that a message quotes

#: Codes of the warnings that :func:`advise` gives.
CODES = (
    "capture-stated-twice",
    "narrower-than-readings",
    "readings-contradict",
    "red-line-crossed",
    "rules-unsettled",
    "support-without-war",
    "sway-without-ties",
    "unused-claim",
    "unused-source",
    "values-not-spanning",
    "willing-is-a-share",
    "without-evidence",
)


def advise(scenario: Scenario) -> tuple[Problem, ...]:
    """Return every doubt that reading alone can raise; comments of the file silence none of them here."""
    return tuple(warning(scenario, finding) for one in (*ADVICE, *oversights.ADVICE) for finding in one(scenario))


def warning(scenario: Scenario, finding: Finding) -> Problem:
    """Return a finding as a warning with its place in the file."""
    path = ".".join(map(str, finding.path))
    place = scenario.place(finding.path, key=finding.key)
    return Problem(finding.code, finding.message, place, finding.hint, "warning", path)


def rules_unsettled(scenario: Scenario) -> Iterator[Finding]:
    """Yield that the search did not settle whether the rules leave any package."""
    if scenario.rules and feasible_exists(scenario) is None:
        message = "whether the rules leave any package was not settled: they are too entangled"
        yield Finding(("rules",), "rules-unsettled", message, "try fewer or simpler rules")


def spans(scenario: Scenario) -> Iterator[Finding]:
    """Yield issues on which an actor's values do not span 0 to 100, so that its weight is no swing weight."""
    for actor, wants in scenario.preferences.items():
        for issue, weight in wants.weights.items():
            given = wants.values.get(issue)
            names = scenario.issues[issue].alternatives
            if given is None or isinstance(given, Ranking) or len(names) < 2 or weight.drawn.high == 0:
                continue
            known = [v.central for v in given.values() if v.central is not None]
            if len(known) == len(names) and not (min(known) == 0 and max(known) == 100):
                found = f"{plain(min(known))} to {plain(max(known))}"
                message = f"the values of '{actor}' on '{issue}' span {found}, not 0 to 100: its weight says too much"
                hint = "give the best alternative 100 and the worst 0, and shrink the weight to match"
                yield Finding(("preferences", actor, "values", issue), "values-not-spanning", message, hint)


def red_lines_crossed(scenario: Scenario) -> Iterator[Finding]:
    """Yield red lines that a draft crosses although their owner is to sign it."""
    lines = [(actor, line) for actor, wants in scenario.preferences.items() for line in wants.never]
    parties = frozenset(scenario.parties)
    for draft, record in scenario.drafts.items() if lines else ():
        signers = parties if record.signatories is None else frozenset(record.signatories)

        def clause(atom: Atom, package: Mapping[str, str] = record.package) -> bool:
            return package.get(atom.name, scenario.issues[atom.name].now) == atom.value

        for actor, line in lines:
            if actor in signers and line.firm.drawn.high and evaluate(line.when, clause):
                message = f"'{actor}' is to sign this, but it crosses its red line: never {_short(line.when.text)}"
                hint = "change the clause, or ask whether the red line is as firm as it is written"
                yield Finding(("drafts", draft, "package"), "red-line-crossed", message, hint, key=True)


def captures_stated_twice(scenario: Scenario) -> Iterator[Finding]:
    """Yield events that bring about by a chance of their own what an event also takes from the war."""
    events = scenario.timeline.events if scenario.timeline else {}
    wars = {name: event for name, event in events.items() if event.from_war is not None}
    for name, event in events.items():
        for other, war in wars.items() if _own_chance(event) else ():
            shared = set(event.sets) & set(war.sets)
            # A truce that breaks also when the capital falls is no second capture.
            if shared and (any(s.value for s in shared) or shared == set(war.sets)):
                facts = ", ".join(sorted(map(str, shared)))
                message = (
                    f"this event sets {facts} by a chance of its own, and '{other}' sets it by the rate of the war: "
                    "the same thing counts twice"
                )
                hint = f"keep one of the two, or give '{name}' a fact of its own"
                yield Finding(("timeline", "events", name), "capture-stated-twice", message, hint, key=True)


def _own_chance(event: Event) -> bool:
    return event.hazard is not None or event.chance is not None


def ties_without_effect(scenario: Scenario) -> Iterator[Finding]:
    """Yield ties that can do nothing: support to someone who does not fight, sway on someone without ties."""
    fighters = scenario.war.fighters if scenario.war else ()
    sources = {record.from_ for record in scenario.ties.values()}
    for tie, record in scenario.ties.items():
        if isinstance(record, Support) and record.to not in fighters:
            message = f"'{tie}' supports '{record.to}', which does not fight: it changes nothing"
            hint = f"give '{record.to}' a strength in the war, or make the tie an inducement"
            yield Finding(("ties", tie, "to"), "support-without-war", message, hint)
        elif isinstance(record, Sway) and record.to not in sources:
            message = f"'{tie}' sways '{record.to}', from which no tie runs: there is nothing that it could do"
            yield Finding(("ties", tie, "to"), "sway-without-ties", message, f"add a tie from '{record.to}'")


def shares_in_words(scenario: Scenario) -> Iterator[Finding]:
    """Yield ties whose willingness is given as a chance in words, where it is a share of what the source could do."""
    for tie, record in scenario.ties.items():
        if isinstance(record, Guarantee) or record.willing is None:
            continue
        for key, said in (("is", record.willing.is_), ("else", record.willing.else_)):
            if said is not None and said.word is not None and said.low is not None and said.high is not None:
                span = f"{plain(100 * said.low)} to {plain(100 * said.high)} %"
                message = (
                    f"`willing: {said.word}` of '{tie}' counts as {span} of what '{record.from_}' could do, not as a "
                    "chance that it does it"
                )
                hint = "write how far it would go unprompted, such as `[0, 0.2]`; only of a guarantee it is a chance"
                path: Path = ("ties", tie, "willing") if key == "is" else ("ties", tie, "willing", key)
                yield Finding(path, "willing-is-a-share", message, hint)


def unused_evidence(scenario: Scenario) -> Iterator[Finding]:
    """Yield sources and claims that nothing in the scenario rests on."""
    used = {claim for path, part in scenario.parts if path[:1] != ("claims",) for claim in claims_of(part)}
    used |= {claim for claim, record in scenario.claims.items() if record.readings}
    cited = {scenario.claims[claim].source for claim in used if claim in scenario.claims}
    cited |= {forecast.made_by for forecast in scenario.forecasts.values()}
    counts: dict[str, int] = {}
    for claim, record in scenario.claims.items():
        counts[record.source] = counts.get(record.source, 0) + 1
        if claim not in used and record.source in cited:
            hint = f"add `because: [{claim}]` where something follows from it, or take the claim out"
            yield Finding(("claims", claim), "unused-claim", f"nothing rests on the claim '{claim}'", hint, key=True)
    for source in scenario.sources:
        if source not in cited:
            has = f"its claims ({counts[source]}) support nothing" if source in counts else "no claim comes from it"
            message = f"nothing rests on the source '{source}': {has}"
            hint = "add a claim from it and name that under `because`, or take the source out"
            yield Finding(("sources", source), "unused-source", message, hint, key=True)


def without_evidence(scenario: Scenario) -> Iterator[Finding]:
    """Yield records with judged numbers for which neither they nor a record that holds them say why.

    Certain zeros and ones, and the ends 0 and 100 of an actor's values, are no judgements; nor is `unknown`.
    """
    groups: dict[Path, list[Path]] = {}
    said: list[bool] = []  # whether the part at each depth, or one that holds it, says why
    for path, part in scenario.parts:
        depth = len(path) - 1
        here = depth > 0 and said[depth - 1]
        here = here or bool(claims_of(part) or note_of(part))
        here = here or (isinstance(part, Forecast) and part.made_by != "analyst")
        said[depth:] = [here]
        if not here and isinstance(part, Estimate) and path[0] != "claims" and _judged(part, path):
            groups.setdefault(path[:2], []).append(path)
    for group, paths in groups.items():
        numbers = f"{len(paths)} numbers" if len(paths) > 1 else "1 number"
        named = ".".join(map(str, group))
        at = min(paths[:_COMPARED], key=lambda path: scenario.place(path) or _NOWHERE)
        first = _short(".".join(map(str, at)))
        message = f"{numbers} of {named} without `because` or `note`; the first is {first}"
        hint = "add `because: [claim]` with `else`, or `note: why`, to the number or to the record that holds it"
        yield Finding(at, "without-evidence", message, hint)


def _judged(estimate: Estimate, path: Path) -> bool:
    said = estimate.is_
    if said.shape != "point":
        return said.shape != "unknown"
    end_of_scale = isinstance(estimate, Score) and path[0] == "preferences" and said.mode == 100
    return said.mode not in (0, 1) and not end_of_scale


def contradicting_readings(scenario: Scenario) -> Iterator[Finding]:
    """Yield readings of one claim that set the same number to ranges that do not overlap."""
    for claim, record in scenario.claims.items():
        by_path: dict[str, list[tuple[str, Spread]]] = {}
        for reading, change in record.readings.items():
            for path, number in (change.sets or {}).items():
                by_path.setdefault(path, []).append((reading, number.drawn))
        for path, said in by_path.items():
            apart = next(((a, b) for a, b in combinations(said[:20], 2) if _apart(a[1], b[1])), None)
            if apart:
                (first, one), (second, other) = apart
                message = (
                    f"the readings '{first}' and '{second}' of '{claim}' cannot both be right: "
                    f"{_short(path)} is {one} in one and {other} in the other"
                )
                hint = "keep the likelier one, or let the number itself span both and test what turns on it"
                at = ("claims", claim, "readings", second, "sets", path)
                yield Finding(at, "readings-contradict", message, hint, key=True)


def _apart(one: Spread, other: Spread) -> bool:
    ends = one.low, one.high, other.low, other.high
    if None in ends:  # pragma: no cover - the reader asks for a range of every unknown
        return False
    low, high, others_low, others_high = (n for n in ends if n is not None)
    return high < others_low or others_high < low


def narrow_ranges(scenario: Scenario) -> Iterator[Finding]:
    """Yield numbers whose range leaves out where a reading of one of their own claims puts them."""
    outside: dict[str, list[str]] = {}
    for claim, record in scenario.claims.items():
        for reading, change in record.readings.items():
            for word in ("sets", "times", "add"):
                for path, number in (getattr(change, word) or {}).items():
                    estimate = scenario.estimates.get(path)
                    if estimate is not None and claim in estimate.because:
                        put = _put(estimate, word, number)
                        if put is not None and _leaves(estimate.drawn, put):
                            said = f"'{reading}' of '{claim}' puts it at {plain(put)}"
                            outside.setdefault(path, []).append(said)
    if not outside:
        return
    for steps, estimate in scenario.parts:
        path = ".".join(map(str, steps)) if isinstance(estimate, Estimate) else ""
        if path not in outside:
            continue
        spread = estimate.is_
        more = f" (and {len(outside[path]) - 2} more)" if len(outside[path]) > 2 else ""
        message = f"{_short(path)} is {spread}, but the reading {' and '.join(outside[path][:2])}{more}"
        hint = "widen the range until it holds every reading, or note why a reading is not believed"
        yield Finding(steps, "narrower-than-readings", message, hint)


def _put(estimate: Estimate, word: str, number: Number) -> Decimal | None:
    """Return where a reading puts an estimate, at central values; None when unknown."""
    by, present = number.central, estimate.central
    if by is None or (word != "sets" and present is None):
        return None
    return by if present is None or word == "sets" else present * by if word == "times" else present + by


def _leaves(spread: Spread, number: Decimal) -> bool:
    return (spread.low is not None and number < spread.low) or (spread.high is not None and number > spread.high)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


ADVICE: tuple[Callable[[Scenario], Iterator[Finding]], ...] = (
    unused_evidence,
    contradicting_readings,
    rules_unsettled,
    spans,
    narrow_ranges,
    red_lines_crossed,
    without_evidence,
    captures_stated_twice,
    ties_without_effect,
    shares_in_words,
)
