"""What types do not say: which forms a record has, what ids refer to, and what must fit together."""

from ripeness.scenario.conference import Scale
from ripeness.scenario.estimate import Amount, Share
from ripeness.scenario.timeline import Event, Question
from tests.generator import conflict, graphs, timelines
from tests.generator.numbers import Raw
from tests.generator.records import every
from tests.generator.world import World

_PREFERENCES = [("order", "ranking"), ("ranking", "order")]


def _events(about: World) -> list[tuple[str, str]]:
    undated = "on sign put"
    forms = [
        ("hazard", f"chance within from-war {undated}"),
        ("hazard", f"chance within from-war {undated}"),
        ("chance within", f"hazard from-war {undated}"),
        ("on", "hazard within from-war sign put"),
        ("on chance", "hazard within from-war sign put"),
    ]
    if about.outcomes:
        forms.append(("from-war", f"chance within hazard {undated}"))
    if about.drafts:
        forms.append(("on sign", "hazard within from-war chance"))
    return forms


#: The forms of a record: keys that must stand, and keys that may not.
FORMS = {
    "Hazard": lambda _: [("baseline age-of", "from"), ("from age-of", "baseline"), ("from", "baseline age-of since")],
    "Event": _events,
    "Question": lambda about: [
        ("p by", "at first-of time-to"),
        ("p at", "by throughout first-of time-to"),
        ("time-to", "p by at throughout given first-of"),
        *([("first-of by", "p at throughout time-to")] if about.ends else []),
    ],
    "Given": lambda _: [("p by", "at until"), ("p at", "by until throughout"), ("throughout until", "p by at")],
    "StatePreference": lambda _: _PREFERENCES,
    "Chanced": lambda _: _PREFERENCES,
    "GraphPreference": lambda _: [
        ("order", "ranking any from-values"),
        ("ranking", "order any from-values"),
        ("any", "order ranking from-values"),
    ],
    "Claim": lambda _: [("", "readings")],  # made when the numbers are known that they change
    "Timeline": lambda _: [("events questions latched ends", "effects")],
    "Graph": lambda _: [("worth", "")],
    "War": lambda about: [("strength " * bool(about.sides) + "decisive" * (not about.stalemate), "")],
    "Draft": lambda about: [
        ("" if set(about.parties) <= set(about.able) else "signatories", "" if about.able else "signatories")
    ],
}

#: What analyses need.
NEEDED = frozenset(
    {
        ("War", "cost"),
        ("War", "decisive"),
        ("War", "horizon"),
        ("Position", "position"),
        ("Position", "salience"),
        ("Stand", "capability"),
        ("Stand", "*"),
        ("Conference", "stands"),
        ("Graph", "preferences"),
    }
)

#: Which ids may stand in a place, or as keys of its table.
NAMES = {
    ("*", "because"): lambda about, _: about.claims,
    ("Claim", "source"): lambda about, _: about.sources,
    ("Preferences", "values"): lambda _, made: made["weights"],
    ("Preferences", "exposure"): lambda about, _: about.issues,
    ("Preferences", "exposure/*"): lambda about, made: about.issues[made["*"]],
    ("Preferences", "walk-away"): lambda _, __: ("wait", "leave"),
    ("War", "strength"): lambda about, _: about.sides,
    ("War", "believes"): lambda about, _: about.actors,
    ("War", "cost"): lambda about, _: about.actors,
    ("Belief", "strength"): lambda about, _: about.sides,
    ("Belief", "ties"): lambda about, _: about.ties_of("support"),
    ("Guarantee", "strength"): lambda about, _: about.actors,
    ("RemovedMove", "by"): lambda about, _: about.actors,
    ("Graph", "preferences"): lambda about, _: about.actors,
    ("Graph", "sees"): lambda about, _: about.actors,
    ("Graph", "sees/*"): lambda about, _: about.actors,
    ("Conference", "stands"): lambda about, _: about.actors,
    ("Stand", "*"): lambda about, _: about.conference,
    ("Hazard", "age-of"): lambda about, _: about.facts,
    ("Event", "from-war"): lambda about, _: about.outcomes,
    ("Event", "sign"): lambda about, _: about.drafts,
    ("Factor", "event"): lambda about, _: about.events,
    ("Draft", "versions"): lambda _, __: ("leaked", "older"),
    ("Forecast", "made-by"): lambda about, _: [*about.sources, "analyst", "ripeness"],
}

#: What is made where the type alone would not fit what stands beside it.
VALUES = {
    ("Scenario", "ripeness"): lambda *_: Raw("1"),
    ("Scenario", "id"): lambda *_: "made-up",
    ("Actor", "role"): conflict.role,
    ("Preferences", "weights"): conflict.weights,
    ("Preferences", "values"): conflict.values,
    ("War", "strength"): conflict.strength,
    ("War", "outcomes"): conflict.outcomes,
    ("War", "decisive"): conflict.decisive,
    ("War", "steepness"): conflict.steepness,
    ("Belief", "decisive"): conflict.decisive,
    ("Sway", "over"): conflict.over,
    ("Draft", "versions"): conflict.versions,
    ("Draft", "signatories"): conflict.signatories,
    ("Draft", "guarantees"): conflict.guarantees,
    ("Draft", "may-guarantee"): conflict.guarantees,
    ("Draft", "observed"): conflict.observed,
    ("Graph", "options"): graphs.options,
    ("Graph", "infeasible"): graphs.infeasible,
    ("Graph", "preferences"): graphs.graph_preferences,
    ("Graph", "sees"): graphs.sees,
    ("Graph", "worth"): graphs.worth,
    ("GraphPreference", "any"): graphs.any_,
    **{(kind, "ranking"): graphs.ranking for kind in ("GraphPreference", "StatePreference", "Chanced")},
    ("Position", "salience"): conflict.say(Share),
    ("Stand", "capability"): conflict.say(Amount),
    ("Hazard", "from"): timelines.from_,
    ("Hazard", "since"): timelines.since,
    ("Event", "hazard"): timelines.hazard,
    ("Event", "chance"): timelines.chance_of_event,
    ("Event", "within"): timelines.within,
    ("Event", "on"): timelines.on,
    ("Event", "sets"): timelines.sets,
    ("Given", "throughout"): timelines.given_throughout,
    ("Question", "first-of"): timelines.first_of,
    ("Conference", "issues"): every(Scale, "conference"),
    ("Timeline", "until"): lambda make, *_: Raw(make.world.until.isoformat()),
    ("Timeline", "facts"): timelines.facts,
    ("Timeline", "latched"): timelines.latched,
    ("Timeline", "events"): every(Event, "events"),
    ("Timeline", "factors"): timelines.factors,
    ("Timeline", "ends"): timelines.ends,
    ("Timeline", "questions"): every(Question, "questions"),
    ("Forecast", "by"): conflict.by,
}
