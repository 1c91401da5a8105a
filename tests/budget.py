"""How much each test tries, and what each folder of tests may cost.

`make test` tries a few examples of everything; `make exhaustive` sets RIPENESS_TESTS=full and tries many.
"""

import os
import sys
from pathlib import Path, PurePosixPath
from typing import NamedTuple

FULL = os.environ.get("RIPENESS_TESTS") == "full"
ROOT = Path(__file__).parents[1]

# Seconds of processor time that the tests of a folder may take in `make test`, on both cores together.
BUDGETS = {
    "unit": 180,
    "property": 100,
    "differential": 150,
    "fuzz": 40,
    "tellings": 200,  # 60 once a telling is tested without the engines behind it
    "cases": 60,  # 120 when there are more cases than one
    "documentation": 120,
    "records": 30,
    "interop": 60,
    "reading": 60,
    "web": 60,
    "ensembles": 80,
    "packaging": 60,
    "browser": 120,  # in `make browser`
}
# What does not stand in a folder of the name of its budget.
_ELSEWHERE = {"oracles": "differential", "reference": "cases", "docs": "documentation", "generator": "ensembles"}

SLOW = 1.0  # seconds of processor time above which a test is marked `slow`
LONGEST = 5.0  # what one test may take; twice as much fails, as for a folder


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


def folder(nodeid: str) -> str:
    """Return the folder whose budget a test counts to, by its id."""
    parts = PurePosixPath(nodeid.split("::", maxsplit=1)[0]).parts
    if parts[0] != "tests":
        return "documentation"  # the examples in src, docs and README
    name = parts[1] if len(parts) > 2 else "unit"
    return _ELSEWHERE.get(name, name)
