"""What the tests cost in processor time, told at the end of a run beside what they may cost.

Processor time is that of the process and of the programs that it has started and waited for, so that it hardly
depends on what else the machine does. A fixture that several tests share counts to the first that asks for it.
"""

import json
import os
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.budget import BUDGETS, COUNTS, FULL, LONGEST, ROOT, SLOW, Count, folder

RECORD = os.environ.get("RIPENESS_RECORD")  # where a campaign writes what it has tried, for tests/campaign.py


def _spent() -> float:
    """Return the seconds of processor time that this process and its ended children have used."""
    return sum(os.times()[:4])


class Costs:
    """Adds up the seconds of every test, on the process that runs them or on the one that gathers their reports."""

    def __init__(self, config):
        self.config = config
        self.gathers = not hasattr(config, "workerinput")
        self.mark = 0.0
        self.collected: list[float] = []
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.alone: dict[str, float] = {}  # what a test takes by itself, without the fixtures that it shares
        self.slow: set[str] = set()
        self.counts: dict[Count, None] = {}
        self.tests: dict[Count, str] = {}

    # ---- where the tests run

    def pytest_collection_finish(self, session):
        """Put down what starting and collecting took, and which test each call of `examples` belongs to."""
        self.mark = _spent()
        if self.gathers:
            self.collected.append(self.mark)
            self._counted(_named(session.items))
        else:
            self.config.workeroutput["seconds"] = self.mark
            self.config.workeroutput["counts"] = _named(session.items)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        """Write the seconds since the last report into this one; xdist hands them on."""
        report = yield
        now = _spent()
        report.seconds, self.mark = now - self.mark, now
        report.marked_slow = "slow" in item.keywords
        return report

    # ---- where the reports arrive

    def pytest_runtest_logreport(self, report):
        """Add the seconds of one phase of a test."""
        self.seconds[report.nodeid] += getattr(report, "seconds", 0.0)
        if report.when == "call":
            self.alone[report.nodeid] = getattr(report, "seconds", 0.0)
        if getattr(report, "marked_slow", False):
            self.slow.add(report.nodeid)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node, error):
        """Take over what a worker of xdist has put down."""
        output = getattr(node, "workeroutput", {})
        if "seconds" in output:
            self.collected.append(output["seconds"])
            self._counted(output["counts"])

    def _counted(self, counts):
        for file, line, number, test in counts:
            self.tests[Count(file, line, number)] = test

    def folders(self) -> Counter:
        """Return the seconds of each folder."""
        table = Counter()
        for nodeid, seconds in self.seconds.items():
            table[folder(nodeid)] += seconds
        return table

    def faults(self) -> list[str]:
        """Return what is above twice its budget."""
        if FULL:
            return []
        above = [
            f"{name}: {seconds:.0f} s, more than twice its {BUDGETS.get(name, 0)}"
            for name, seconds in sorted(self.folders().items())
            if seconds > 2 * BUDGETS.get(name, 0)
        ]
        return above + [
            f"{nodeid}: {seconds:.1f} s, more than twice the {LONGEST:.0f} that one test may take"
            for nodeid, seconds in sorted(self.alone.items())
            if seconds > 2 * LONGEST
        ]

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session):
        """Fail a run whose tests cost more than twice what they may."""
        if not self.gathers:
            return
        if self.faults() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if RECORD:
            self._write(Path(RECORD), session)

    def _write(self, path, session):
        rows = [{"file": c.file, "test": test, "number": c.number} for c, test in sorted(self.tests.items())]
        result = {"exit": int(session.exitstatus), "seconds": self.seconds, "counts": rows}
        path.write_text(json.dumps(result), encoding="utf-8")

    def pytest_terminal_summary(self, terminalreporter):
        """Print the table of folders, and what is too dear."""
        if not self.seconds:
            return
        say = terminalreporter.write_line
        terminalreporter.section("seconds of processor time", sep="-")
        table = self.folders()
        for name in [*BUDGETS, *sorted(set(table) - set(BUDGETS))]:
            if name in table:
                budget = BUDGETS.get(name, 0)
                over = "" if FULL or table[name] <= budget else "   over its budget"
                say(f"{name:<14}{table[name]:7.1f} of {budget:3}{over}")
        say(f"{'collection':<14}{sum(self.collected):7.1f} in {len(self.collected)} processes")
        say(f"{'all':<14}{sum(table.values()) + sum(self.collected):7.1f}")
        if FULL:
            return
        for nodeid, seconds in sorted(self.alone.items(), key=lambda row: -row[1]):
            if seconds > LONGEST:
                say(f"{seconds:5.1f} s, one test may take {LONGEST:.0f}: {nodeid}")
            elif seconds > SLOW * 1.5 and nodeid not in self.slow:
                say(f"{seconds:5.1f} s and not marked slow: {nodeid}")
        for fault in self.faults():
            say(f"too dear: {fault}", red=True)


def _named(items) -> list[tuple[str, int, int, str]]:
    """Return every call of `examples`: its file below the root, its line, its number, and the test that it is of."""
    starts: defaultdict[str, set[tuple[int, str]]] = defaultdict(set)
    for item in items:
        function = getattr(item, "function", None)
        inner = getattr(getattr(function, "hypothesis", None), "inner_test", function)
        if (code := getattr(inner, "__code__", None)) is not None:
            starts[code.co_filename].add((code.co_firstlineno, function.__name__))
    rows = []
    for count in dict.fromkeys(COUNTS):
        before = [start for start in starts[count.file] if start[0] <= count.line]
        name = max(before)[1] if before else ""
        if starts[count.file]:
            rows.append((os.path.relpath(count.file, ROOT), count.line, count.number, name))
    return rows
