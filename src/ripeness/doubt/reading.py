"""Draws that remember what was read of them: which estimates a question depends on, each column made once."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from ripeness.numerics.draws import Array, Distribution, Draws


@dataclass(frozen=True, eq=False)
class ReadingDraws(Draws):
    """A table of draws that notes the paths that are read, and keeps the columns for who reads them again.

    Attributes
    ----------
    seen : set of str
        Paths of the estimates that were read, and of columns of uniform numbers.
    kept : mapping
        Columns by path, distribution and block; only what was not chosen.
    """

    seen: set[str] = field(default_factory=set)
    kept: dict[Hashable, Array] = field(default_factory=dict)

    def column(self, path: str, spread: Distribution) -> Array:
        """Return the numbers of one estimate, as :meth:`Draws.column` does."""
        self.seen.add(path)
        if path in self.chosen or not self.sampled or spread.shape == "point":
            return super().column(path, spread)
        key = (path, spread.shape, spread.low, spread.mode, spread.high, self.start, self.count, self.seed)
        if key not in self.kept:
            self.kept[key] = super().column(path, spread)
            self.kept[key].flags.writeable = False
        return self.kept[key]

    def uniform(self, path: str) -> Array:
        """Return a column of uniform numbers, as :meth:`Draws.uniform` does."""
        self.seen.add(path)
        return super().uniform(path)
