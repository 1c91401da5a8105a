"""What a file says to the graph model, the conference and the timeline."""

from __future__ import annotations

from ripeness.scenario import Estimate, Scenario
from ripeness.scenario.conference import Position
from ripeness.scenario.content import figure
from ripeness.scenario.graph import GraphPreference, StatePreference
from ripeness.scenario.timeline import Event, Given, Hazard, Question
from ripeness.telling.blocks import Bullets, Cell, Part, Table, blocks, cells
from ripeness.words.names import short


def graph(scenario: Scenario) -> Part | None:
    """Return options, what cannot be, and what each prefers."""
    found = scenario.graph
    if found is None:
        return None
    rows = tuple(
        (
            Cell(record.name or option, "head"),
            *cells(
                option, short(scenario, "actors", record.by), "yes" if record.now else "no", record.change, record.note
            ),
        )
        for option, record in found.options.items()
    )
    said = [f"Cannot be: {state.text}." for state in found.infeasible]
    said += [f"{move.by} cannot move from {move.from_.text} to {move.to.text}." for move in found.no_move]
    said += [f"{actor} prefers {_preference(preference)}." for actor, preference in found.preferences.items()]
    for actor, others in found.sees.items():
        said += [f"{actor} thinks that {other} prefers {_preference(one)}." for other, one in others.items()]
    said += [f"{worth.when.text} is worth as much as {worth.as_}." for worth in found.worth]
    said += [f"Wanted: {found.wanted.text}."] if found.wanted else []
    header = ("option", "id", "by", "taken today", "change", "note")
    return Part("Options of the graph model", (Table(header, rows), Bullets(tuple(said))), long=True)


def conference(scenario: Scenario) -> Part | None:
    """Return the issues of a conference, and who stands where."""
    found = scenario.conference
    if found is None:
        return None
    scales = tuple(
        (
            Cell(scale.name or issue, "head"),
            *cells(
                issue,
                scale.low or "not said",
                scale.high or "not said",
                str(scale.reference.is_) if scale.reference else "",
                str(scale.outcome.is_) if scale.outcome else "",
            ),
        )
        for issue, scale in found.issues.items()
    )
    stands = []
    for actor, stand in found.stands.items():
        for k, issue in enumerate(stand.on):
            head = Cell("" if k else f"{short(scenario, 'actors', actor)}, {_likely(stand.capability)}", "head")
            stands.append((head, Cell(issue), Cell(_stand(stand.on[issue]), "number")))
    header = ("issue", "id", "0", "100", "without agreement", "in the end")
    return Part(
        "Conference: issues and stands",
        blocks(
            Table(header, scales, "Scales from 0 to 100"),
            Table(
                ("actor, capability", "issue", "position / salience"), tuple(stands), "Stands at the most likely values"
            ),
        ),
        long=True,
    )


def timeline(scenario: Scenario) -> list[Part]:
    """Return facts, events, factors, effects, ends and questions."""
    found = scenario.timeline
    if found is None:
        return []
    facts = ", ".join(name if value else f"!{name}" for name, value in found.facts.items())
    said = [f"At the start: {facts}."]
    said += [f"{fact} stays true once {condition.text}." for fact, condition in found.latched.items()]
    events = tuple(
        (Cell(event.name or name, "head"), *cells(name, _event(event), event.note))
        for name, event in found.events.items()
    )
    more = [f"{f.event}, times {f.times.is_} while {f.when.text}." for f in found.factors]
    for effect in found.effects:
        change = next(
            f"{w} {e.is_}"
            for w, e in (("set to", effect.sets), ("times", effect.times), ("plus", effect.add))
            if e is not None
        )
        more.append(f"{effect.path}, {change} while {effect.when.text}.")
    more += [f"Ends as {end}: {condition.text}." for end, condition in found.ends.items()]
    asked = tuple(
        (Cell(question.name or name, "head"), *cells(name, _question(question), question.note))
        for name, question in found.questions.items()
    )
    return [
        Part(
            f"Timeline, from {scenario.as_of} to {found.until}",
            blocks(
                Bullets(tuple(said)),
                Table(("event", "id", "how it happens", "note"), events) if events else None,
                Bullets(tuple(more)) if more else None,
            ),
            long=True,
        ),
        Part(
            "Questions to the timeline",
            (Table(("question", "id", "what is asked", "note"), asked),) if asked else (),
            long=True,
        ),
    ]


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


def _stand(position: Position | None) -> str:
    if position is None:
        return "·"
    own = f" with {_likely(position.capability)}" if position.capability else ""
    return f"{_likely(position.position)} / {_likely(position.salience)}{own}"


def _likely(estimate: Estimate | None) -> str:
    return "?" if estimate is None or estimate.central is None else figure(estimate.central)


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
