"""Made scenarios through every analysis, in Python and on the command line, every two values of two options together.

What is asked: an answer, or problems in words; never a traceback, a warning of a library, a number that is none, or a
search without end. `tests/generator` makes the scenarios; a number in a message is that of the scenario, and
``through(number)`` of `tests.generator.campaign` shows what it gives.
"""

import pytest

from tests.budget import examples
from tests.generator.agreement import agreements
from tests.generator.campaign import SELDOM, Fault, setting_of, table, through
from tests.generator.settings import COMMANDS

SCENARIOS = examples(60, 2000)
PARTS = 60


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_an_answer_or_problems_in_words(part):
    faults, answers = [], 0
    for seed in range(part, SCENARIOS, PARTS):
        for got in through(seed):
            if isinstance(got, Fault):
                faults.append(got)
            else:
                answers += not got[1].problems
    assert not faults, "\n\n".join(map(str, faults))
    assert answers >= 2 * len(range(part, SCENARIOS, PARTS))


@pytest.mark.slow
@pytest.mark.xdist_group("many-are-answered")
def test_many_are_answered():
    """Of ten scenarios through the quick analyses: not three answers in the mean, but six (890 scenarios: 6.2)."""
    quick = [command.name for command in COMMANDS if command.name in ("sign", "panel", "moves", "conference", "deals")]
    given = [got for seed in range(10) for got in through(seed, *quick)]
    assert sum(not isinstance(got, Fault) and not got[1].problems for got in given) >= 3 * 10


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_setting_is_used(command):
    """In `make exhaustive` every setting comes up; in `make test` as many as there are scenarios for."""
    seeds = range(0, SCENARIOS, SELDOM.get(command.name, 1))
    used = {tuple(setting_of(command, seed).items()) for seed in seeds}
    assert len(used) == min(len(table(command)), len(seeds))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1112, 1594])
def test_what_once_failed(seed):
    """A measure that is found over other draws only; support too small to move a strength."""
    assert not [str(got) for got in through(seed) if isinstance(got, Fault)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(0, 12 * examples(5, 60), 12))
def test_the_same_digits_again_and_the_same_by_other_ways(seed):
    assert not list(agreements(seed))
