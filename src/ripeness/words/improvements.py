"""Plain words for how a text could be made better, step by step and by trades, for the terminal and the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ripeness.bargaining.agreements.deals import DealsResult
from ripeness.bargaining.agreements.single_text import SingleText
from ripeness.bargaining.agreements.trades import FrontierExchange, Give
from ripeness.scenario import Scenario
from ripeness.words.deals import clauses
from ripeness.words.figures import percent, points
from ripeness.words.labels import quoted
from ripeness.words.names import short

NOT_COMPARABLE = (
    "Points of different actors cannot be compared: a rate says what one side gets, in its own points, for each point "
    "that the other gives, in the other's."
)


def text_of(scenario: Scenario, result: DealsResult) -> str:
    """Return what the steps and trades begin with."""
    draft = result.asked.draft
    return quoted(scenario.name("drafts", draft)) if draft else "today's package"


@dataclass(frozen=True)
class VersionTold:
    """One version of the single text, in words: what was changed, the surplus of each signatory, the smallest."""

    number: str
    changed: str
    surplus: tuple[str, ...]
    smallest: str


def procedure(scenario: Scenario, result: DealsResult) -> str:
    """Return how the single text is changed."""
    most = result.single_text.at_once if result.single_text else 1
    change = "change of one clause" if most == 1 else f"change of up to {most} clauses"
    return (
        f"Beginning with {text_of(scenario, result)}, the {change} is made after which the worst off is best off, "
        "again and again, until none helps it. Who is worst off is told by the smallest surplus, which compares points "
        "of different actors."
    )


def steps(scenario: Scenario, result: DealsResult) -> list[VersionTold]:
    """Return the versions of the single text, the first as it was given."""
    path = result.single_text.path if result.single_text else ()
    return [
        VersionTold(
            str(k) if k else "start",
            clauses(scenario, one.changes) if k else "as it is",
            tuple(points(one.surplus[a], signed=True) for a in result.asked.signatories),
            points(one.smallest, signed=True),
        )
        for k, one in enumerate(path)
    ]


def outcome(result: DealsResult) -> str:
    """Return where the single text ends, and how it compares with the best possible."""
    found = result.single_text
    return " ".join(_outcome(found)) if found else ""


def _outcome(found: SingleText) -> Iterator[str]:
    smallest = found.path[-1].smallest
    if len(found.path) == 1:
        yield "No such change helps the worst off."
    elif found.path[1].smallest <= found.path[0].smallest:
        yield "The text at the start breaks a rule or crosses a red line, so that any that does not counts as better."
    if found.signed:
        yield "All would sign the last text."
    elif smallest < 0:
        yield f"The last text would not be signed by all: someone falls short by {_some(-smallest)} points."
    else:
        yield "The last text would not be signed by all: it breaks a rule or crosses a red line."
    yield _lost(found)
    if found.nash_share is not None:
        yield f"Its product of surpluses is {percent(found.nash_share)} of the largest (Nash)."


def _lost(found: SingleText) -> str:
    if found.lost is None:
        return "How it compares with the best possible is not known."
    if found.lost == 0:
        return "No package has a larger smallest surplus."
    return f"The largest smallest surplus that any package has is {_some(found.lost)} points larger."


def _some(value: float) -> str:
    """Return points above 0 that do not look like 0."""
    return "less than 0.1" if value < 0.05 else points(value)


@dataclass(frozen=True)
class TradeTold:
    """A trade in words: what the first and the second signatory give, and what the trade brings each."""

    gives: tuple[str, str]
    gains: tuple[str, str]


def trades(scenario: Scenario, result: DealsResult, called: Callable[[str], str]) -> list[TradeTold]:
    """Return the trades, the largest smaller gain first; ``called`` names the actors in figures."""
    first, second = result.asked.signatories[:2]
    return [
        TradeTold(
            (_given(scenario, t.gives[0], called(second)), _given(scenario, t.gives[1], called(first))),
            (_gain(t.gains[first]), _gain(t.gains[second])),
        )
        for t in result.trades
    ]


def _given(scenario: Scenario, give: Give, other: str) -> str:
    clause = clauses(scenario, {give.issue: give.alternative})
    return f"{clause} (costs it {_some(give.costs)}, brings {other} {_some(give.brings)}: {rate(give.rate)} for 1)"


def _gain(value: float) -> str:
    return f"+{points(value)}" if value >= 0.05 else "less than +0.1"


def no_trade(scenario: Scenario, result: DealsResult) -> str:
    """Return a sentence where two signatories have nothing to trade; nothing where that was not worked out."""
    if result.trades or not traded(result):
        return ""
    return (
        "No two changes of clauses, one that costs the one side and helps the other and one the other way round, leave "
        f"both better off than {text_of(scenario, result)}."
    )


def traded(result: DealsResult) -> bool:
    """Return whether trades were looked for to the end."""
    two = len(result.asked.signatories) == 2
    return two and result.single_text is not None and result.interrupted != "revising a single text"


@dataclass(frozen=True)
class Shift:
    """An exchange along the frontier in words: what changes, what it brings each, at which rate."""

    changed: str
    gains: tuple[str, ...]
    rate: str


def exchanges(scenario: Scenario, result: DealsResult, most: int) -> tuple[Mapping[str, str], list[Shift]]:
    """Return exchanges along the frontier one after the other, at most so many, and the package they begin with.

    Where there are more, those around the Nash package.
    """
    shown = _around(result, most)
    return (shown[0].package if shown else {}), [
        Shift(
            clauses(scenario, one.changes),
            tuple(points(one.gains[a], signed=True) for a in result.asked.signatories),
            rate(one.rate),
        )
        for one in shown
    ]


def along(scenario: Scenario, result: DealsResult) -> str:
    """Return how to read exchanges along the frontier."""
    first, second = (short(scenario, "actors", a) for a in result.asked.signatories[:2])
    return (
        f"Each step is better for {first} and worse for {second}; the rate is what {first} gains, in its own points, "
        f"for each point that {second} gives, in its own."
    )


def _around(result: DealsResult, most: int) -> Sequence[FrontierExchange]:
    every = result.exchanges
    nash = [dict(a.package) for a in result.solutions.get("nash", ())]
    at = next((k for k, one in enumerate(every) if dict(one.package) in nash), len(every))
    begin = max(0, min(at - most // 2, len(every) - most))
    return every[begin : begin + most]


def rate(value: float) -> str:
    """Return a rate with about two digits."""
    if value < 0.005:
        return "less than 0.01"
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"
