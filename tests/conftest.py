"""Scenarios that tests share, what the tests cost, and how Hypothesis runs.

`make test` tries the same examples every time; `make exhaustive` takes others, from a seed that it prints.
"""

from pathlib import Path

import pytest
from hypothesis import settings

import ripeness
from ripeness.errors import ScenarioError
from ripeness.scenario import read, read_text
from tests.budget import FULL
from tests.costs import Costs

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.register_profile("full", deadline=None, database=None, print_blob=True)
settings.load_profile("full" if FULL else "repeatable")

DATA = Path(__file__).parent / "data"

# The least that two parties need to judge a draft.
TINY = """\
ripeness: 1
id: tiny
actors:
  a: {role: party}
  b: {role: party}
issues:
  land:
    now: keep
    alternatives: {keep: As it is, share: Shared}
preferences:
  a: {weights: {land: 1}, values: {land: {keep: 40, share: 60}}, reservation: 50}
  b: {weights: {land: 1}, values: {land: {keep: 30, share: 70}}, reservation: 50}
drafts:
  deal: {package: {land: share}}
"""


def replaced(text, *changes):
    """Return a text with each (old, new) replaced; each old part must occur exactly once."""
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
        text = text.replace(old, new)
    return text


def pytest_configure(config):
    """Add up what the tests cost."""
    config.pluginmanager.register(Costs(config), "costs")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(config, items):
    """Leave campaigns to `make exhaustive`, and let one worker have all tests that share what is dear to make."""
    for item in items:
        if "exhaustive" in item.keywords and not FULL:
            item.add_marker(pytest.mark.skip(reason="a long campaign: run it with `make exhaustive`"))
        if group := _shared(item):
            item.add_marker(pytest.mark.xdist_group(group))


def _shared(item):
    """Return what a test shares with others: Libya's report, or the fixtures of its module; else nothing."""
    fixtures = getattr(item, "fixturenames", ())
    if "libya_report" in fixtures:
        return "libya-report"
    found = getattr(item, "_fixtureinfo", None)
    made = found.name2fixturedefs.values() if found else ()
    if any(d[-1].scope == "module" and d[-1].baseid.startswith("tests/") for d in made):
        return item.location[0]
    return ""


@pytest.fixture(scope="session")
def libya():
    """Return the shipped case."""
    return ripeness.read("libya-2020")


@pytest.fixture(scope="session")
def libya_report(libya):
    """Return the page of the shipped case, with few draws: made once, for all who look into it."""
    return ripeness.report(libya, draws=64)


@pytest.fixture(scope="session")
def two_banks_path():
    return DATA / "two-banks.yaml"


@pytest.fixture(scope="session")
def two_banks_text(two_banks_path):
    return two_banks_path.read_text(encoding="utf-8")


@pytest.fixture
def two_banks(two_banks_path):
    return read(two_banks_path)


@pytest.fixture
def tiny():
    """Build the scenario of two parties and one issue, with changes and text added at the end."""

    def build(*changes, more=""):
        return read_text(replaced(TINY, *changes) + more)

    return build


@pytest.fixture
def changed(two_banks_text):
    """Read the two banks with (old, new) changes."""

    def build(*changes):
        return read_text(replaced(two_banks_text, *changes), "two-banks.yaml")

    return build


@pytest.fixture
def problems_of():
    """Return the problems of a text or of bytes, which must have some."""

    def find(text, name="scenario.yaml"):
        with pytest.raises(ScenarioError) as caught:
            read_text(text, name)
        return caught.value.problems

    return find
