"""Chance with a name: the same name gives the same choices for ever, whatever is chosen beside it."""

import random
from collections.abc import Sequence
from typing import Any


class Chance:
    """Choices that depend on the name alone.

    Each part of a scenario has a chance of its own (``at``), named after its place, so that a key that is added to the
    format changes nothing in what is made of the others. Only ``random()`` is used, whose numbers Python guarantees.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._random = random.Random(name).random

    def at(self, part: object) -> "Chance":
        return Chance(f"{self.name}/{part}")

    def yes(self, share: float = 0.5) -> bool:
        return self._random() < share

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self._random() * (high - low + 1))

    def pick(self, items: Sequence[Any]) -> Any:
        return items[int(self._random() * len(items))]

    def weighed(self, choices: dict[str, float]) -> str:
        """Return one of the keys, each as often as its weight says."""
        point = self._random() * sum(choices.values())
        for name, weight in choices.items():
            point -= weight
            if point < 0:
                return name
        return name

    def shuffled(self, items: Sequence[Any]) -> list[Any]:
        return [item for _, _, item in sorted((self._random(), n, item) for n, item in enumerate(items))]

    def some(self, items: Sequence[Any], low: int = 0, high: int | None = None) -> list[Any]:
        """Return from low to high of the items, in their order where they have one."""
        most = len(items) if high is None else min(high, len(items))
        count = self.whole(min(low, most), most)
        kept = set(self.shuffled(range(len(items)))[:count])
        return [item for n, item in enumerate(items) if n in kept]
