"""One measure as a function of points: asked in blocks, by one process or by several, with the same digits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from ripeness.doubt.inputs import Answer, UncertainNumbers, lenient, numbers
from ripeness.doubt.measures import Measured, MeasureGroup, not_with, question_of
from ripeness.doubt.reading import ReadingDraws
from ripeness.doubt.workers import Crew
from ripeness.errors import AnalysisError
from ripeness.numerics.draws import BLOCK, Array, Draws
from ripeness.scenario import Scenario

LEAST_DRAWS = 16
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class MeasureQuestion:
    """A measure of a scenario, ready to be asked for at many points.

    Attributes
    ----------
    scenario : Scenario
        Whose numbers count.
    measure : str
        Dotted path.
    question : MeasureGroup
        The analysis that gives it.
    count, seed : int
        Draws of the analysis.
    """

    scenario: Scenario
    measure: str
    question: MeasureGroup
    count: int
    seed: int

    @cached_property
    def measured(self) -> Measured:
        """The measures as a function of draws."""
        return self.question.measured(self.scenario, Draws(self.count, self.seed), frozenset([self.measure]))

    def __getstate__(self) -> dict[str, Any]:
        """Return what another process needs to ask the same."""
        return {k: v for k, v in vars(self).items() if k not in ("measured", "numbers")}

    @cached_property
    def numbers(self) -> UncertainNumbers:
        """The uncertain numbers that the measure rests on."""
        return numbers(self.scenario, self.read())

    def read(self) -> tuple[str, ...]:
        """Return the paths of all estimates that are read, sorted."""
        probe = ReadingDraws(2, self.seed)
        self.measured(probe)
        return tuple(sorted(probe.seen))

    @property
    def answer(self) -> Answer:
        """The measure alone as a function of draws."""
        return lambda draws: np.asarray(self.measured(draws)[self.measure], dtype=np.float64)

    def central(self) -> float:
        """Return the measure at the central values; NaN is unknown."""
        return float(self.answer(Draws(1, self.seed))[0])

    def at(self, points: Array) -> Array:
        """Return the measure at points, shape (d, N) in coordinates; NaN where the analysis does not apply."""
        count = points.shape[1]
        found = [np.empty(0)]
        for first in range(0, count, BLOCK):
            part = points[:, first : first + BLOCK]
            found.append(lenient(self.answer, self.numbers.chosen(part), part.shape[1]))
        return np.concatenate(found)


@dataclass(frozen=True)
class Swapped:
    """Asks for a measure with some coordinates of one table taken from another: the work of one process.

    ``first`` and ``second`` are made anew in every process, from seed and path, and come out the same.
    """

    asked: MeasureQuestion
    count: int
    kept: dict[str, Array] = field(default_factory=dict, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        """Return what another process needs."""
        return {"asked": self.asked, "count": self.count, "kept": {}}

    def table(self, *, second: bool) -> Array:
        """Return one of the two tables, shape (d, N)."""
        name = "second" if second else "first"
        if name not in self.kept:
            self.kept[name] = self.asked.numbers.drawn(self.asked.seed, self.count, second=second)
        return self.kept[name]

    def __call__(self, swapped: tuple[int, ...] | None) -> Array:
        """Return the measure over the first table with these coordinates of the second; all of them where None."""
        first, second = self.table(second=False), self.table(second=True)
        if swapped is None:
            return self.asked.at(second)
        if not swapped:
            return self.asked.at(first)
        mixed = first.copy()
        mixed[list(swapped)] = second[list(swapped)]
        return self.asked.at(mixed)

    def each(self, sets: Sequence[tuple[int, ...] | None], crew: Crew, what: str) -> Iterator[Array]:
        """Yield the measure for one set of swapped coordinates after the other, in order."""
        yield from crew.each(self, sets, what)


def asked(scenario: Scenario, measure: str, *, draws: int, seed: int) -> MeasureQuestion:
    """Return a measure ready to be asked for.

    Raises
    ------
    AnalysisError
        ``unknown-measure``; ``bad-draws`` with fewer than 16 draws; or what the scenario lacks.
    """
    check_count(draws, seed)
    one = MeasureQuestion(scenario, measure, question_of(scenario, measure), draws, seed)
    if measure not in one.measured(Draws(1, seed)):
        raise not_with(measure, draws)
    return one


def check_count(draws: int, seed: int) -> None:
    """Refuse too few draws, and numbers that are no numbers of draws or keys.

    Raises
    ------
    AnalysisError
        ``bad-draws``.
    """
    if draws < LEAST_DRAWS:
        message = f"doubt needs at least {LEAST_DRAWS} draws, not {draws}"
        raise AnalysisError.of("bad-draws", message, hint="ask for 1,024")
    try:
        Draws(draws, seed)
    except (TypeError, ValueError) as error:
        raise AnalysisError.of("bad-draws", str(error), hint="give whole numbers") from None


def uncertain(asked: MeasureQuestion) -> UncertainNumbers:
    """Return the uncertain numbers that a measure rests on.

    Raises
    ------
    AnalysisError
        ``nothing-uncertain`` when there is none: then there is nothing to doubt.
    """
    found = asked.numbers
    if not len(found):
        message = f"'{asked.measure}' rests on no uncertain number: there is nothing to doubt"
        hint = "give the numbers that you are not sure of as ranges: [low, high] or [low, most likely, high]"
        raise AnalysisError.of("nothing-uncertain", message, hint=hint)
    return found
