"""Doubts that hint at a slip of the author: something forgotten, out of time, or at odds with the file's own rules.

Like those of :mod:`ripeness.scenario.advise` they stop nothing, and a comment of the file can answer them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from ripeness.scenario.checks import Finding
from ripeness.scenario.estimate import Estimate, Spread
from ripeness.scenario.logic import Atom, could_hold
from ripeness.scenario.model import Scenario
from ripeness.scenario.parties import Preferences, Ranking
from ripeness.scenario.record import Path
from ripeness.scenario.timeline import Hazard

#: Codes of the warnings given here.
CODES = (
    "breaks-rule",
    "cost-without-strength",
    "else-narrower",
    "hazard-above-one",
    "later-than-as-of",
    "text-cut-off",
    "value-omitted",
    "weight-omitted",
)

_NAMED = 6  # alternatives that a message names


def values_omitted(scenario: Scenario) -> Iterator[Finding]:
    """Yield weighted issues on which the value of some alternative is not given, so that it is unknown."""
    for actor, wants in scenario.preferences.items():
        for issue, weight in wants.weights.items():
            given = wants.values.get(issue)
            if isinstance(given, Ranking) or weight.drawn.high == 0:
                continue
            missing = [a for a in scenario.issues[issue].alternatives if given is None or a not in given]
            if missing:
                path: Path = ("preferences", actor, "weights" if given is None else "values", issue)
                message = (
                    f"'{actor}' weighs '{issue}', but nothing says what {_listed(missing)} "
                    f"{'is' if len(missing) == 1 else 'are'} worth to it: unknown"
                )
                hint = f"add `{missing[0]}: …` from 0 to 100, or `{missing[0]}: unknown` if nobody can say"
                yield Finding(path, "value-omitted", message, hint, key=True)


def _listed(names: list[str]) -> str:
    shown = [f"'{name}'" for name in names[:_NAMED]]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 and not more else f"{', '.join(shown)}{more}"


def weights_omitted(scenario: Scenario) -> Iterator[Finding]:
    """Yield issues that have no weight for an actor although it values their alternatives, or is to sign about them."""
    asked = {actor for draft in scenario.drafts for actor in scenario.signatories(draft)} | set(scenario.parties)
    for actor, wants in scenario.preferences.items():
        silent: list[str] = []
        for issue, record in scenario.issues.items():
            if issue in wants.weights:
                continue
            told = next((word for word, table in _tables(wants) if issue in table), "")
            if told:
                message = f"'{actor}' has {told} on '{issue}', but no weight: it counts nothing there"
                yield Finding(("preferences", actor, told, issue), "weight-omitted", message, _weight(issue), key=True)
            elif actor in asked and len(record.alternatives) > 1:
                silent.append(issue)
        if silent:
            message = f"'{actor}' is to sign, but has no weight on {_listed(silent)}: nothing of it counts for it"
            path: Path = ("preferences", actor, "weights")
            yield Finding(path, "weight-omitted", message, _weight(silent[0]), key=True)


def _weight(issue: str) -> str:
    return f"add `{issue}: …` to its weights; `{issue}: 0` says that it does not care"


def _tables(wants: Preferences) -> tuple[tuple[str, Mapping[str, object]], ...]:
    return ("values", wants.values), ("exposure", wants.exposure)


def rules_broken(scenario: Scenario) -> Iterator[Finding]:
    """Yield today's package, outcomes of the war and walk-aways that are a combination that cannot stand together."""
    if not scenario.rules:
        return
    first = next(iter(scenario.issues))
    yield from _broken(scenario, ("issues", first, "now"), {}, "today's package")
    for outcome, record in scenario.war.outcomes.items() if scenario.war else ():
        yield from _broken(scenario, ("war", "outcomes", outcome), record.package, f"the outcome '{outcome}'")
    for actor, wants in scenario.preferences.items():
        for name, way in wants.walk_away.items():
            path = ("preferences", actor, "walk-away", name)
            yield from _broken(scenario, path, way.package, f"'{name}', what '{actor}' walks away to,")


def _broken(scenario: Scenario, path: Path, package: Mapping[str, str], what: str) -> Iterator[Finding]:
    complete = scenario.package(package)

    def holds(atom: Atom) -> bool | None:
        return complete[atom.name] == atom.value if atom.name in complete else None

    broken = [(index, rule.never) for index, rule in enumerate(scenario.rules) if could_hold(rule.never, holds)]
    if broken:
        index, never = broken[0]
        named = [issue for issue in dict.fromkeys(atom.name for atom in never.atoms()) if issue in complete]
        found = ", ".join(f"{issue}={complete[issue]}" for issue in named)
        more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
        message = f"{what} breaks rule {index}, never {never.text}: it has {found}{more}"
        at = ("issues", named[0], "now") if path[0] == "issues" and named else path
        hint = "what it does not name is as now; change it, or the rule"
        yield Finding(at, "breaks-rule", message, hint, key=path[0] != "issues")


def costs_without_strength(scenario: Scenario) -> Iterator[Finding]:
    """Yield actors whose cost of war counts for nothing, for they have no strength and so do not fight."""
    war = scenario.war
    for actor in war.cost if war else ():
        if war and actor not in war.fighters:
            message = (
                f"fighting on has a cost for '{actor}', which has no strength and so does not fight: it counts nothing"
            )
            hint = f"add `{actor}: …` to `strength`, with the outcome in which it wins, or take the cost out"
            yield Finding(("war", "cost", actor), "cost-without-strength", message, hint, key=True)


def later_than_as_of(scenario: Scenario) -> Iterator[Finding]:
    """Yield sources, drafts and observations from after the day on which the scenario stands."""
    start = scenario.as_of
    if start is None:
        return
    dated = [(("sources", s), f"the source '{s}'", one) for s, one in scenario.sources.items() if not one.later]
    texts = [(("drafts", d), f"the draft '{d}'", one) for d, one in scenario.drafts.items() if not one.later]
    days: list[tuple[Path, str, date | None]] = [((*path, "date"), what, one.date) for path, what, one in dated]
    days += [((*path, "date"), what, one.date) for path, what, one in texts]
    days += [
        ((*path, "observed", "on"), f"the answer to {what}", one.observed.on)
        for path, what, one in texts
        if one.observed
    ]
    for path, what, day in days:
        if day is not None and day > start:
            message = f"{what} is of {day}, after the day on which the scenario stands, {start}: nobody knew it then"
            is_text = path[0] == "drafts" and path[-1] == "date"
            ahead = "; or answer that it is to be put on that day" if is_text else ""
            hint = f"move `as_of`, leave it out, say `later: true` beside its date{ahead}"
            yield Finding(path, "later-than-as-of", message, hint)


def elses_narrower(scenario: Scenario) -> Iterator[Finding]:
    """Yield numbers that would be surer without their claims than with them: `else` is a part of their range.

    A range elsewhere is another belief, which evidence may well have moved and widened.
    """
    for path, part in scenario.parts:
        if not isinstance(part, Estimate) or part.else_ is None or path[0] == "claims":
            continue
        if _inside(part.else_, part.is_):
            message = f"without its claims this number would be surer: {part.else_}, with them {part.is_}"
            hint = "make `else` at least as wide as the number, or `else: unknown`"
            yield Finding((*path, "else"), "else-narrower", message, hint)


def _inside(one: Spread, other: Spread) -> bool:
    """Return whether a range is a part of another, and not all of it."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return other.low <= one.low and one.high <= other.high and (one.low, one.high) != (other.low, other.high)


def hazards_above_one(scenario: Scenario) -> Iterator[Finding]:
    """Yield rates that may exceed one event a day."""
    for name, event in scenario.timeline.events.items() if scenario.timeline else ():
        path: Path = ("timeline", "events", name, "hazard")
        if isinstance(event.hazard, Hazard):
            rates = [((*path, "from", str(step)), rate) for step, rate in (event.hazard.from_ or {}).items()]
        else:
            rates = [(path, event.hazard)] if event.hazard is not None else []
        for at, rate in rates:
            if rate.drawn.high is not None and rate.drawn.high > 1:
                message = f"'{name}' would happen {rate.is_} times a day on average; hazards are chances per day"
                hint = "a chance of 0.3 within ten days is `chance: 0.3, within: 10 days`, or about 0.036 a day"
                yield Finding(at, "hazard-above-one", message, hint)


def texts_cut_off(scenario: Scenario) -> Iterator[Finding]:
    """Yield texts without quotes that end where YAML takes a hash and a number for a comment."""
    for path, text, rest in scenario.cut_texts:
        message = f"the text ends at {text!r}: YAML takes '{rest}' for a comment"
        hint = f"where it belongs to the text, write all of it in quotes; a comment keeps two blanks: `  {rest}`"
        yield Finding(path, "text-cut-off", message, hint)


ADVICE: tuple[Callable[[Scenario], Iterator[Finding]], ...] = (
    values_omitted,
    weights_omitted,
    rules_broken,
    costs_without_strength,
    later_than_as_of,
    elses_narrower,
    hazards_above_one,
    texts_cut_off,
)
