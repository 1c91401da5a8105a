"""The options of every command, each with the values that are tried, and what they are for one scenario."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from ripeness.scenario import Scenario

WAYS = ("python", "json", "terminal")
DRAWS = {"1": "1", "5": "5", "16": "16"}
SEEDS = ("0", "7")
OFF = "off"

Given = list[str]
Choose = Callable[[Scenario], Given]


@dataclass(frozen=True, eq=False)
class Command:
    """A command with its options: for each the values that are tried, each with the arguments that it stands for.

    ``conflicts`` are options of which only the first that is on is given, since together they are wrong usage.
    """

    name: str
    options: Mapping[str, Mapping[str, Choose]]
    ways: tuple[str, ...] = WAYS
    draws: Mapping[str, str] = field(default_factory=lambda: DRAWS)
    conflicts: tuple[str, ...] = ()

    def values(self) -> dict[str, tuple[str, ...]]:
        """Return the values of every option that are tried, way and draws included."""
        found = {option: (OFF, *values) for option, values in self.options.items()}
        found["way"] = self.ways
        if self.draws:
            found |= {"draws": tuple(self.draws), "seed": SEEDS}
        return found

    def arguments(self, scenario: Scenario, setting: Mapping[str, str]) -> Given:
        """Return the arguments that a setting stands for, without the file."""
        found: Given = []
        on = [option for option in self.options if setting[option] != OFF]
        shut = [option for option in on if option in self.conflicts][1:]
        for option in on:
            if option not in shut:
                found += self.options[option][setting[option]](scenario)
        if self.draws:
            found += ["--draws", self.draws[setting["draws"]], "--seed", setting["seed"]]
        return found


def _flag(name: str) -> Mapping[str, Choose]:
    return {"on": lambda _: [name]}


def _always(name: str, *values: str) -> Mapping[str, Choose]:
    return {value: (lambda _, value=value: [name, value]) for value in values}


def _of(name: str, items: Callable[[Scenario], Any], form: str = "{}") -> Mapping[str, Choose]:
    """Return an option that is given the first or the last of some ids, where there are any."""

    def at(place: int) -> Choose:
        def choose(scenario: Scenario) -> Given:
            found = list(items(scenario))
            return [name, form.format(found[place])] if found else []

        return choose

    return {"first": at(0), "last": at(-1)}


def _drafts(scenario: Scenario) -> list[str]:
    return list(scenario.drafts)


def _draft_needed(place: int) -> Choose:
    return lambda scenario: ["--draft", list(scenario.drafts)[place]] if scenario.drafts else []


def _with_red_lines(scenario: Scenario) -> list[str]:
    return [actor for actor, wants in scenario.preferences.items() if wants.never]


def _red_lines() -> Mapping[str, Choose]:
    held = _of("--red-lines", _with_red_lines, "{}=held")["first"]
    return {"held": held, "bluff": _of("--red-lines", _with_red_lines, "{}=bluff")["last"]}


def _options(scenario: Scenario) -> list[str]:
    return list(scenario.graph.options) if scenario.graph else []


def _deciders(scenario: Scenario) -> list[str]:
    owners = [option.by for option in scenario.graph.options.values()] if scenario.graph else []
    return list(dict.fromkeys(owners))


def _coalition(scenario: Scenario) -> Given:
    owners = _deciders(scenario)
    return ["--coalition", ",".join(owners[:2])] if len(owners) > 1 else []


def _new_option(change: str, *, prefers: bool) -> Choose:
    def choose(scenario: Scenario) -> Given:
        owners = _deciders(scenario)
        if not owners:
            return []
        found = ["--with-option", f"newly-made:{owners[0]}{change}"]
        return [*found, "--prefers", f"{owners[0]}:newly-made"] if prefers else found

    return choose


def _forbid(scenario: Scenario) -> Given:
    owners, options = _deciders(scenario), _options(scenario)
    return ["--forbid", f"{owners[0]}:{options[0]}:!{options[0]}"] if owners else []


def _conference(scenario: Scenario) -> list[str]:
    return list(scenario.conference.issues) if scenario.conference else []


def _stakeholders(scenario: Scenario) -> list[str]:
    return list(scenario.conference.stands) if scenario.conference else []


def _in_timeline(part: str) -> Callable[[Scenario], list[str]]:
    return lambda scenario: list(getattr(scenario.timeline, part)) if scenario.timeline else []


def _dated(scenario: Scenario) -> Given:
    events = scenario.timeline.events.items() if scenario.timeline else ()
    found = [(name, event.on) for name, event in events if event.on is not None]
    return ["--move", f"{found[0][0]}={found[0][1] - timedelta(1)}"] if found and found[0][1].toordinal() > 1 else []


def _movers(scenario: Scenario) -> Given:
    """Return a question about which single change moves it most; where it asks for an end, with the end."""
    if not scenario.timeline or scenario.as_of is None:
        return []
    for name, question in scenario.timeline.questions.items():
        if question.p is not None:
            return ["--movers", name]
        if question.first_of is not None:
            ends = list(scenario.timeline.ends) if question.first_of == ("ends",) else question.first_of
            return ["--movers", f"{name}:{ends[0]}"]
    return []


def _models(name: str, *values: str) -> Mapping[str, Choose]:
    """Return an option that is given several times at once, in words parted by blanks."""

    def choose(words: str) -> Choose:
        return lambda _: [part for word in words.split() for part in (name, word)]

    return {words: choose(words) for words in values}


COMMANDS = (
    Command(
        "sign",
        {
            "draft": {"first": _draft_needed(0), "last": _draft_needed(-1)},
            "keep": _of("--keep", lambda s: s.issues),
            "guarantees": _flag("--guarantees"),
            "red-lines": _red_lines(),
        },
    ),
    Command(
        "deals",
        {
            "draft": _of("--draft", _drafts),
            "red-lines": _red_lines(),
            "limit": _always("--limit", "1", "40"),
            "seconds": _always("--seconds", "0"),
        },
    ),
    Command("panel", {}),
    Command(
        "moves",
        {
            "explain": {"today": lambda _: ["--explain", "today"], "option": _of("--explain", _options)["last"]},
            "states": _flag("--states"),
            "wanted": {"id": lambda _: ["--wanted", "0"], "option": _of("--wanted", _options, "!{}")["first"]},
            "inverse": _flag("--inverse"),
            "answered": _always("--answered", "1", "3"),
            "coalition": {"two": _coalition},
            "coalitions": _always("--coalitions", "2"),
            "views": _flag("--views"),
            "chances": _flag("--chances"),
            "foresight": _flag("--foresight"),
            "without": _of("--without", _options),
            "forbid": {"first": _forbid},
            "with-option": {
                "new": _new_option("", prefers=True),
                "once": _new_option(":once", prefers=False),
                "undo": _new_option(":undo", prefers=False),
            },
        },
    ),
    Command(
        "pressure",
        {
            "draft": _of("--draft", _drafts),
            "chance": _always("--chance", "0.5", "0.99"),
            "margin": _always("--margin", "0", "5"),
            "cuts": _always("--cuts", "made", "threatened"),
            "unlawful": _flag("--include-unlawful"),
            "weight": {
                "none": _of("--weight", lambda s: s.actors, "{}=0")["first"],
                "twice": _of("--weight", lambda s: s.actors, "{}=2")["last"],
            },
            "share": _always("--share", "0.5"),
        },
    ),
    Command(
        "conference",
        {
            "without": _of("--without", _stakeholders),
            "carry": {"first": _of("--carry", _conference, "{}=70")["first"]},
            "pivotal": _always("--pivotal", "mean", "median", "nash", "challenge", "exchange"),
            "challenge": _models(
                "--challenge", "replication", "choice=strongest rounds=3", "conflict=no-move votes=risk"
            ),
            "nash": _models("--nash", "loss=linear", "disagreement=reference exponent=salience", "disagreement=cost"),
            "exchange": _models("--exchange", "rounds=2", "rounds=3 follows=1 eased=0"),
            "moves": _flag("--moves"),
        },
    ),
    Command(
        "timeline",
        {
            "ask": _of("--ask", _in_timeline("questions")),
            "move": {"first": _dated},
            "without": _of("--without", _in_timeline("events")),
            "force": {
                "true": _of("--force", _in_timeline("facts"))["first"],
                "false": _of("--force", _in_timeline("facts"), "!{}")["last"],
            },
            "scale": {
                "twice": _of("--scale", _in_timeline("events"), "{}=2")["first"],
                "never": _of("--scale", _in_timeline("events"), "{}=0")["last"],
            },
            "movers": {"first": _movers},
            "method": _always("--method", "exact", "grid", "grid:2", "sampled"),
            "histories": _always("--histories", "500", "1000"),
        },
    ),
    Command(
        "doubt",
        {
            "measure": {name: lambda _: [] for name in ("first", "middle", "last", "sources")},
            "by": _always("--by", "claim", "actor", "issue", "section"),
            "limit": _always("--limit", "0.3"),
            "confidential": _flag("--confidential"),
        },
        draws={"16": "16", "21": "21"},
    ),
    Command(
        "report",
        {"draft": _of("--draft", _drafts), "confidential": _flag("--confidential")},
        ways=("python", "terminal"),
    ),
    Command("show", {"full": _flag("--full"), "confidential": _flag("--confidential")}, ("json", "terminal"), {}),
    Command("check", {"strict": _flag("--strict"), "quiet": _flag("--quiet")}, ("json", "terminal"), {}),
)
