"""Wants, war, ties and drafts: what has to fit together there."""

from typing import Any

from ripeness.scenario.drafts import Observed, Version
from ripeness.scenario.estimate import Amount, Estimate, Score, Share
from ripeness.scenario.parties import Ranking
from ripeness.scenario.war import Outcome
from tests.generator.chance import Chance
from tests.generator.numbers import Raw, chances, is_nothing, literal
from tests.generator.records import ABSENT, Maker, Path
from tests.generator.timelines import before

Made = dict[str, Any]


def weights(make: Maker, path: Path, chance: Chance, made: Made) -> Made:
    issues = chance.some(list(make.world.issues), 1)
    found = {issue: make.number(Amount, chance.at(issue)) for issue in issues}
    return found if not all(map(is_nothing, found.values())) else {**found, issues[0]: Raw("1")}


def values(make: Maker, path: Path, chance: Chance, made: Made) -> Made:
    """Return values of weighted issues: a ranking of all alternatives, or numbers for most."""
    found: Made = {}
    for issue in made["weights"]:
        own, names = chance.at(issue), make.world.issues[issue]
        if own.yes(0.2):
            order = own.shuffled(names)
            found[issue] = make.record(Ranking, (*path, issue), own, {"ranked": order})
        elif own.yes(0.95):
            kept = [a for a in names if own.at(f"{a}?").yes(0.97)]
            found[issue] = {a: make.number(Score, own.at(a)) for a in kept}
    return found


def strength(make: Maker, path: Path, chance: Chance, made: Made) -> Any:
    about = make.world
    found = {side: make.number(Amount, chance.at(side)) for side in about.sides}
    if not found:
        return ABSENT
    return found if not all(map(is_nothing, found.values())) else {**found, about.sides[0]: Raw("1")}


def outcomes(make: Maker, path: Path, chance: Chance, made: Made) -> Made:
    about = make.world
    count = len(about.outcomes)
    shares = chances(chance.at("chances"), count, wild=about.wild_numbers, claims=about.claims)
    found: Made = {}
    for (name, winner), share in zip(about.outcomes.items(), shares, strict=True):
        given = {"winner": winner if winner is not None else ABSENT, "chance": share if about.by_chance else ABSENT}
        found[name] = make.record(Outcome, (*path, name), chance.at(name), given)
    return found


def decisive(make: Maker, path: Path, chance: Chance, made: Made) -> Any:
    return make.number(Share, chance) if make.world.stalemate else Raw("1")


def say(kind: type[Estimate]) -> Any:
    """Return a maker of what gives an actor a say at a conference: mostly more than nothing."""

    def make_say(make: Maker, path: Path, chance: Chance, made: Made) -> Any:
        found = make.number(kind, chance)
        return Raw("0.6") if is_nothing(found) and make.world.complete and chance.yes(0.8) else found

    return make_say


def steepness(make: Maker, path: Path, chance: Chance, made: Made) -> Any:
    usual = ("1", "0.7", "2.5", "0", "0.5", ["0.5", "2"], "8")
    found = chance.pick(usual)
    if chance.yes(make.world.wild_numbers):
        return literal(chance, Amount, 1.0)
    return [Raw(n) for n in found] if isinstance(found, list) else Raw(found)


def versions(make: Maker, path: Path, chance: Chance, made: Made) -> Made:
    names = ("leaked", "older")[: chance.whole(0, 2)]
    one = ("1", "0", "0.3", "likely", "unknown", ["0.1", "0.9"])
    pool = one if len(names) == 1 else ("0.5", "0", "0.25", "unlikely", ["0", "0.5"], ["0.1", "0.2", "0.4"])
    found: Made = {}
    for name in names:
        share = chance.at(name).pick(pool)
        written = [Raw(n) for n in share] if isinstance(share, list) else Raw(share)
        found[name] = make.record(Version, (*path, name), chance.at(name), {"chance": written})
    return found


def signatories(make: Maker, path: Path, chance: Chance, made: Made) -> list[str]:
    return chance.shuffled(chance.some(make.world.able, 2 if make.world.complete else 1))


def guarantees(make: Maker, path: Path, chance: Chance, made: Made) -> list[str]:
    free = [tie for tie in make.world.ties_of("guarantee") if tie not in made.get("guarantees", ())]
    return chance.some(free)


def observed(make: Maker, path: Path, chance: Chance, made: Made) -> Any:
    signers = chance.shuffled(made.get("signatories", make.world.parties))
    seen = signers[: chance.whole(0, len(signers))]
    cut = chance.whole(0, len(seen))
    return make.record(Observed, path, chance, {"signed": seen[:cut], "refused": seen[cut:]})


def over(make: Maker, path: Path, chance: Chance, made: Made) -> list[str]:
    return chance.some([tie for tie, record in make.world.ties.items() if record["from"] == made["to"]])


def role(make: Maker, path: Path, chance: Chance, made: Made) -> Any:
    roles = ("party", "backer", "mediator", "observer")
    return chance.pick(("party", "party", "party", chance.some(roles, 1), chance.pick(roles)))


def by(make: Maker, path: Path, chance: Chance, made: Made) -> Raw:
    """Return the last day of a forecast, not before it was made."""
    day = type(make.world.until).fromisoformat(made["asked"])
    return Raw(before(day, -chance.whole(0, 20)) if day.year < 9999 else day)
