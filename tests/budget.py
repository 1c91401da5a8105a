"""How much each test tries, and what each folder of tests may cost.

`make test` tries a few examples of everything; `make exhaustive` sets RIPENESS_TESTS=full and tries many.
"""

import os
import sys
from typing import NamedTuple

FULL = os.environ.get("RIPENESS_TESTS") == "full"


class Count(NamedTuple):
    """One call of `examples`: where it stands, and the number that it gave."""

    file: str
    line: int
    number: int


# Every call of `examples` in the modules that this process has imported, in order.
COUNTS: list[Count] = []


def examples(few: int, many: int) -> int:
    """Return how often to try: `few` in `make test`, `many` in `make exhaustive`, where the number is put on record."""
    if not 0 < few <= many:
        raise ValueError(f"few and many are 0 < few <= many, not {few} and {many}")
    number = many if FULL else few
    caller = sys._getframe(1)
    COUNTS.append(Count(caller.f_code.co_filename, caller.f_lineno, number))
    return number
