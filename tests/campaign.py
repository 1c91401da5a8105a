"""`make exhaustive`: every test with many examples, and a page that says what was tried.

Other examples are drawn every time, from the seed; the same seed at the same commit draws the same ones.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from importlib import metadata
from pathlib import Path

from tests.budget import ROOT, folder

PAGE = ROOT / "docs" / "reference" / "checked.md"
WORKERS = 2

HEAD = """# What was tried

`make test` tries a few examples of everything; `make exhaustive` runs the same tests with many. Its last run:

| | |
| --- | --- |
{facts}

All tests that ran passed{left_out}.
*Tried* is the number of examples, scenarios, files or histories (in the unit of the test) that the test asks for in
this run; tests that always try the same are not listed, but ran as well.

| test | tried |
| --- | ---: |
{counts}

| folder | tests | processor seconds |
| --- | ---: | ---: |
{folders}
"""


def run(seed: int, extra: list[str]) -> tuple[dict, float]:
    """Run the tests with many examples; return the record that they leave, and the seconds on the clock."""
    with tempfile.TemporaryDirectory() as scratch:
        record = Path(scratch) / "record.json"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-n",
            str(WORKERS),
            "--dist",
            "loadgroup",
            f"--hypothesis-seed={seed}",
        ]
        command += [f"--randomly-seed={seed}", *extra]
        start = time.monotonic()
        subprocess.run(
            command, cwd=ROOT, check=False, env={**os.environ, "RIPENESS_TESTS": "full", "RIPENESS_RECORD": str(record)}
        )
        seconds = time.monotonic() - start
        if not record.exists():
            raise SystemExit("the tests did not run to their end; nothing is noted")
        return json.loads(record.read_text(encoding="utf-8")), seconds


def commit() -> str:
    """Return the commit that is checked out, and whether files differ from it."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()

    changed = [line for line in git("status", "--porcelain").splitlines() if not line.endswith(PAGE.name)]
    return f"`{git('rev-parse', '--short=12', 'HEAD')}`" + (" with files changed" if changed else "")


def page(record: dict, seconds: float, seed: int, code: str, left_out: list[str]) -> str:
    """Return the text of the page."""
    named = ", ".join(f"`{path}`" for path in left_out)
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("numpy", "scipy", "hypothesis"))
    facts = {
        "commit": code,
        "seed": seed,
        "day": time.strftime("%Y-%m-%d"),
        "with": f"Python {platform.python_version()}, {versions}; {platform.system()}, {platform.machine()}",
        "time": f"{seconds / 60:.0f} minutes, {sum(record['seconds'].values()) / 60:.0f} of processor time",
    }
    counts = [f"| `{c['file']}`{': ' + c['test'] if c['test'] else ''} | {c['number']:,} |" for c in record["counts"]]
    tests: defaultdict[str, list[float]] = defaultdict(list)
    for nodeid, spent in record["seconds"].items():
        tests[folder(nodeid)].append(spent)
    folders = [f"| {name} | {len(rows):,} | {sum(rows):,.0f} |" for name, rows in sorted(tests.items())]
    return HEAD.format(
        left_out=f"; left out of this run: {named}" if left_out else "",
        facts="\n".join(f"| {name} | {value} |" for name, value in facts.items()),
        counts="\n".join(counts),
        folders="\n".join(folders),
    )


def main() -> int:
    """Run everything with many examples; write the page if all passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, required=True, help="what the examples are drawn from")
    parser.add_argument("--leave-out", action="append", default=[], metavar="PATH", help="do not run this; it is noted")
    parser.add_argument("tests", nargs="*", help="some tests only (then nothing is noted)")
    asked = parser.parse_args()
    code = commit()
    record, seconds = run(asked.seed, [*asked.tests, *(f"--ignore={path}" for path in asked.leave_out)])
    if record["exit"]:
        print(f"Some tests failed (seed {asked.seed}): nothing is noted.")
        return record["exit"]
    if not asked.tests:
        PAGE.write_text(page(record, seconds, asked.seed, code, asked.leave_out), encoding="utf-8")
        print(f"Noted in {PAGE.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
