"""Speed of the commands that people type, as whole processes, then of the engines: `make bench`.

Every row is the median of several runs after one warm-up, beside its goal. A machine that is busy with
something else shows in the spread between the fastest and the slowest run.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import bargaining, conference, doubt, graphmodel, leverage, timeline

RUNS = 5
RIPENESS = str(Path(sys.executable).with_name("ripeness"))
LIBYA = Path(__file__).parents[1] / "src" / "ripeness" / "cases" / "libya-2020" / "scenario.yaml"


@dataclass(frozen=True)
class Case:
    """A command and the seconds that it may take."""

    name: str
    command: tuple[str, ...]
    goal: float


def enlarged(text: str, *, lines: int = 0, size: int = 0) -> str:
    """Return a scenario like the given one with at least so many lines or bytes: records again under new ids."""
    heads = re.split(r"(?m)^(?=[a-z_]+:)", text)
    found: list[tuple[str, list[str]]] = []
    for part in heads:
        if part.startswith(("sources:", "claims:", "actors:", "preferences:", "ties:", "drafts:", "forecasts:")):
            head, *records = re.split(r"(?m)^  (?=[a-z0-9-]+:)", part)
            found.append((head, records))
        else:
            found.append((part, []))
    # An actor more needs preferences of its own: the two kinds of record grow together.
    made = {i: list(records) for i, (_, records) in enumerate(found)}
    copy = 0
    while True:
        whole = "".join(head + "".join(f"  {r.rstrip()}\n" for r in made[i]) for i, (head, _) in enumerate(found))
        if whole.count("\n") >= lines and len(whole.encode()) >= size:
            return whole
        copy += 1
        for i, (_, records) in enumerate(found):
            made[i] += [re.sub(r"^([a-z0-9-]+):", rf"\1-{copy}:", record) for record in records]


def large(folder: str, name: str, **limits: int) -> str:
    """Write an enlarged Libya case and return where it stands."""
    path = Path(folder) / f"{name}.yaml"
    path.write_text(enlarged(LIBYA.read_text(encoding="utf-8"), **limits), encoding="utf-8")
    return str(path)


def cases(folder: str) -> list[Case]:
    """Return what is measured."""
    report = str(Path(folder) / "report.html")
    long = large(folder, "long", lines=3_000)
    heavy = large(folder, "heavy", size=2 * 2**20)
    moscow = (RIPENESS, "sign", "libya-2020", "--draft", "moscow")
    return [
        Case("import ripeness", (sys.executable, "-c", "import ripeness"), 0.15),
        Case("ripeness --help", (RIPENESS, "--help"), 0.3),
        Case("check libya-2020", (RIPENESS, "check", "libya-2020"), 0.6),
        Case("check 3,000 lines", (RIPENESS, "check", long), 1.0),
        Case("check 2 MB", (RIPENESS, "check", heavy), 6.0),
        Case("sign moscow, 1,024 draws", moscow, 1.5),
        Case("sign moscow, 8,192 draws", (*moscow, "--draws", "8192"), 4.0),
        Case("panel libya-2020", (RIPENESS, "panel", "libya-2020"), 3.0),
        Case("deals libya-2020", (RIPENESS, "deals", "libya-2020"), 4.0),
        Case("conference libya-2020", (RIPENESS, "conference", "libya-2020"), 3.0),
        Case("pressure moscow", (RIPENESS, "pressure", "libya-2020", "--draft", "moscow"), 4.0),
        Case("timeline libya-2020", (RIPENESS, "timeline", "libya-2020"), 6.0),
        Case("report libya-2020", (RIPENESS, "report", "libya-2020", "-o", report, "--force"), 8.0),
    ]


def seconds(command: tuple[str, ...]) -> float:
    """Return how long one run of a command takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> int:
    """Measure, print the tables, and return 1 if a goal was missed."""
    missed = 0
    print(f"{'command':<28}{'goal s':>8}{'median':>8}{'min':>8}{'max':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for case in cases(folder):
            seconds(case.command)
            runs = sorted(seconds(case.command) for _ in range(RUNS))
            median = statistics.median(runs)
            verdict = "" if median < case.goal else "  missed"
            missed += bool(verdict)
            print(f"{case.name:<28}{case.goal:>8.2f}{median:>8.2f}{runs[0]:>8.2f}{runs[-1]:>8.2f}{verdict}")
    print()
    missed += bargaining.main() + graphmodel.main() + doubt.main()
    print()
    missed += conference.main()
    print()
    missed += leverage.main() + timeline.main()
    print()
    from benchmarks import refused  # heavy, and memory is measured above

    missed += refused.main()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
