"""Laws that hold for every analysis of the catalogue: a new one is under them at once."""

import json
import re
from functools import cache

import pytest

import ripeness
from ripeness.catalogue import ANALYSES
from ripeness.errors import AnalysisError
from ripeness.scenario import read_text
from tests.conftest import DATA, TINY

TEXT = (DATA / "small.yaml").read_text(encoding="utf-8")
PAGE = (DATA.parents[1] / "docs" / "reference" / "problems.md").read_text(encoding="utf-8")
each = pytest.mark.parametrize("analysis", ANALYSES, ids=[a.name for a in ANALYSES])
DRAWS = 4


def ask(analysis, scenario, **options):
    drafts = [] if analysis.asked == "once" else [next(iter(scenario.drafts))]
    return getattr(ripeness, analysis.name)(scenario, *drafts, **{"draws": DRAWS, **options})


@cache
def plainly(name):
    analysis = next(a for a in ANALYSES if a.name == name)
    return ask(analysis, read_text(TEXT))


@each
def test_the_same_seed_gives_the_same_digits_and_leaves_the_scenario_alone(analysis):
    scenario = read_text(TEXT)
    before = scenario.digest, scenario.model_dump()
    assert ask(analysis, scenario).to_dict() == plainly(analysis.name).to_dict()
    assert (scenario.digest, scenario.model_dump()) == before


@each
def test_it_is_data_that_json_holds(analysis):
    told = plainly(analysis.name).to_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert (told["analysis"], told["contract"]) == (analysis.name, 1)


@each
def test_every_measure_is_one_of_the_analysis_and_has_a_column(analysis):
    measures = plainly(analysis.name).measures()
    assert measures
    for path, column in measures.items():
        assert path.split(".")[0] == analysis.name
        assert column.shape == (DRAWS,)
    assert any(re.fullmatch(analysis.headlines, path) for path in measures)


@each
def test_the_order_of_blocks_changes_nothing(analysis):
    sections = re.split(r"(?m)^(?=[a-z_]+:)", TEXT[TEXT.index("\nactors:") :].lstrip("\n"))
    head = TEXT[: TEXT.index("\nactors:") + 1]
    turned = read_text(head + "".join(s if s.endswith("\n") else f"{s}\n" for s in reversed(sections)))
    one, other = plainly(analysis.name).to_dict(), ask(analysis, turned).to_dict()
    assert placeless(one) == placeless(other)


def placeless(told):
    """Return data without what says where in the file something stands."""
    if isinstance(told, dict) and "severity" in told:
        return f"{told['code']} {told['path']} {placeless(told['message'])}"
    if isinstance(told, dict):
        found = {k: placeless(v) for k, v in told.items() if k not in ("line", "lines", "digest")}
        return {**found, "warnings": sorted(found["warnings"])} if "warnings" in found else found
    if isinstance(told, str):
        return re.sub(r"\(lines? [^)]*\)", "", told)
    return [placeless(item) for item in told] if isinstance(told, list) else told


@each
def test_renaming_an_actor_changes_names_only(analysis):
    """At the most likely values: draws go by paths, so that a new name draws anew."""
    renamed = read_text(re.sub(r"\bnorth\b", "nord", TEXT))
    one = json.dumps(placeless(ask(analysis, read_text(TEXT), draws=1).to_dict()), sort_keys=True)
    other = json.dumps(placeless(ask(analysis, renamed, draws=1).to_dict()), sort_keys=True)
    assert json.loads(re.sub(r"\bnorth\b", "nord", one)) == json.loads(other)


@each
def test_a_what_if_is_in_its_provenance(analysis):
    changed = ripeness.changed(read_text(TEXT), set={"preferences.north.trust": 0.9}, on=read_text(TEXT).as_of)
    told = ask(analysis, changed).to_dict()
    assert [change["what"] for change in told["changes"]] == ["set", "on"]
    assert told["digest"] == changed.digest != read_text(TEXT).digest


@each
def test_what_it_lacks_is_a_problem_that_has_a_page(analysis):
    """The file says nothing of wars, ties, options, conferences or dates, and nothing of what refusing is worth."""
    bare = read_text(re.sub(r", reservation: \d+|drafts:\n.*\n", "", TINY))
    with pytest.raises(AnalysisError) as caught:
        getattr(ripeness, analysis.name)(bare, *(["deal"] if analysis.asked != "once" else []), draws=1)
    assert caught.value.problems
    for problem in caught.value.problems:
        assert f"\n## {problem.code}\n" in PAGE
        assert problem.message
