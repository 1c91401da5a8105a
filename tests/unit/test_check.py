"""What can be asked of a scenario beyond its shape, where a table of bad files says too little."""

import time

import pytest

from ripeness.errors import ScenarioError
from ripeness.scenario import read_text
from ripeness.scenario.checks import check, feasible_exists

FORTY = "".join(f"  i{k:02d}: {{now: a, alternatives: {{a: A, b: B, c: C, d: D, e: E}}}}\n" for k in range(40))
HEAD = f"ripeness: 1\nid: forty\nactors:\n  x: {{role: party}}\nissues:\n{FORTY}"


def rules(*conditions):
    return HEAD + "rules:\n" + "".join(f'  - never: "{c}"\n' for c in conditions)


def never_all_of(issue):
    return [f"{issue}={a}" for a in "abcde"]


def neighbours_differ():
    return [f"i{k:02d}={a} & i{k + 1:02d}={a}" for k in range(39) for a in "abcde"]


def all_differ(issues):
    return [f"{i}={a} & {j}={a}" for n, i in enumerate(issues) for j in issues[n + 1 :] for a in "abcde"]


NO_PACKAGE = {
    "the first issue has no alternative left": never_all_of("i00"),
    "the last issue has no alternative left": never_all_of("i39"),
    "the last of many issues under rules": neighbours_differ() + never_all_of("i39"),
    "an issue in the middle of many": neighbours_differ() + never_all_of("i20"),
    "six issues must differ with five alternatives": all_differ([f"i{k:02d}" for k in range(6)]),
    "six issues at the end of many": neighbours_differ()[:170] + all_differ([f"i{k:02d}" for k in range(34, 40)]),
    "a rule and its opposite": ["i00=a", "!i00=a"],
    "one condition that always holds": ["i00=a | !i00=a"],
}


@pytest.mark.parametrize("name", NO_PACKAGE)
def test_rules_that_leave_no_package_are_found_in_bounded_time(name):
    begun = time.perf_counter()
    with pytest.raises(ScenarioError) as caught:
        read_text(rules(*NO_PACKAGE[name]))
    assert time.perf_counter() - begun < 2
    assert [p.code for p in caught.value.problems] == ["rules-exclude-all"]


SOME_PACKAGE = {
    "neighbours differ": neighbours_differ(),
    "five issues differ": all_differ([f"i{k:02d}" for k in range(5)]),
    "one package only": [f"!i{k:02d}=c" for k in range(40)],
    "a long condition": [" & ".join(f"i{k:02d}=a" for k in range(40))],
}


@pytest.mark.parametrize("name", SOME_PACKAGE)
def test_rules_that_leave_a_package_are_accepted_in_bounded_time(name):
    begun = time.perf_counter()
    scenario = read_text(rules(*SOME_PACKAGE[name]))
    assert time.perf_counter() - begun < 2
    assert feasible_exists(scenario) is True


def test_what_was_read_has_nothing_wrong(two_banks):
    assert check(two_banks) == []


def test_what_was_changed_in_python_is_checked_alike(two_banks):
    changed = two_banks.model_copy(update={"sources": type(two_banks.sources)()})
    assert {f.code for f in check(changed)} == {"unknown-source"}


# The keys of results in DESIGN 4 and the words of the format: no actor may take such a name.
RESULT_KEYS = [
    *("analysis", "contract", "scenario", "digest", "version", "options", "seed", "draws", "warnings"),
    *("draft", "package", "signatories", "probability", "central", "low", "high", "versions", "posterior", "again"),
    *("effective-sample", "blockers", "repairs", "repairs-searched", "repairs-complete", "parties", "packages", "zone"),
    *("frontier", "solutions", "certificate", "states", "stability", "equilibria", "reach", "inverse", "feasible"),
    *("plan", "cost", "gap", "flips", "issues", "paths", "rules", "questions", "ends", "facts", "measure"),
    *("quantiles", "drivers", "flip-set", "sources"),
]


@pytest.mark.parametrize("name", ["agreement", *RESULT_KEYS])
def test_an_actor_cannot_take_the_name_of_a_result_key(tiny, name):
    with pytest.raises(ScenarioError) as caught:
        tiny(("  a: {role: party}\n", f"  a: {{role: party}}\n  {name}: {{role: observer}}\n"))
    assert [p.code for p in caught.value.problems] == ["reserved-id"]


@pytest.mark.parametrize("name", ["is", "north", "war", "now", "none", "no", "null-party"])
def test_other_words_may_name_an_actor_unless_the_format_needs_them(tiny, name):
    change = ("  a: {role: party}\n", f"  a: {{role: party}}\n  {name}: {{role: observer}}\n")
    if name == "is":
        with pytest.raises(ScenarioError):
            tiny(change)
    else:
        assert name in tiny(change).actors


MANY = 800


def test_many_dangling_ids_take_bounded_time():
    actors = "".join(f"  actor-{k}: {{role: party}}\n" for k in range(MANY))
    wants = "".join(f"  acter-{k}: {{weights: {{i: 1}}}}\n" for k in range(MANY))
    issues = "issues: {i: {now: a, alternatives: {a: A}}}\n"
    begun = time.perf_counter()
    with pytest.raises(ScenarioError) as caught:
        read_text(f"ripeness: 1\nid: many\nactors:\n{actors}{issues}preferences:\n{wants}")
    assert time.perf_counter() - begun < 2
    assert [p.code for p in caught.value.problems] == ["unknown-actor"] * MANY


def test_many_wrong_numbers_and_keys_take_bounded_time(tiny):
    events = "".join(f"    e{k}: {{hazard: x, zz: 1, sets: [f]}}\n" for k in range(MANY))
    more = f"timeline:\n  until: 2030-01-01\n  facts: {{f: true}}\n  events:\n{events}"
    begun = time.perf_counter()
    with pytest.raises(ScenarioError) as caught:
        tiny(("id: tiny\n", "id: tiny\nas_of: 2029-01-01\n"), more=more)
    assert time.perf_counter() - begun < 2
    assert [p.code for p in caught.value.problems] == ["not-a-number", "unknown-key"] * MANY


def test_values_left_out_may_not_multiply_without_end():
    """Each weight asks for a value of every alternative, written or not: a small file can ask for millions."""
    alternatives = ", ".join(f"a{k}: x" for k in range(500))
    actors = "\n".join(f"  p{k}: {{role: backer}}" for k in range(500))
    wants = "\n".join(f"  p{k}: {{weights: {{i: 1}}}}" for k in range(500))
    text = f"ripeness: 1\nid: big\nactors:\n{actors}\nissues: {{i: {{now: a0, alternatives: {{{alternatives}}}}}}}\n"
    with pytest.raises(ScenarioError) as caught:
        read_text(f"{text}preferences:\n{wants}\n")
    assert [p.code for p in caught.value.problems] == ["too-many-parts"]
