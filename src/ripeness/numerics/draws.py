"""Draws: one column of numbers for each uncertain estimate, tied to the estimate's path (docs/methods/draws.md).

Every column is the one-dimensional van der Corput sequence in base 2, Owen-scrambled, with its point
order Owen-shuffled; both are keyed by SHA-256 of the seed and the path. A column therefore depends on
nothing but seed, path and what is said about that one number: adding, removing or changing another
estimate leaves it alone, and any block of it can be made by itself.

References
----------
A. B. Owen (1995), Randomly permuted (t,m,s)-nets and (t,s)-sequences. *Monte Carlo and Quasi-Monte Carlo
Methods in Scientific Computing*, 299-317: nested uniform scrambling, section 3.
B. Burley (2020), Practical hash-based Owen scrambling. *Journal of Computer Graphics Techniques* 9(4), 1-20:
shuffling the order of points by scrambling their index, section 3.1. We hash each node of the tree by itself
where Burley approximates, so that the scrambling is exactly nested.
"""

from __future__ import annotations

import hashlib
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ripeness.errors import AnalysisError

Array = NDArray[np.float64]

BLOCK = 4096  # draws that are held in memory at once, whatever the number of workers
_BITS = 20
MAX_DRAWS = 2**_BITS

Bits = NDArray[np.uint32]

_LEVELS: Bits = np.arange(_BITS, dtype=np.uint32)[:, None]
_ODD = (np.uint32(0x7FEB352D), np.uint32(0x846CA68B))


class Distribution(Protocol):
    """What is said about a number: a point, a range (uniform), a range with a mode (PERT), or nothing (unknown)."""

    @property
    def shape(self) -> str:
        """point, uniform, pert, ranked or unknown."""
        ...

    @property
    def low(self) -> Decimal | None:
        """Least value."""
        ...

    @property
    def mode(self) -> Decimal | None:
        """Most likely value of a PERT."""
        ...

    @property
    def high(self) -> Decimal | None:
        """Largest value."""
        ...

    @property
    def central(self) -> Decimal | None:
        """Central value; None when unknown."""
        ...


@dataclass(frozen=True, eq=False)
class Draws:
    """An immutable table of draws: for each estimate path, one number a draw.

    ``Draws(1024, seed=0)`` draws every estimate that an analysis reads, ``Draws(1)`` is the central draw.
    ``Draws.of({path: values, …})`` takes the chosen values for the named estimates, and for all others
    their central values, or sampled ones with ``others="sampled"``.

    Attributes
    ----------
    count : int
        Number of draws N. Powers of two fill the range most evenly.
    seed : int
        Key of the random scrambling.
    chosen : mapping of str to array, shape (N,)
        Values that were supplied, by estimate path.
    sampled : bool
        Whether estimates that were not chosen are drawn; otherwise they take their central value.
    start : int
        Index of the first draw; blocks of a longer table start further on.
    """

    count: int = 1024
    seed: int = 0
    chosen: Mapping[str, Array] = field(default_factory=dict)
    sampled: bool = True
    start: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MAX_DRAWS:
            raise ValueError(f"the number of draws must be 1 to {MAX_DRAWS:,}, not {self.count:,}")
        if not 0 <= self.start <= MAX_DRAWS - self.count:
            raise ValueError(f"draws {self.start:,} to {self.start + self.count:,} leave the sequence")
        columns = {path: _column(values, self.count, path) for path, values in self.chosen.items()}
        object.__setattr__(self, "chosen", MappingProxyType(dict(sorted(columns.items()))))
        if self.count == 1 and not self.start and not self.chosen:
            object.__setattr__(self, "sampled", False)

    @classmethod
    def of(cls, chosen: Mapping[str, ArrayLike], *, seed: int = 0, others: str = "central") -> Draws:
        """Return draws with chosen values; all columns need the same length."""
        if others not in ("central", "sampled"):
            raise ValueError(f"others must be 'central' or 'sampled', not {others!r}")
        columns = {path: np.atleast_1d(np.asarray(values, dtype=np.float64)) for path, values in chosen.items()}
        count = max((len(c) for c in columns.values()), default=1)
        return cls(count, seed, columns, sampled=others == "sampled")

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of the chosen columns, sorted."""
        return tuple(self.chosen)

    @property
    def central(self) -> Draws:
        """The central draw."""
        return Draws(1, self.seed)

    def blocks(self, *, size: int = BLOCK) -> Iterator[Draws]:
        """Yield the draws in blocks of at most ``size``; together they are the same numbers."""
        for first in range(0, self.count, size):
            last = min(first + size, self.count)
            if (first, last) == (0, self.count):
                yield self
                return
            chosen = {path: values[first:last] for path, values in self.chosen.items()}
            block = replace(self, count=last - first, chosen=chosen, start=self.start + first)
            object.__setattr__(block, "sampled", self.sampled)
            yield block

    def column(self, path: str, spread: Distribution) -> Array:
        """Return the numbers of one estimate, shape (N,); NaN where a central value is unknown."""
        if path in self.chosen:
            return self.chosen[path]
        if not self.sampled or spread.shape == "point":
            central = np.nan if spread.central is None else float(spread.central)
            return np.full(self.count, central)
        return inverse(spread, self.uniform(path))

    def uniform(self, path: str) -> Array:
        """Return a column of uniform numbers of its own, shape (N,), strictly between 0 and 1."""
        if path in self.chosen:
            return self.chosen[path]
        return points(path, self.seed, self.start, self.start + self.count)


def as_draws(draws: Draws | int, seed: int) -> Draws:
    """Return the draws that an analysis was asked for, as a table.

    Raises
    ------
    AnalysisError
        ``bad-draws`` when it is no whole number in range; ``two-seeds`` when a table and another seed are given.
    """
    if isinstance(draws, Draws):
        if seed not in (0, draws.seed):
            message = f"the draws have the seed {draws.seed}, and another, {seed}, was asked for"
            raise AnalysisError.of("two-seeds", message, hint="give the seed to Draws")
        return draws
    try:
        return Draws(operator.index(draws), operator.index(seed))
    except (TypeError, ValueError) as error:
        raise AnalysisError.of("bad-draws", str(error), hint="give whole numbers") from None


def _column(values: ArrayLike, count: int, path: str) -> Array:
    column = np.array(values, dtype=np.float64)
    if column.shape != (count,):
        raise ValueError(f"the column of '{path}' has shape {column.shape}; ({count},) was expected")
    if not np.isfinite(column).all():
        raise ValueError(f"the column of '{path}' holds numbers that are not finite")
    column.flags.writeable = False
    return column


def points(path: str, seed: int, start: int, stop: int) -> Array:
    """Return points ``start`` to ``stop`` of the column of ``path``, shape (stop - start,), in (0, 1).

    Any aligned block of 2^m points has exactly one point in each of the 2^m equal parts of the interval.
    """
    digest = hashlib.sha256(f"{seed}\0{path}".encode()).digest()
    keys = [np.uint32(int.from_bytes(digest[i : i + 4], "little")) for i in range(0, 16, 4)]
    shuffled = _scramble(np.arange(start, stop, dtype=np.uint32), (keys[0], keys[1]))
    scrambled = _scramble(_reversed(shuffled), (keys[2], keys[3]))
    # Beyond the last level each point is alone in its part: where it lies there is one more coin toss.
    rest = _hash(scrambled | np.uint32(_LEVELS[-1, 0] + 1) << np.uint32(_BITS), (keys[2], keys[3]))
    return (scrambled + (rest + 0.5) / 2.0**32) / 2.0**_BITS


def _scramble(numbers: Bits, keys: tuple[np.uint32, np.uint32]) -> Bits:
    """Return 20-bit numbers with each bit flipped by a coin that belongs to the bits above it.

    That is Owen's nested uniform scrambling: numbers that share their first k bits still do afterwards.
    """
    above = numbers[None, :] >> (np.uint32(_BITS) - _LEVELS)
    coins = _hash(above | _LEVELS << np.uint32(_BITS), keys) & np.uint32(1)
    flips: Bits = np.bitwise_or.reduce(coins << (np.uint32(_BITS - 1) - _LEVELS), axis=0)
    return numbers ^ flips


def _hash(numbers: Bits, keys: tuple[np.uint32, np.uint32]) -> Bits:
    """Return well-mixed 32-bit numbers: two keyed rounds of C. Wellons' lowbias32 (public domain, 2018)."""
    mixed = numbers
    for key in keys:
        mixed = mixed ^ key
        mixed = (mixed ^ (mixed >> np.uint32(16))) * _ODD[0]
        mixed = (mixed ^ (mixed >> np.uint32(15))) * _ODD[1]
        mixed = mixed ^ (mixed >> np.uint32(16))
    return mixed


def _reversed(numbers: Bits) -> Bits:
    """Return 20-bit numbers with their bits in reverse order: the van der Corput sequence in base 2."""
    swapped = numbers
    for shift, mask in ((16, 0x0000FFFF), (8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        low = swapped & np.uint32(mask)
        swapped = ((swapped >> np.uint32(shift)) & np.uint32(mask)) | (low << np.uint32(shift))
    return swapped >> np.uint32(32 - _BITS)


#: By how much an error can be larger than that of independent draws: √2. Two columns that act together are spread less
#: evenly than by chance, for pairs of draws lie in opposite halves of both (docs/methods/draws.md).
UNEVEN = float(np.sqrt(2))


def mean_error(values: Array) -> float:
    """Return the standard error of a mean over draws: that of independent ones times √2, which it cannot exceed."""
    return UNEVEN * float(values.std(ddof=1)) / float(np.sqrt(len(values))) if len(values) > 1 else 0.0


def inverse(spread: Distribution, uniform: Array) -> Array:
    """Return the numbers at which the distribution function of ``spread`` takes the values ``uniform``.

    A range is uniform; a range with a most likely value is PERT: a beta distribution on [low, high]
    with α = 1 + 4 (mode − low)/(high − low) and β = 1 + 4 (high − mode)/(high − low).
    """
    if spread.shape == "point":
        return np.full_like(uniform, float(spread.central or 0))
    if spread.low is None or spread.high is None:
        raise ValueError("a number without a finite range cannot be drawn")
    low, high = float(spread.low), float(spread.high)
    if spread.shape in ("uniform", "unknown"):
        share = uniform
    elif spread.shape == "pert" and spread.mode is not None:
        rise = float((spread.mode - spread.low) / (spread.high - spread.low))
        from scipy.special import betaincinv  # loaded when used: the central draw needs none of scipy

        share = betaincinv(1 + 4 * rise, 1 + 4 * (1 - rise), uniform)
    else:
        raise ValueError(f"numbers of shape '{spread.shape}' are not drawn by themselves")
    return np.clip(low + (high - low) * share, low, high)
