"""Timelines: events of every form, rates by age and by date, questions that fit their days."""

from datetime import timedelta
from typing import Any

from ripeness.scenario.estimate import Amount
from ripeness.scenario.timeline import Factor, Hazard
from tests.generator.chance import Chance
from tests.generator.numbers import Raw
from tests.generator.records import ABSENT, Maker, Path

Made = dict[str, Any]


def from_(make: Maker, path: Path, chance: Chance, made: Made) -> Made:
    """Return rates by age or by date, mostly such as are below one a day."""
    count = chance.whole(1, 3)
    if "age-of" in made:
        steps = ["0 days", chance.pick(("1 day", "0.5 days", "3 days")), chance.pick(("10 days", "21 days"))][:count]
    else:
        first = make.world.day(chance)
        days = [first.toordinal() + shift for shift in (0, 1, 9)[:count]]
        steps = [str(type(first).fromordinal(min(day, type(first).max.toordinal()))) for day in days]
    return {Raw(step): rate(make, chance.at(step)) for step in steps}


def rate(make: Maker, chance: Chance) -> Any:
    if chance.yes(make.world.wild_numbers / 4):
        return make.number(Amount, chance)
    pool = ("0", "0.01", "0.04", "0.2", ["0", "0.1"], ["0.01", "0.02", "0.1"], "1e-30", "0.9")
    found = chance.pick(pool)
    return [Raw(n) for n in found] if isinstance(found, list) else Raw(found)


def hazard(make: Maker, path: Path, chance: Chance, made: Made) -> Any:
    return rate(make, chance.at("rate")) if chance.at("kind").yes() else make.record(Hazard, path, chance)


def since(make: Maker, path: Path, chance: Chance, made: Made) -> Any:
    start = make.world.start
    if start is None:
        return ABSENT
    return Raw(before(start, chance.whole(0, 40)))


def before(day: Any, days: int) -> Any:
    return type(day).fromordinal(max(1, day.toordinal() - days))


def chance_of_event(make: Maker, path: Path, chance: Chance, made: Made) -> Any:
    """Return a chance; below 1 where it is one of some days."""
    pool = ("0.5", "likely", "unlikely", "0", "0.999", ["0.1", "0.4"], ["0.2", "0.3", "0.9"], "almost certain")
    found = chance.pick(pool)
    return [Raw(n) for n in found] if isinstance(found, list) else Raw(found)


def within(make: Maker, path: Path, chance: Chance, made: Made) -> Raw:
    return Raw(chance.pick(("5 days", "1 day", "22 days", "0.5 days", "365.25 days")))


def on(make: Maker, path: Path, chance: Chance, made: Made) -> Raw:
    late = timedelta(chance.pick((0, 0, 0, 3)))
    day = make.world.day(chance)
    return Raw(day + late if day.toordinal() + 3 < type(day).max.toordinal() else day)


def sets(make: Maker, path: Path, chance: Chance, made: Made) -> list[str]:
    return [f"{chance.pick(('', '', '!'))}{fact}" for fact in chance.some(make.world.facts, 0, 2)]


def given_throughout(make: Maker, path: Path, chance: Chance, made: Made) -> Any:
    return Raw("true") if "p" in made else make.condition(path, chance)


def first_of(make: Maker, path: Path, chance: Chance, made: Made) -> Any:
    ends = make.world.ends
    return chance.pick(("ends", chance.pick(ends), chance.some(ends, 1)))


def ends(make: Maker, path: Path, chance: Chance, made: Made) -> Made:
    return {end: make.condition(path, chance.at(end)) for end in make.world.ends}


def facts(make: Maker, path: Path, chance: Chance, made: Made) -> Made:
    return {fact: Raw(chance.at(fact).pick(("true", "false", "false"))) for fact in make.world.facts}


def latched(make: Maker, path: Path, chance: Chance, made: Made) -> Made:
    return {name: make.condition(path, chance.at(name)) for name in make.world.latched}


def factors(make: Maker, path: Path, chance: Chance, made: Made) -> list[Made]:
    count = chance.whole(0, 2) if make.world.events else 0
    return [make.record(Factor, path, chance.at(n), {"times": times(chance.at(n))}) for n in range(count)]


def times(chance: Chance) -> Any:
    found = chance.pick(("0", "1", "0.4", "2", ["0.4", "0.7", "1.0"], ["0", "3"]))
    return [Raw(n) for n in found] if isinstance(found, list) else Raw(found)
