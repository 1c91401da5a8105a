"""A scenario in full: besides the short view every number, claim, option, stand, event and question."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from rich.console import Console
from rich.markup import escape

from ripeness.cli.show_page import clean, head, line, stacked, table
from ripeness.cli.show_scenario import actors, dates, drafts, matrix, ties, title
from ripeness.scenario import Estimate, Scenario
from ripeness.scenario.conference import Position
from ripeness.scenario.content import HIDDEN, differences, figure, grade, hidden, numbers, observed, resting_on, unknown
from ripeness.scenario.evidence import Reading
from ripeness.scenario.graph import GraphPreference, StatePreference
from ripeness.scenario.record import Path, note_of
from ripeness.scenario.timeline import Event, Given, Hazard, Question

_STAND = 11  # columns for one actor's stand on one issue


def show(scenario: Scenario, console: Console, *, confidential: bool) -> None:
    """Print everything that a scenario says; of confidential sources the grade only, unless asked."""
    title(scenario, console)
    _remark(console, scenario.note)
    actors(scenario, console)
    _remarks(console, {a: r.note for a, r in scenario.actors.items()})
    _issues(scenario, console)
    matrix(scenario, console)
    _wants(scenario, console)
    _war(scenario, console)
    ties(scenario, console)
    _tie_words(scenario, console)
    drafts(scenario, console)
    _versions(scenario, console)
    _graph(scenario, console)
    _conference(scenario, console)
    _timeline(scenario, console)
    dates(scenario, console, forecasts=True)
    _forecasts(scenario, console)
    _evidence(scenario, console, confidential=confidential)
    _notes(scenario, console)
    _numbers(scenario, console, confidential=confidential)
    _unknown(scenario, console)


def _remark(console: Console, note: str) -> None:
    if note:
        line(console, f"Note: {note}", indent=2, hang=2, style="dim")


def _remarks(console: Console, notes: dict[str, str]) -> None:
    for name, note in notes.items():
        if note:
            line(console, f"{name}: {note}", indent=2, hang=2, style="dim")


def _issues(scenario: Scenario, console: Console) -> None:
    head(console, "Issues, and their possible answers (* today)")
    for issue, record in scenario.issues.items():
        line(console, f"{issue}: {record.name}" if record.name else issue, style="bold", hang=2)
        for alternative, wording in record.alternatives.items():
            mark = "*" if alternative == record.now else " "
            line(console, f"{mark}{alternative}: {wording}", indent=1, hang=3)
        _remark(console, record.note)
    for rule in scenario.rules:
        line(console, f"never: {rule.never.text}" + (f" ({rule.note})" if rule.note else ""), hang=2)


def _wants(scenario: Scenario, console: Console) -> None:
    """Print what the matrix has no room for: red lines, combinations, ways of refusing."""
    if any(w.never or w.bonuses or w.walk_away or w.reservation for w in scenario.preferences.values()):
        head(console, "Red lines, combinations, and ways of refusing")
    for actor, wants in scenario.preferences.items():
        for red in wants.never:
            line(console, f"{actor} never signs: {red.when.text} (firm: {red.firm.is_})", hang=2)
        for bonus in wants.bonuses:
            line(console, f"{actor} earns {bonus.points.is_} points by: {bonus.when.text}", hang=2)
        for way, away in wants.walk_away.items():
            said = f" ({away.name})" if away.name else ""
            line(console, f"{actor} may refuse by {way}{said}: {_package(away.package)}, cost {away.cost.is_}", hang=2)
        if wants.reservation:
            line(console, f"{actor} may refuse, worth {wants.reservation.is_} to it", hang=2)


def _war(scenario: Scenario, console: Console) -> None:
    war = scenario.war
    if war is None:
        return
    head(console, f"War, over {war.horizon}" if war.horizon else "War")
    for outcome, record in war.outcomes.items():
        won = f"{record.winner} wins" if record.winner else "nobody wins"
        chance = f" with chance {record.chance.is_}" if record.chance else ""
        line(console, f"{outcome}: {record.name}" if record.name else outcome, style="bold", hang=2)
        line(console, f"{won}{chance}: {_package(record.package)}", indent=2, hang=2)


def _package(package: dict[str, str]) -> str:
    return ", ".join(f"{i}={a}" for i, a in package.items()) or "all as now"


def _tie_words(scenario: Scenario, console: Console) -> None:
    for tie, record in scenario.ties.items():
        over = f"bears on {', '.join(record.over)}" if record.kind == "sway" and record.over else ""
        harm = f"harm: {record.harm}" if record.harm else ""
        said = "; ".join(filter(None, (record.name, over, harm, record.note)))
        if said:
            line(console, f"{tie}: {said}", indent=2, hang=2, style="dim")


def _versions(scenario: Scenario, console: Console) -> None:
    for draft, record in scenario.drafts.items():
        for name, version in differences(scenario, draft)["versions"].items():
            said = f" {version['title']}" if version["title"] else ""
            changes = _package(version["changes"]) if version["changes"] else "no change"
            line(console, f"{draft}, version {name}{said} (chance {version['chance']}): {changes}", hang=2)
        signers = ", ".join(scenario.signatories(draft))
        promised = [f"guaranteed by {', '.join(record.guarantees)}"] if record.guarantees else []
        promised += [f"could be guaranteed by {', '.join(record.may_guarantee)}"] if record.may_guarantee else []
        line(console, "; ".join((f"{draft}: to be signed by {signers}", *promised)), hang=2)
        if record.observed:
            when = f" on {record.observed.on}" if record.observed.on else ""
            line(console, f"{draft}: seen{when}: {observed(scenario, draft)}", hang=2)


# --- the graph model --------------------------------------------------------------------------------------


def _graph(scenario: Scenario, console: Console) -> None:
    graph = scenario.graph
    if graph is None:
        return
    head(console, "Options")
    shown = table("id", "by", "now", "change", "name")
    for option, record in graph.options.items():
        shown.add_row(option, record.by, "yes" if record.now else "no", record.change, escape(clean(record.name)))
    console.print(shown)
    for state in graph.infeasible:
        line(console, f"cannot be: {state.text}", hang=2)
    for move in graph.no_move:
        line(console, f"{move.by} cannot move from {move.from_.text} to {move.to.text}", hang=2)
    for actor, preference in graph.preferences.items():
        line(console, f"{actor} prefers {_preference(preference)}", hang=2)
    for actor, others in graph.sees.items():
        for other, preference in others.items():
            line(console, f"{actor} thinks that {other} prefers {_preference(preference)}", hang=2)
    for worth in graph.worth:
        line(console, f"{worth.when.text} is worth as much as {worth.as_}", hang=2)
    if graph.wanted:
        line(console, f"wanted: {graph.wanted.text}", hang=2)


def _preference(preference: GraphPreference) -> str:
    if preference.from_values:
        return "by what states are worth to it"
    if preference.any is None:
        return _order(preference)
    return "; or ".join(f"with chance {p.chance.is_} {_order(p)}" for p in preference.any)


def _order(preference: GraphPreference | StatePreference) -> str:
    if preference.order is not None:
        return "first " + ", then ".join(c.text for c in preference.order)
    return " over ".join(" or ".join(c.text for c in states) for states in preference.ranking or ())


# --- the conference ---------------------------------------------------------------------------------------


def _conference(scenario: Scenario, console: Console) -> None:
    conference = scenario.conference
    if conference is None:
        return
    head(console, "Conference: positions 0-100 / salience 0-1, most likely; ? unknown or not said, · no stand")
    for issue, scale in conference.issues.items():
        reference = f"; without agreement {scale.reference.is_}" if scale.reference else ""
        ended = f"; in the end {scale.outcome.is_}" if scale.outcome else ""
        ends = f" (0: {scale.low or 'not said'}; 100: {scale.high or 'not said'}{reference}{ended})"
        line(console, f"{issue}: {scale.name}{ends}", hang=2)
    widest = max((len(actor) for actor in conference.stands), default=0)
    fitting = max(1, (console.width - min(widest, 24) - 14) // (_STAND + 2))
    names = list(conference.issues)
    for first in range(0, len(names), fitting):
        shown = table("actor", "capability", *(stacked(n, _STAND) for n in names[first : first + fitting]))
        for actor, stand in conference.stands.items():
            cells = [_stand(stand.on.get(issue)) for issue in names[first : first + fitting]]
            shown.add_row(actor, _likely(stand.capability), *cells)
        console.print(shown)


def _stand(position: Position | None) -> str:
    if position is None:
        return "·"
    own = f" with {_likely(position.capability)}" if position.capability else ""
    return f"{_likely(position.position)} / {_likely(position.salience)}{own}"


def _likely(estimate: Estimate | None) -> str:
    return "?" if estimate is None or estimate.central is None else figure(estimate.central)


# --- the timeline -----------------------------------------------------------------------------------------


def _timeline(scenario: Scenario, console: Console) -> None:
    timeline = scenario.timeline
    if timeline is None:
        return
    head(console, f"Timeline, from {scenario.as_of} to {timeline.until}")
    facts = ", ".join(name if value else f"!{name}" for name, value in timeline.facts.items())
    line(console, f"At the start: {facts}", hang=2)
    for fact, condition in timeline.latched.items():
        line(console, f"{fact} stays true once: {condition.text}", hang=2)
    for name, event in timeline.events.items():
        line(console, f"{name}: {event.name}" if event.name else name, style="bold", hang=2)
        line(console, _event(event), indent=2, hang=2)
    for factor in timeline.factors:
        line(console, f"{factor.event}, times {factor.times.is_} while {factor.when.text}", hang=2)
    for effect in timeline.effects:
        change = next(
            f"{w} {e.is_}"
            for w, e in (("set to", effect.sets), ("times", effect.times), ("plus", effect.add))
            if e is not None
        )
        line(console, f"{effect.path}, {change} while {effect.when.text}", hang=2)
    for end, condition in timeline.ends.items():
        line(console, f"ends as {end}: {condition.text}", hang=2)
    if timeline.questions:
        head(console, "Questions")
    for name, question in timeline.questions.items():
        line(console, f"{name}: {question.name}" if question.name else name, style="bold", hang=2)
        line(console, _question(question), indent=2, hang=2)


def _event(event: Event) -> str:
    said = [f"while {event.when.text}" if event.when else "", _how(event)]
    said.append(f"then {', '.join(map(str, event.sets))}" if event.sets else "changes no fact")
    return "; ".join(filter(None, said))


def _how(event: Event) -> str:
    if event.on:
        put = f", put with chance {event.put.is_}" if event.put else ""
        signing = f", {event.sign} is signed or not{put}" if event.sign else ""
        return f"on {event.on}" + (f", chance {event.chance.is_}" if event.chance else "") + signing
    if event.within and event.chance:
        return f"chance {event.chance.is_} within {event.within}"
    if event.from_war:
        return f"at the rate of the war outcome {event.from_war}"
    return _hazard(event.hazard) if isinstance(event.hazard, Hazard) else _rate(event.hazard)


def _rate(rate: Estimate | None) -> str:
    return f"{rate.is_} per day" if rate else ""


def _hazard(hazard: Hazard) -> str:
    age = f" by the age of {hazard.age_of}" if hazard.age_of else ""
    since = f", since {hazard.since}" if hazard.since else ""
    steps = ", ".join(f"{rate.is_} per day from {step} on" for step, rate in (hazard.from_ or {}).items())
    return f"{steps or f'as in {hazard.baseline}'}{age}{since}"


def _question(question: Question) -> str:
    given = f", given {_given(question.given)}" if question.given else ""
    if question.time_to:
        return f"how long until {question.time_to.text}"
    if question.first_of:
        ends = "the ends" if question.first_of == ("ends",) else ", ".join(question.first_of)
        return f"which of {ends} comes first by {question.by}{given}"
    always = "on every day " if question.throughout else ""
    condition = question.p.text if question.p else ""
    return f"{condition} {always}{f'by {question.by}' if question.by else f'on {question.at}'}{given}"


def _given(given: Given) -> str:
    if given.p is None:
        return f"{given.throughout} on every day up to {given.until}"
    always = "on every day " if given.throughout else ""
    return f"{given.p.text} {always}{f'by {given.by}' if given.by else f'on {given.at}'}"


# --- forecasts and evidence -------------------------------------------------------------------------------


def _forecasts(scenario: Scenario, console: Console) -> None:
    if scenario.forecasts:
        head(console, "Forecasts")
    for name, forecast in scenario.forecasts.items():
        line(console, f"{name}: {forecast.question}", style="bold", hang=2)
        asks = f", as {forecast.asks.text} of the timeline" if forecast.asks else ""
        said = f"{forecast.probability.is_} by {forecast.made_by} on {forecast.asked}, for {forecast.by}{asks}"
        line(console, f"{said}; outcome: {forecast.outcome}", indent=2, hang=2)
        for word, text in (("decided by", forecast.resolves), ("was", forecast.resolved_by), ("Note", forecast.note)):
            if text:
                line(console, f"{word}: {text}", indent=2, hang=2, style="dim")


def _evidence(scenario: Scenario, console: Console, *, confidential: bool) -> None:
    if scenario.sources:
        head(console, "Sources, from A (completely reliable) to F (cannot be judged)")
    for source, record in scenario.sources.items():
        said = [record.author, record.title, record.publisher, str(record.date or ""), record.url]
        shown = HIDDEN if record.confidential and not confidential else ", ".join(filter(None, said))
        line(console, f"{record.grade} {source}: {shown}", hang=4)
        if record.note and shown != HIDDEN:
            line(console, f"Note: {record.note}", indent=4, style="dim")
    if scenario.claims:
        head(console, "Claims, from 1 (confirmed) to 6 (cannot be judged), and what rests on each")
    for claim, statement in scenario.claims.items():
        line(console, f"{grade(scenario, claim)} {claim} ({statement.source})", style="bold", hang=4)
        if hidden(scenario, claim, confidential=confidential):
            line(console, HIDDEN, indent=3)
        else:
            at = f" ({statement.at})" if statement.at else ""
            line(console, statement.says + at, indent=3)
            for reading in statement.readings.values():
                line(console, f"or: {reading.says} ({_reading(reading)})", indent=3, hang=2)
            if statement.note:
                line(console, f"Note: {statement.note}", indent=3, style="dim")
        resting = resting_on(scenario, claim)
        line(console, "-> " + (", ".join(resting) or "nothing rests on it"), indent=3, hang=3, style="dim")


def _reading(reading: Reading) -> str:
    """Return in words what would follow from a reading."""
    tables = (("set to", reading.sets), ("times", reading.times), ("plus", reading.add))
    said = [f"{path} {word} {number.is_}" for word, table in tables for path, number in (table or {}).items()]
    return "; ".join([*said, reading.note] if reading.note else said)


def _notes(scenario: Scenario, console: Console) -> None:
    """Print the notes of records that are not shown beside them; those of numbers are their reasons."""
    notes = {
        ".".join(map(str, path)): part.note
        for path, part in scenario.parts
        if note_of(part) and not isinstance(part, Estimate) and not _shown_in_place(path)
    }
    if notes:
        head(console, "Notes")
    _remarks(console, notes)


def _shown_in_place(path: Path) -> bool:
    return path[0] in ("sources", "claims", "rules") or (
        len(path) == 2 and path[0] in ("actors", "issues", "ties", "forecasts")
    )


def _numbers(scenario: Scenario, console: Console, *, confidential: bool) -> None:
    head(console, "Numbers: as written, line of the file, and what each rests on")
    found = numbers(scenario, confidential=confidential)
    for group, members in groupby(found, key=_group):
        line(console, group, style="bold")
        _block(console, group, list(members))


def _group(number: dict[str, Any]) -> str:
    steps = number["path"].split(".")
    return ".".join(steps[: min(2, len(steps) - 1)])


def _block(console: Console, group: str, members: list[dict[str, Any]]) -> None:
    names = [number["path"].removeprefix(f"{group}.") for number in members]
    widest = min(max(map(len, names)), 40)
    numeral = min(max(len(number["written"]) for number in members), 22)
    for name, number in zip(names, members, strict=True):
        at = f"line {number['line']}" if number["line"] else "not written"
        lead = f"{name:<{widest}}  {number['written']:<{numeral}}  {at}"
        reason = _reason(number)
        if 2 + len(lead) + 2 + len(reason) <= console.width:
            line(console, f"{lead}  {reason}", indent=2)
        else:
            line(console, lead, indent=2)
            line(console, reason, indent=6, style="dim")


def _reason(number: dict[str, Any]) -> str:
    claims = ", ".join(f"{c['claim']} {c['grade']}" for c in number["because"])
    without = f"without: {number['else']}" if number["else"] else ""
    said = "; ".join(filter(None, (claims, without, number["note"]))) or number["reason"]
    return f"{said} (said of {number['of']})" if number["of"] else said


def _unknown(scenario: Scenario, console: Console) -> None:
    missing = unknown(scenario)
    head(console, "Unknown")
    for text in missing or ["Every number is known."]:
        line(console, text, indent=2, hang=2)
