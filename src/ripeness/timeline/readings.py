"""What is asked of a timeline, made into marks that a history carries and readings taken of it, and its breaks in time.

A mark is a bit beside the facts: "this has held at some time up to that day", "this held on that day", "this end came
first". With marks every question is about the state at one moment: a reading. Moments are days from the start, before
or after the dated events at 00:00 of that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from ripeness.errors import AnalysisError, near
from ripeness.numerics.draws import Array
from ripeness.scenario.logic import Atom, Compound, Condition
from ripeness.scenario.timeline import Given, Question
from ripeness.timeline.process import Codes, Process, Truths

BEFORE, AFTER = 0, 1
Moment = tuple[int, int]  # day, and before or after the dated events of that day

MOST_MARKS = 62
_CLOSE = 1e-9  # days
MOST_DATES = 400  # points of curves


@dataclass(frozen=True)
class MarkBit:
    """One bit of what is remembered.

    Attributes
    ----------
    when : Condition
        What sets it.
    at : Moment or None
        When it is looked at; None: at any time before ``until``.
    until : int
        Day from whose 00:00 on nothing sets it any more.
    group : int
        Marks of one group exclude one another: the first to be set stays alone; -1: of no group.
    """

    when: Condition
    at: Moment | None
    until: int
    group: int = -1


@dataclass(frozen=True)
class StateTest:
    """A boolean of a state: a condition on facts, or a mark; perhaps its opposite."""

    condition: Condition | None = None
    mark: int = -1
    negated: bool = False

    def true(self, process: Process, facts: Codes, marks: Codes) -> Truths:
        """Return in which states it is true."""
        if self.mark >= 0:
            found = (marks >> self.mark) & 1 == 1
        else:
            found = process.holds(self.condition, facts)
        true: Truths = np.logical_xor(found, self.negated)
        return true


@dataclass(frozen=True)
class Readout:
    """The weight of the states in which all parts are true, at a moment."""

    at: Moment
    parts: tuple[StateTest, ...]


@dataclass(frozen=True)
class CurveAsked:
    """The weight of the states in which a part is true, at the start of each day and at the end."""

    key: tuple[str, ...]
    part: StateTest


@dataclass(frozen=True)
class Course:
    """Marks, readings and curves.

    Attributes
    ----------
    marks : tuple of MarkBit
        Bit k of a state's marks is the k-th.
    needed : tuple of Moment
        Until when each mark is needed.
    readings : mapping of (question, word) to Reading
        ``both`` and ``given`` of questions with a condition, ``p`` of others, ends of ``first-of``.
    curves : tuple of CurveAsked
        Of facts, of ends, of times to a condition.
    dates : tuple of int
        Days of the curves.
    """

    marks: tuple[MarkBit, ...]
    needed: tuple[Moment, ...]
    readings: Mapping[tuple[str, str], Readout]
    curves: tuple[CurveAsked, ...]
    dates: tuple[int, ...]

    def groups(self) -> dict[int, int]:
        """Return the bits of each group of marks that exclude one another."""
        found: dict[int, int] = {}
        for k, mark in enumerate(self.marks):
            if mark.group >= 0:
                found[mark.group] = found.get(mark.group, 0) | 1 << k
        return found

    def open_at(self, day: int) -> int:
        """Return the bits of the marks that can be set from 00:00 of a day on, before the next break."""
        return sum(1 << k for k, m in enumerate(self.marks) if m.at is None and day < m.until)

    def kept_at(self, moment: Moment) -> int:
        """Return the bits of the marks that are still needed at a moment."""
        return sum(1 << k for k, last in enumerate(self.needed) if last >= moment)

    def looked_at(self, moment: Moment) -> int:
        """Return the bits of the marks that are set or not at a moment."""
        return sum(1 << k for k, m in enumerate(self.marks) if m.at == moment)


@dataclass
class _Marks:
    """Marks found so far, each once."""

    found: list[MarkBit] = field(default_factory=list)
    needed: list[Moment] = field(default_factory=list)

    def of(self, mark: MarkBit, last: Moment) -> int:
        """Return the number of a mark. Those of a group are never one: of ends that are alike the first comes first."""
        for k, other in enumerate(self.found):
            same = mark.group < 0 and (str(mark.when), mark.at, mark.until, mark.group) == (
                str(other.when), other.at, other.until, other.group,
            )  # fmt: skip
            if same:
                self.needed[k] = max(self.needed[k], last)
                return k
        self.found.append(mark)
        self.needed.append(last)
        return len(self.found) - 1


def course(process: Process, asked: Iterable[str] | None = None) -> Course:
    """Return the marks, readings and curves that answer questions.

    Parameters
    ----------
    process : Process
        The process.
    asked : iterable of str, optional
        Ids of questions; all of the file if not given.

    Raises
    ------
    AnalysisError
        ``unknown-question``; ``too-many-questions`` when they need more than 62 marks.
    """
    timeline = process.timeline
    names = list(timeline.questions) if asked is None else list(dict.fromkeys(asked))
    for name in names:
        if name not in timeline.questions:
            message = f"'{name}' is not a question of this timeline"
            raise AnalysisError.of(
                "unknown-question", message, hint=near(name, timeline.questions), path="timeline.questions"
            )
    marks = _Marks()
    readings: dict[tuple[str, str], Readout] = {}
    curves = [CurveAsked(("facts", name), StateTest(_fact(name))) for name in process.names]
    for number, name in enumerate(names):
        question = timeline.questions[name]
        if question.p is not None:
            readings |= {(name, w): r for w, r in _chance(process, question, marks).items()}
        elif question.first_of is not None:
            found, drawn = _first(process, name, number, question, marks)
            readings |= found
            curves += drawn
        elif question.time_to is not None:
            part = _by(process, question.time_to, process.end, (process.end, BEFORE), marks)
            readings[name, "p"] = Readout((process.end, BEFORE), (part,))
            curves.append(CurveAsked(("time", name), part))
    if len(marks.found) > MOST_MARKS:
        message = f"the questions need {len(marks.found)} things to be remembered at once; at most {MOST_MARKS} can be"
        raise AnalysisError.of("too-many-questions", message, hint="ask fewer at a time", path="timeline.questions")
    step = max(1, -(-process.end // MOST_DATES))
    dates = tuple(range(0, process.end, step))
    return Course(tuple(marks.found), tuple(marks.needed), readings, tuple(curves), dates)


def _fact(name: str) -> Condition:
    return Condition(name, Atom(name, None, 0))


def _not(condition: Condition) -> Condition:
    tree = condition.tree
    return Condition(f"!({condition.text})", Compound("not", (tree,), tree.depth + 1))


def _by(process: Process, when: Condition, until: int, read: Moment, marks: _Marks) -> StateTest:
    """Return the part "it has held at some time before day ``until``", to be read at a moment."""
    if process.lasting(when) and read == (until, BEFORE):
        return StateTest(when)
    return StateTest(mark=marks.of(MarkBit(when, None, until), read))


def _at(when: Condition, day: int, read: Moment, marks: _Marks) -> StateTest:
    """Return the part "it holds at 00:00 of a day, after its dated events"."""
    if read == (day, AFTER):
        return StateTest(when)
    return StateTest(mark=marks.of(MarkBit(when, (day, AFTER), day), read))


def _chance(process: Process, question: Question, marks: _Marks) -> dict[str, Readout]:
    given = question.given
    read = max(_moment(process, question), _moment(process, given) if given else (0, BEFORE))
    part = _part(process, question, read, marks)
    if given is None:
        return {"p": Readout(read, (part,))}
    condition = _part(process, given, read, marks)
    return {"both": Readout(read, (part, condition)), "given": Readout(read, (condition,))}


def _moment(process: Process, part: Question | Given) -> Moment:
    """Return when it is settled."""
    if part.at is not None:
        return process.day(part.at), AFTER
    last = part.by or (part.until if isinstance(part, Given) else None) or process.timeline.until
    return process.day(last) + 1, BEFORE


def _part(process: Process, part: Question | Given, read: Moment, marks: _Marks) -> StateTest:
    day, _ = _moment(process, part)
    if part.p is None:
        held = part.throughout if isinstance(part, Given) else None
        if not isinstance(held, Condition):  # pragma: no cover - refused by the reader
            raise TypeError("a part without a condition")
        broken = _by(process, _not(held), day, read, marks)
        return StateTest(broken.condition, broken.mark, negated=True)
    if part.at is not None:
        return _at(part.p, day, read, marks)
    if part.throughout is True:
        broken = _by(process, _not(part.p), day, read, marks)
        return StateTest(broken.condition, broken.mark, negated=True)
    return _by(process, part.p, day, read, marks)


def ends_of(process: Process, question: Question) -> tuple[str, ...]:
    """Return the ends that a question names."""
    named = question.first_of or ()
    if named == ("ends",) and "ends" not in process.timeline.ends:
        return tuple(process.timeline.ends)
    return named


def _first(
    process: Process, name: str, number: int, question: Question, marks: _Marks
) -> tuple[dict[tuple[str, str], Readout], list[CurveAsked]]:
    until = _moment(process, question)
    readings, curves = {}, []
    for end in dict.fromkeys(ends_of(process, question)):
        mark = marks.of(MarkBit(process.timeline.ends[end], None, until[0], number), until)
        readings[name, end] = Readout(until, (StateTest(mark=mark),))
        curves.append(CurveAsked(("ends", name, end), StateTest(mark=mark)))
    return readings, curves


def breaks(process: Process, course: Course) -> list[float]:
    """Return the times in days at which something changes in the calendar, from 0 to the end, rising."""
    found = {0.0, float(process.end), *(float(e.day) for e in process.dated)}
    days = {clock.fact: clock.days for clock in process.clocks}
    for rate in process.rates:
        origins = (0.0,) if rate.age_of is None else (rate.since, *days.get(rate.age_of, ()))
        found |= {origin + step for origin in origins for step in rate.steps}
    for mark in course.marks:
        found |= {float(mark.until)} if mark.at is None else {float(mark.at[0])}
    found |= {float(reading.at[0]) for reading in course.readings.values()}
    return sorted(d for d in found if 0 <= d <= process.end)


def common_breaks(process: Process, course: Course) -> list[float]:
    """Return the times at which something changes for all histories at once."""
    found = {0.0, float(process.end), *(float(e.day) for e in process.dated)}
    for rate in process.rates:
        if rate.age_of is None:
            found |= set(rate.steps)
    for mark in course.marks:
        found |= {float(mark.until)} if mark.at is None else {float(mark.at[0])}
    found |= {float(reading.at[0]) for reading in course.readings.values()}
    return sorted(d for d in found if 0 <= d <= process.end)


def points_of(process: Process, course: Course) -> tuple[Array, Array]:
    """Return the days of the curves of histories, and up to when what happens is counted at each.

    A day of dated events comes twice, before and after them; the last point is the end.
    """
    days = {e.day for e in process.dated if e.day < process.end}
    found = [(float(d), AFTER) for d in {*course.dates, *days, process.end}] + [(float(d), BEFORE) for d in days]
    points = np.array([d for d, _ in sorted(found)])
    return points, points - [0.0 if side == AFTER else 2 * _CLOSE for _, side in sorted(found)]
