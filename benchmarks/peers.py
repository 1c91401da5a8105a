"""The same problems put to NegMAS, a library for automated negotiation: who is how much faster, and do answers agree?

NegMAS is licensed under the AGPL. It is never a dependency of the package: it lives in a virtual environment of its own
in the folder for temporary files, runs as a program of its own (negmas_peer.py) and is sent problems as JSON.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from benchmarks.bargaining import Row, apart
from benchmarks.environments import NotInstalledError
from benchmarks.environments import environment as made

VERSION = "0.16.0"
LIMIT = 60  # seconds for each case
SCRIPT = Path(__file__).with_name("negmas_peer.py")

_NOTES = {
    "egalitarian": "NegMAS keeps all points with the largest smallest gain; here the next smallest decides among them",
    "kalai_smorodinsky": "NegMAS takes the smallest spread of gains as shares of what each could get from any package "
    "at all; here the smallest share is made largest, of what each could get from packages that all accept",
}


@dataclass(frozen=True)
class Case:
    """A problem, and the ways in which NegMAS is asked.

    ``per``: NegMAS gets the whole numbers divided by this. Above 1 sums of floats are rounded, as with the decimals
    that people write; we get the whole numbers, to which the package brings decimals by itself.
    """

    row: Row
    ways: tuple[str, ...]
    per: int = 1

    @property
    def name(self) -> str:
        return self.row.name.partition(": ")[2] + (f" / {self.per}" if self.per > 1 else "")


_ALL = ("sampler", "outcomes", "arrays")
CASES = (
    Case(Row("frontier", 2, 5, "random", 0), _ALL),
    Case(Row("frontier", 2, 6, "random", 0), _ALL),
    Case(Row("frontier", 2, 6, "opposed", 0), _ALL),
    Case(Row("frontier", 2, 6, "opposed", 0), ("sampler",), per=100),
    Case(Row("frontier", 2, 12, "random", 0), ("sampler",)),
    Case(Row("frontier", 2, 12, "opposed", 0), ("sampler",)),
    Case(Row("frontier", 3, 5, "random", 0), ("outcomes", "arrays")),
    Case(Row("frontier", 4, 7, "random", 0), ("outcomes", "arrays")),
)


# ---- environment -----------------------------------------------------------------------------------------------------


def environment() -> Path:
    """Return the python of an environment that holds the peer; it is made when there is none yet.

    Raises
    ------
    NotInstalledError
        With the installer's reason.
    """
    return made("negmas", VERSION, [("--prefer-binary", f"negmas=={VERSION}")])


def ask(python: Path, case: Case, way: str, ours: dict[str, Any]) -> dict[str, Any]:
    """Return what NegMAS says about a problem."""
    request = {"values": ours["values"], "floor": ours["floor"], "per": case.per, "way": way, "limit": LIMIT}
    command = [str(python), "-I", str(SCRIPT)]
    try:
        # It keeps the limit by itself, but looks at the time only between two operations on arrays.
        done = subprocess.run(
            command, input=json.dumps(request), check=False, stdout=subprocess.PIPE, text=True, timeout=2 * LIMIT
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"> {LIMIT} s", "peak": float("nan")}
    return {"failed": "crashed", "peak": float("nan")} if done.returncode else json.loads(done.stdout)


# ---- comparison ------------------------------------------------------------------------------------------------------


def whole(points: list[list[float]], per: int) -> set[tuple[int, ...]]:
    """Return points as the whole numbers that they were made from."""
    return {tuple(round(u * per) for u in point) for point in points}


def dominated(point: tuple[int, ...], points: set[tuple[int, ...]]) -> bool:
    """Return whether one of the points is at least as good for all and better for one."""
    return any(p != point and all(a >= b for a, b in zip(p, point, strict=True)) for p in points)


def frontiers(case: Case, way: str, ours: dict[str, Any], theirs: dict[str, Any]) -> tuple[str, bool]:
    """Return how the frontiers differ, and whether that contradicts ours: rounding may explain it, where there is any.

    Rounding tells apart points that are equal, keeps points that are dominated by equals in one coordinate, and moves
    points across a reservation.
    """
    mine, other = whole(ours["points"], 1), whole(theirs["points"], case.per)
    extra, lost = other - mine, mine - other
    worse = sum(dominated(point, mine) for point in extra)
    if case.per > 1:
        parts = {
            "counted more than once": distinct(theirs["points"]) - len(other),
            "dominated": worse,
            "below a reservation": len(extra) - worse,
            "missing": len(lost),
        }
        said = ", ".join(f"{number} {what}" for what, number in parts.items() if number)
        return f"float ties: {said}" if said else "same", False
    if mine != other:
        return f"DIFFERENT: {len(lost)} missing, {len(extra)} more ({worse} of them dominated)", True
    if way != "sampler":
        return "same", False
    packages = len(theirs["points"])  # it lists all packages behind each point
    wrong = packages != ours["packages"]
    return (
        f"same but {packages} packages, ours {ours['packages']}: DIFFERENT" if wrong else "same, packages too"
    ), wrong


def distinct(points: list[list[float]]) -> int:
    """Return the number of different points."""
    return len({tuple(point) for point in points})


def by_its_conventions(ours: dict[str, Any]) -> dict[str, set[tuple[int, ...]]]:
    """Return the solutions that NegMAS should find on our frontier, in exact arithmetic (see ``_NOTES``)."""
    floor, most = ours["floor"], [sum(map(max, issues)) for issues in ours["values"]]
    gains = {point: [n - f for n, f in zip(point, floor, strict=True)] for point in whole(ours["points"], 1)}
    spreads = {}
    for point, gain in gains.items():
        shares = [Fraction(g, m - f) for g, m, f in zip(gain, most, floor, strict=True)]
        spreads[point] = max(shares) - min(shares)
    largest, least = max(map(min, gains.values())), min(spreads.values())
    return {
        "nash": whole(ours["solutions"]["nash"], 1),
        "egalitarian": {point for point, gain in gains.items() if min(gain) == largest},
        "kalai_smorodinsky": {point for point, spread in spreads.items() if spread == least},
        "utilitarian": whole(ours["solutions"]["utilitarian"], 1),
    }


def chosen(case: Case, ours: dict[str, Any], theirs: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return the solutions whose points are not ours, and those of them that its conventions do not explain."""
    found = {name: whole(points, case.per) for name, points in theirs["solutions"].items()}
    expected = by_its_conventions(ours)
    differ = [name for name, points in ours["solutions"].items() if found[name] != whole(points, 1)]
    return differ, [name for name in differ if found[name] != expected[name]]


def line(case: Case, way: str, ours: dict[str, Any], theirs: dict[str, Any]) -> tuple[str, bool, list[str]]:
    """Return a line of the table, whether it contradicts our answer, and the solutions that differ by convention."""
    left = f"{case.name:<34}{way:<10}{ours['milliseconds']:>10.2f}"
    memory = f"{ours['peak']:>9.0f}{theirs['peak']:>9.0f}"
    if "failed" in theirs:
        return f"{left}{theirs['failed']:>11}{'':>9}{len(ours['points']):>8}{'':>8}{memory}", False, []
    milliseconds = theirs["seconds"] * 1e3
    times = f"{milliseconds:>11.2f}{milliseconds / ours['milliseconds']:>9.1f}"
    text, contradicts = frontiers(case, way, ours, theirs)
    differ, unexplained = chosen(case, ours, theirs)
    explained = [name for name in differ if name not in unexplained]
    text += f"; by convention other {', '.join(explained)}" if explained else ""
    text += f"; OTHER {', '.join(unexplained)}" if unexplained else ""
    contradicts |= bool(unexplained) and case.per == 1  # rounding may move a solution
    points = f"{len(ours['points']):>8}{distinct(theirs['points']):>8}"
    return f"{left}{times}{points}{memory}  {text}", contradicts, explained


def table() -> int:
    """Print the table of all cases and return how many answers contradict ours."""
    try:
        python = environment()
    except NotInstalledError as error:
        print(f"beside NegMAS {VERSION}: not installed ({error})")
        return 0
    print(f"Beside NegMAS {VERSION} (first seed; ratio: its time over ours; only its sampler lists packages)")
    heads = f"{'ours ms':>10}{'NegMAS ms':>11}{'ratio':>9}{'points':>8}{'its':>8}{'peak MB':>9}{'its':>9}"
    print(f"{'problem':<34}{'its way':<10}{heads}  answers")
    contradictions, differences = 0, dict.fromkeys(_NOTES, 0)
    for case in CASES:
        ours = apart("answer", case.row)
        for way in case.ways:
            text, contradicts, differ = line(case, way, ours, ask(python, case, way, ours))
            print(text, flush=True)
            contradictions += contradicts
            for name in differ:
                differences[name] += 1
    for name, number in differences.items():
        if number:
            print(f"{name} ({number} lines): {_NOTES[name]}.")
    return contradictions
