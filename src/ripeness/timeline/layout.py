"""A state as one whole number: facts, then readings of clocks, then marks; and what events make of it."""

from __future__ import annotations

import numpy as np

from ripeness.timeline.process import MOST_BITS, Codes, Dated, Process, Rate
from ripeness.timeline.readings import Course


class TooManyStatesError(Exception):
    """More states than are worked with; the message says how many."""


class Layout:
    """Where facts, clocks and marks stand in a code."""

    def __init__(self, process: Process, course: Course) -> None:
        self.process, self.course = process, course
        place = len(process.names)
        self.facts_mask = (1 << place) - 1
        self.clocks: list[tuple[int, int]] = []  # place and mask
        for clock in process.clocks:
            width = max(clock.readings - 1, 1).bit_length()
            self.clocks.append((place, (1 << width) - 1))
            place += width
        self.marks_at = place
        if place + len(course.marks) > MOST_BITS:
            raise TooManyStatesError(f"{place + len(course.marks)} bits, more than {MOST_BITS}")
        self.groups = course.groups()

    def facts(self, codes: Codes) -> Codes:
        """Return the facts alone."""
        return codes & self.facts_mask

    def marks(self, codes: Codes) -> Codes:
        """Return the marks alone."""
        return codes >> self.marks_at

    def reading(self, k: int, codes: Codes) -> Codes:
        """Return what clock ``k`` shows."""
        place, mask = self.clocks[k]
        return (codes >> place) & mask

    def running(self, codes: Codes) -> Codes:
        """Return which clocks have begun at a time that is not known, as bits."""
        found = np.zeros(codes.shape, dtype=np.int64)
        for k, clock in enumerate(self.process.clocks):
            if clock.anew:
                found |= (self.reading(k, codes) == clock.running).astype(np.int64) << k
        return found

    def fire(self, codes: Codes, event: Dated | Rate, *, day: int | None, opened: int) -> Codes:
        """Return the states that an event leads to: facts, latched facts, clocks and marks."""
        facts = self.facts(codes)
        after = self.process.latched((facts & ~event.clears) | event.sets)
        found = (codes & ~self.facts_mask) | after
        for k, clock in enumerate(self.process.clocks):
            bit = self.process.names.index(clock.fact)
            was, now = facts >> bit & 1, after >> bit & 1
            place, mask = self.clocks[k]
            known = day is not None and event.sets >> bit & 1
            fresh = 1 + clock.days.index(int(day or 0)) if known else clock.running
            reading = np.where(now > was, fresh, np.where(now < was, 0, self.reading(k, codes)))
            found = (found & ~(mask << place)) | (reading << place)
        return self.noted(found, opened)

    def noted(self, codes: Codes, opened: int) -> Codes:
        """Return the states with those open marks set whose condition holds."""
        met = np.zeros(codes.shape, dtype=np.int64)
        facts = self.facts(codes)
        for k, mark in enumerate(self.course.marks):
            if opened >> k & 1:
                met |= self.process.holds(mark.when, facts).astype(np.int64) << k
        return (self.facts_and_clocks(codes)) | (marked(self.marks(codes), met, self.groups) << self.marks_at)

    def facts_and_clocks(self, codes: Codes) -> Codes:
        """Return the states without marks."""
        return codes & ((1 << self.marks_at) - 1)


def marked(marks: Codes, met: Codes, groups: dict[int, int]) -> Codes:
    """Return marks after conditions have been met: of marks that exclude one another only the first to be set."""
    excluded = 0
    found = marks
    for bits in groups.values():
        hit = met & bits
        found = found | np.where(marks & bits, 0, hit & -hit)
        excluded |= bits
    return found | (met & ~excluded)
