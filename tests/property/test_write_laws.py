"""Laws of writing, comparing and merging: nothing is lost, nothing else is touched."""

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ripeness.bargaining import sign
from ripeness.cases import path as case_path
from ripeness.errors import ScenarioError
from ripeness.scenario import read_text
from ripeness.scenario.diff import diff
from ripeness.scenario.estimate import Estimate, Spread, point
from ripeness.scenario.merge import merge
from ripeness.scenario.plain import to_plain
from ripeness.scenario.record import Record, Table
from ripeness.scenario.write import write
from ripeness.yamltext.forms import frozen
from ripeness.yamltext.spell import spelled, whole
from tests.budget import examples
from tests.conftest import DATA
from tests.conftest import TINY as SMALL
from tests.strategies import load, scenarios, to_yaml

TWO_BANKS = (DATA / "two-banks.yaml").read_text(encoding="utf-8")
LIBYA = case_path("libya-2020").read_text(encoding="utf-8")
SCENARIO, CASE = read_text(TWO_BANKS), read_text(LIBYA)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    [
        "a: b",
        "#x",
        "- a",
        "'",
        '"',
        "{a}",
        "62",
        "null",
        "~",
        "yes",
        "*a",
        "&a",
        "!t",
        "a #b",
        "a:",
        " a",
        "a\n",
        "a\nb\n",
        "%",
    ]
)


def fresh(scenario):
    """Return the scenario read again from a layout of its own, so that nothing is carried over."""
    return read_text(whole(to_plain(scenario)))


def put(value, path, new):
    """Return a copy of a part of a scenario with one inner part replaced; None takes an entry out of a table."""
    if not path:
        return new
    step, *rest = path
    if isinstance(value, Record):
        name = next((n for n, f in type(value).model_fields.items() if step in (n, f.alias)), None)
        if name is None:
            return value.model_copy(update={step: put(value.model_extra[step], rest, new)})
        return value.model_copy(update={name: put(getattr(value, name), rest, new)})
    if isinstance(value, dict):
        keys = {str(k): k for k in value}
        inner = put(value[keys[step]], rest, new)
        return Table(
            {k: inner if k == keys[step] else v for k, v in value.items() if k != keys[step] or inner is not None}
        )
    return tuple(put(v, rest, new) if i == step else v for i, v in enumerate(value))


WRITTEN = {
    id(s): [p for p, part in s.parts if isinstance(part, Estimate) and s.written(".".join(map(str, p)))]
    for s in (SCENARIO, CASE)
}


@st.composite
def mutations(draw, scenario, most=4):
    """Change numbers, ranges and notes of some estimates of a scenario; return it with the paths."""
    paths = draw(st.lists(st.sampled_from(WRITTEN[id(scenario)]), min_size=1, max_size=most, unique=True))
    changed = scenario
    for path in paths:
        old = part_at(changed, path)
        share = old.bounds[1] == 1
        low, high = (Decimal(draw(st.integers(0, 99))) / (100 if share else 1) for _ in range(2))
        low, high = sorted((low, high))
        new = draw(st.sampled_from([point(low), Spread("uniform", low, None, high) if low < high else point(low)]))
        update = {"is_": new} if draw(st.booleans()) else {"note": draw(TEXT)}
        if "is_" in update and (old.because and old.else_ is None):
            update = {"note": "judged: again"}
        if "is_" in update and not old.because:
            update["within"] = None
        changed = put(changed, path, old.model_copy(update=update))
    return changed, paths


def part_at(scenario, path):
    return next(part for p, part in scenario.parts if p == path)


def accepted(scenario):
    """Return the scenario read afresh, or None when the reader refuses it."""
    try:
        return fresh(scenario)
    except ScenarioError:
        return None


def lines_of(text):
    return text.splitlines(keepends=True)


@pytest.mark.parametrize("text", [TWO_BANKS, LIBYA], ids=["two-banks", "libya"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_an_unchanged_scenario_is_written_as_it_was_read(text, ends, mark):
    text = mark + text.replace("\n", ends)
    assert write(read_text(text)) == text


@pytest.mark.parametrize("scenario", [SCENARIO, CASE], ids=["two-banks", "libya"])
def test_a_layout_of_its_own_means_the_same_and_is_stable(scenario):
    again = fresh(scenario)
    assert again.digest == scenario.digest
    assert {p for p in again.estimates if again.written(p)} == {p for p in scenario.estimates if scenario.written(p)}
    assert whole(to_plain(again)) == whole(to_plain(scenario))


@given(TEXT)
def test_every_text_can_be_spelled(text):
    titled = read_text(SMALL).model_copy(update={"title": text, "summary": f"{text}\n"})
    again = read_text(write(titled))
    assert (again.title, again.summary) == (text, f"{text}\n")


@given(TEXT)
def test_every_note_can_be_spelled_between_braces(text):
    value = to_plain(SCENARIO.actors["north"].model_copy(update={"note": text}))
    changed = TWO_BANKS.replace(
        "north: {name: Northern Command, role: party, leader: General Ember}", f"north: {spelled(value)}"
    )
    assert read_text(changed).actors["north"].note == text


@settings(max_examples=examples(13, 75))
@given(mutations(SCENARIO), st.sampled_from(["\n", "\r\n"]))
def test_a_changed_estimate_touches_its_own_line_only(mutation, ends):
    scenario, paths = mutation
    if accepted(scenario) is None:
        return
    before = TWO_BANKS.replace("\n", ends)
    original = read_text(before)
    scenario = scenario.model_copy()
    scenario._places = original._places
    after = write(scenario)
    assert read_text(after).digest == fresh(scenario).digest
    old, new = lines_of(before), lines_of(after)
    assert len(old) == len(new)
    differing = {i + 1 for i, (a, b) in enumerate(zip(old, new, strict=True)) if a != b}
    assert differing <= {SCENARIO.place(".".join(map(str, p))).line for p in paths}
    assert re.findall(r"#.*", after)[: len(re.findall(r"#.*", before))]


@settings(max_examples=examples(3, 12))
@given(mutations(CASE))
def test_the_case_with_changed_estimates_keeps_every_other_line(mutation):
    scenario, paths = mutation
    if accepted(scenario) is None:
        return
    after = write(scenario)
    assert read_text(after).digest == fresh(scenario).digest
    old, new = lines_of(LIBYA), lines_of(after)
    kept = set(new)
    touched = {CASE.place(".".join(map(str, p))).line for p in paths}
    assert all(line in kept for i, line in enumerate(old, 1) if i not in touched)


TABLES = ["sources", "claims", "actors", "ties", "drafts", "forecasts", "preferences"]


@settings(max_examples=examples(13, 75))
@given(st.data())
def test_records_come_and_go(data):
    scenario = SCENARIO
    for _ in range(data.draw(st.integers(1, 3))):
        table = data.draw(st.sampled_from(TABLES))
        records = dict(getattr(scenario, table))
        if not records:
            continue
        key = data.draw(st.sampled_from(sorted(records)))
        if data.draw(st.booleans()):
            del records[key]
        else:
            entries = list(records.items())
            entries.insert(data.draw(st.integers(0, len(entries))), ("new-one", records[key]))
            records = dict(entries)
        scenario = scenario.model_copy(update={table: Table(records)})
    expected = accepted(scenario)
    if expected is None:
        with pytest.raises(ScenarioError):
            write(scenario)
        return
    after = write(scenario)
    assert read_text(after).digest == expected.digest
    comments = [line for line in TWO_BANKS.splitlines() if line.strip().startswith("#")]
    assert [line for line in after.splitlines() if line.strip().startswith("#")] == comments


@settings(max_examples=examples(13, 75))
@given(scenarios(actors=3, issues=3), st.data())
def test_scenarios_of_all_kinds_make_the_round_trip(raw, data):
    text = to_yaml(raw)
    scenario = load(raw)
    assert write(read_text(text)) == text
    assert fresh(scenario).digest == scenario.digest
    assert not diff(scenario, fresh(scenario))


@settings(max_examples=examples(4, 24))
@given(mutations(SCENARIO), mutations(SCENARIO))
def test_laws_of_diff_and_merge(one, other):
    a, b = accepted(one[0]), accepted(other[0])
    if a is None or b is None:
        return
    base = SCENARIO
    assert not diff(a, a)
    assert bool(diff(base, a)) == (base.digest != a.digest)
    assert [c.path for c in diff(a, b).changes] == [c.path for c in diff(b, a).changes]
    assert merge(base, a, base).scenario.digest == a.digest
    assert merge(base, base, b).scenario.digest == b.digest
    assert merge(base, a, a).scenario.digest == a.digest
    ab, ba = merge(base, a, b), merge(base, b, a)
    assert [c.path for c in ab.conflicts] == [c.path for c in ba.conflicts]
    assert [(c.a.value, c.b.value) for c in ab.conflicts] == [(c.b.value, c.a.value) for c in ba.conflicts]
    touched = {tuple(p) for p in one[1]} & {tuple(p) for p in other[1]}
    assert {c.path for c in ab.conflicts} <= {".".join(map(str, p)) for p in touched}
    chosen = merge(base, a, b, prefer="a"), merge(base, b, a, prefer="b")
    assert (chosen[0].scenario is None) == (chosen[1].scenario is None)
    if chosen[0].scenario:
        assert chosen[0].scenario.digest == chosen[1].scenario.digest
        assert write(chosen[0].scenario) == chosen[0].text


def renamed(text, names):
    pattern = re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, names)) + r")(?![\w-])")
    return pattern.sub(lambda found: names[found[1]], text)


@pytest.mark.parametrize(
    "names",
    [
        {"lines": "frontline", "groups": "militias"},
        {"hold": "stand-fast", "enter": "go-in"},
        {"envoys": "second-text", "broker-watch": "watch", "wants-in": "entry"},
        {"emirate": "amir", "kingdom": "crown", "delta": "estuary"},
    ],
)
def test_renaming_ids_everywhere_changes_no_number(names):
    other = read_text(renamed(TWO_BANKS, names))
    before, after = (sign(s, "capital", draws=1).to_dict() for s in (SCENARIO, other))  # draws are keyed by path

    def numbers(value):
        if isinstance(value, dict):
            return [n for k, v in value.items() if k not in ("digest", "options", "warnings") for n in numbers(v)]
        if isinstance(value, list):
            return [n for v in value for n in numbers(v)]
        return [value] if isinstance(value, (int, float, bool)) or value is None else []

    assert numbers(before) == numbers(after)
    assert read_text(write(other)).digest == other.digest
    assert diff(SCENARIO, other)


@pytest.mark.slow
@settings(max_examples=examples(75, 450))
@given(scenarios(), scenarios())
def test_any_scenario_can_be_laid_into_the_text_of_any_other(raw, other):
    text = to_yaml(raw)
    was, becomes = read_text(text), load(other)
    becomes._places = was._places
    after = read_text(write(becomes))
    assert after.digest == becomes.digest
    assert frozen(to_plain(after)) == frozen(to_plain(becomes))
