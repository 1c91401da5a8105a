"""An analysis answers exactly if the table of `check` says so, and otherwise raises exactly what the table lists."""

import copy
import random
from pathlib import Path

import pytest
import yaml

import ripeness
from ripeness import catalogue
from ripeness.errors import AnalysisError, ScenarioError
from ripeness.scenario import read_text
from tests.budget import examples

DATA = Path(__file__).parents[1] / "data"
CASES = Path(ripeness.__file__).parent / "cases"

# Every section, with as little as it can do with, so that all analyses of it are fast.
SMALL = """\
ripeness: 1
id: small
as_of: 2031-03-02
actors: {north: {role: party}, south: {role: party}, giant: {role: mediator}}
issues:
  land: {now: keep, alternatives: {keep: As it is, share: Shared}}
  watch: {now: nobody, alternatives: {nobody: Nobody, giant: Giant}}
rules: [{never: "land=share & watch=nobody"}]
preferences:
  north:
    weights: {land: 60, watch: [20, 40]}
    values: {land: {keep: 100, share: 40}, watch: {ranked: [nobody, giant]}}
    never: [{when: "watch=giant", firm: likely}]
    noise: 4
    trust: [0.3, 0.6]
    betrayal: 5
  south:
    weights: {land: [0, 10, 60], watch: 0}
    values: {land: {keep: 0, share: 100}}
    walk-away: {wait: {package: {}, cost: 3}}
    reservation: 10
war:
  horizon: 90 days
  strength: {north: 50, south: [0, 0, 5]}
  believes: {south: {strength: {south: 20}, decisive: 0.9}}
  decisive: unlikely
  outcomes:
    north-wins: {winner: north, package: {land: keep}}
    south-wins: {winner: south, package: {land: share, watch: giant}}
    stalemate: {package: {}}
  cost: {north: 20, south: 20}
ties:
  arms: {from: giant, to: south, kind: support, strength: 5, now: 1, willing: 0.5}
  seal: {from: giant, to: agreement, kind: guarantee, strength: 0.5}
drafts:
  text: {package: {land: share, watch: giant}, signatories: [north, south], may-guarantee: [seal]}
  other:
    package: {watch: giant}
    versions: {rival: {chance: 0.3, package: {land: share}}}
    observed: {on: 2031-03-01, signed: [south], refused: [north]}
graph:
  options: {press: {by: north}, wait: {by: south, now: true}, mend: {by: giant}}
  infeasible: ["press & mend"]
  preferences:
    north: from-values
    south: {ranking: ["!press", "press & wait", "press & !wait"]}
    giant: {any: [{chance: 0.6, order: [mend]}, {chance: 0.4, ranking: ["mend", "!mend"]}]}
  worth: [{when: press, as: war}, {when: mend, as: text}, {when: "wait | !wait", as: now}]
  wanted: mend
conference:
  issues: {border: {reference: 50}, trade: {}}
  stands:
    north: {capability: 60, border: {position: 0, salience: 0.9}, trade: {position: 30, salience: 0.2}}
    south: {capability: [0, 0, 40], border: {position: 100, salience: 0.5}, trade: {position: 60, salience: 0.5}}
    giant: {border: {position: 50, salience: 0.2, capability: 10}}
timeline:
  until: 2031-04-01
  facts: {truce: true, fallen: false, deal: false}
  events:
    assault: {when: "!truce", from-war: north-wins, sets: [fallen]}
    breakdown: {when: truce, hazard: 0.02, sets: ["!truce"]}
    pause: {chance: 0.2, within: 9 days, sets: [truce]}
    signing: {on: 2031-03-20, when: truce, put: 0.5, sign: other, sets: [deal]}
  questions: {falls: {p: fallen, by: 2031-03-09}, deal: {p: deal, by: 2031-03-30}}
"""
FILES = {
    "small": SMALL,
    "two-banks": (DATA / "two-banks.yaml").read_text(encoding="utf-8"),
    "template": (CASES / "template.yaml").read_text(encoding="utf-8"),
    "libya-2020": (CASES / "libya-2020" / "scenario.yaml").read_text(encoding="utf-8"),
}

# Searches that outgrow their limits: only the work itself can show that.
ONLY_WORK_SHOWS = {
    "no-package",
    "too-entangled",
    "too-many-jumps",
    "too-many-offers",
    "too-many-questions",
    "too-many-rankings",
}


def asked(answer):
    """Return every question of an analysis, a draft or None, with what it lacks."""
    if answer.analysis.asked != "draft":
        yield None, answer.lacks
    yield from answer.drafts.items()


def run(analysis, scenario, draft):
    function = getattr(ripeness, analysis.name)
    more = {"histories": 50} if analysis.name == "timeline" else {}
    return function(scenario, **({} if draft is None else {"draft": draft}), draws=2, **more)


def holds(scenario, *, draw=None):
    """Assert the law on one scenario: for every question, or one of each analysis; slow deals less often."""
    for answer in catalogue.answers(scenario):
        questions = list(asked(answer))
        if draw is not None:
            slow = answer.analysis.name == "deals" and draw.random() < 0.7
            questions = [] if slow or not questions else [draw.choice(questions)]
        for draft, lacks in questions:
            try:
                run(answer.analysis, scenario, draft)
                raised = ()
            except AnalysisError as error:
                raised = error.problems
            if not lacks and {p.code for p in raised} <= ONLY_WORK_SHOWS:
                continue
            assert raised == lacks, (answer.analysis.name, draft)


def paths(node, at=()):
    """Yield the path of every part of a tree."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield (*at, key)
        yield from paths(value, (*at, key))


ZEROES = ("0", "unknown", "1", ["0", "0", "1"])


def mutated(tree, draw):
    """Return a tree with one part taken out, or a number made zero, one or unknown."""
    tree = copy.deepcopy(tree)
    depth = draw.randint(1, 6)  # whole sections as often as single numbers
    every = [p for p in paths(tree) if len(p) <= depth and p[0] not in ("ripeness", "id", "sources", "claims")]
    *above, last = draw.choice(every)
    node = tree
    for step in above:
        node = node[step]
    number = isinstance(node[last], list) or str(node[last]).replace(".", "").isdigit()
    if number and draw.random() < 0.6:
        node[last] = draw.choice(ZEROES)
    else:
        del node[last]
    return tree


def mutilated(text, draw):
    """Return a scenario that reads, though up to five parts of it are gone or changed."""
    tree, scenario = yaml.load(text, yaml.CBaseLoader), read_text(text)
    for _ in range(draw.randint(4, 16)):
        other = mutated(tree, draw)
        try:
            scenario = read_text(yaml.dump(other, sort_keys=False, Dumper=yaml.CDumper), "file.yaml")
        except ScenarioError:
            continue
        tree = other
    return scenario


@pytest.mark.parametrize("name", FILES)
def test_whole_files_answer_everything(name):
    assert [
        a.analysis.name for a in catalogue.answers(read_text(FILES[name])) if any((a.lacks, *a.drafts.values()))
    ] == []


def test_the_table_of_a_small_file_is_true():
    holds(read_text(SMALL))


@pytest.mark.parametrize("seed", range(examples(60, 1000)))
def test_the_table_of_a_mutilated_file_is_true(seed):
    draw = random.Random(seed)
    name = draw.choice(["two-banks", "template"]) if seed % 50 == 49 else "small"
    holds(mutilated(FILES[name], draw), draw=draw)
