"""What a made scenario is about: its ids, chosen before anything refers to them."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from ripeness.scenario.checks import RESERVED_ACTORS
from tests.generator import texts
from tests.generator.chance import Chance

SECTIONS = ("sources", "rules", "preferences", "war", "ties", "drafts", "graph", "conference", "timeline", "forecasts")
TIES = ("support", "support", "sanction", "inducement", "guarantee", "sway", "sway")
_NONE: frozenset[str] = frozenset()


@dataclass
class World:
    """The ids of a scenario and how it is made: how full it is, how wild its texts and its numbers are."""

    complete: bool  # whether nearly everything is there that analyses need
    fullness: float
    wild_texts: float
    wild_numbers: float
    unknowns: bool
    sections: frozenset[str]
    start: date | None
    until: date
    actors: list[str]
    issues: dict[str, list[str]]
    now: dict[str, str]
    sources: list[str]
    claims: list[str]
    sides: list[str]
    by_chance: bool
    stalemate: bool
    outcomes: dict[str, str | None]
    ties: dict[str, dict[str, str]]
    drafts: list[str]
    options: dict[str, dict[str, object]]
    conference: list[str]
    facts: list[str]
    latched: list[str]
    events: list[str]
    ends: list[str]
    questions: list[str]
    able: list[str] = field(default_factory=list)  # who can sign: preferences, and a way of refusing
    parties: list[str] = field(default_factory=list)

    def day(self, chance: Chance) -> date:
        """Return a day of the timeline."""
        start = self.start or self.until
        return start + timedelta(chance.whole(0, (self.until - start).days))

    def ties_of(self, kind: str) -> list[str]:
        return [tie for tie, record in self.ties.items() if record["kind"] == kind]


def world(chance: Chance) -> World:
    """Choose what a scenario is about."""
    fullness = chance.pick((0.15, 0.4, 0.6, 0.9))
    wild_texts = chance.pick((0.0, 0.1, 0.5))
    wild_numbers = chance.pick((0.0, 0.0, 0.03, 0.15, 0.5))
    complete = chance.at("complete").yes(0.75)
    share = chance.pick((0.9, 1.0)) if complete else 0.6
    sections = frozenset(name for name in SECTIONS if chance.at(name).yes(share))

    def named(what: str, pool: tuple[str, ...], low: int, high: int, refused: frozenset[str] = _NONE) -> list[str]:
        own = chance.at(what)
        return texts.ids(own, pool, own.whole(low, high), wild_texts / 2, refused)

    actors = named("actors", texts.ACTORS, 2 if complete else 1, 5, RESERVED_ACTORS)
    issues = _issues(chance.at("issues"), wild_texts)
    start, until = _days(chance.at("days"), wild_numbers, needed="timeline" in sections)
    sides, by_chance, stalemate, outcomes = _war(chance.at("war"), actors, wild_texts)
    sources = named("sources", ("gazette", "envoy", "radio"), 1, 3) if "sources" in sections else []
    facts = named("facts", ("truce", "fallen", "held", "agreed"), 1, 4)
    return World(
        complete=complete,
        fullness=fullness,
        wild_texts=wild_texts,
        wild_numbers=wild_numbers,
        unknowns=chance.at("unknowns").yes(0.5),
        sections=sections,
        start=start,
        until=until,
        actors=actors,
        issues=issues,
        now={issue: chance.at(f"now/{issue}").pick(names) for issue, names in issues.items()},
        sources=sources,
        claims=named("claims", ("tired", "wants-in", "arms-come", "talks"), 0, 4) if sources else [],
        sides=sides if "war" in sections else [],
        by_chance=by_chance,
        stalemate=stalemate,
        outcomes=outcomes if "war" in sections else {},
        ties=_ties(chance.at("ties"), actors) if "ties" in sections else {},
        drafts=named("drafts", ("deal", "text", "paper"), 1, 3, frozenset({"war", "now"})),
        options=_options(chance.at("options"), actors),
        conference=named("conference", ("embargo", "force", "money"), 1, 3, frozenset({"capability"})),
        facts=facts,
        latched=named("latched", ("has-broken", "was-held"), 0, 2, frozenset(facts)),
        events=named("events", ("break", "assault", "summit", "signing", "calm", "rains"), 0, 6),
        ends=named("ends", ("capture", "peace", "stuck"), 0, 3, frozenset({"ends", "none"})),
        questions=named("questions", ("falls", "holds", "first", "when", "given", "both"), 0, 6),
    )


def _issues(chance: Chance, wild: float) -> dict[str, list[str]]:
    """Return issues with their alternatives, so few that all packages can be looked at."""
    names = texts.ids(chance, texts.ISSUES, chance.whole(1, 5), wild / 2, _NONE)
    found: dict[str, list[str]] = {}
    packages = 1
    for name in names:
        most = 4 if packages <= 12 else 3 if packages <= 30 else 2
        count = chance.whole(1, most)
        packages *= count
        found[name] = texts.ids(chance, texts.ALTERNATIVES, count, wild / 2, frozenset({"ranked"}))
    return found


def _days(chance: Chance, wild: float, *, needed: bool) -> tuple[date | None, date]:
    start = date(2031, 3, 2) + timedelta(chance.whole(0, 400))
    if chance.yes(wild / 4):
        start = chance.pick((date(1, 1, 1), date(9999, 12, 25), date(2028, 2, 29)))
    length = chance.pick((0, 1, 5, 10, 30, 30, 60))
    until = date.fromordinal(min(start.toordinal() + length, date.max.toordinal()))
    return (start if needed or chance.yes(0.7) else None), until


def _war(chance: Chance, actors: list[str], wild: float) -> tuple[list[str], bool, bool, dict[str, str | None]]:
    """Return who fights, whether outcomes have chances, whether there may be no winner, and outcomes with winners."""
    by_chance = chance.yes(0.3)
    sides = chance.some(actors, 0 if by_chance else 1, 3)
    stalemate = by_chance or chance.yes(0.8)
    pool = ("ones-win", "others-win", "third-wins", "stalemate")
    names = texts.ids(chance, pool, 4, wild / 2, frozenset({"ends"}))
    if by_chance:
        winners = [None if chance.yes(0.4) else chance.pick(sides or actors) for _ in range(chance.whole(1, 3))]
        return sides, True, True, dict(zip(names, winners, strict=False))
    outcomes: dict[str, str | None] = dict(zip(names, sides, strict=False))
    if stalemate:
        outcomes[names[3]] = None
    return sides, False, stalemate, outcomes


def _ties(chance: Chance, actors: list[str]) -> dict[str, dict[str, str]]:
    """Return ties of every kind with their ends; sway may go round in circles, and to oneself."""
    found = {}
    for n in range(chance.whole(0, 7)):
        own = chance.at(n)
        kind = own.pick(TIES)
        to = "agreement" if kind == "guarantee" else own.pick(actors)
        found[f"tie-{n}"] = {"kind": kind, "from": own.pick(actors), "to": to}
    return found


def _options(chance: Chance, actors: list[str]) -> dict[str, dict[str, object]]:
    names = ("press", "sign", "register", "ship", "wait")[: chance.whole(1, 5)]
    return {name: {"by": chance.pick(actors), "now": chance.yes(0.3)} for name in names}
