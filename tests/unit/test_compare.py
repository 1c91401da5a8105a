"""Comparing by meaning and merging by ids."""

import pytest

from ripeness.scenario.diff import diff
from ripeness.scenario.merge import merge
from ripeness.scenario.write import write
from tests.conftest import replaced

TRUST = "    trust: 0.4\n"


def kinds(difference):
    return {c.path: (c.kind, c.aspect) for c in difference.changes}


def test_layout_spelling_and_defaults_are_no_difference(two_banks, changed):
    other = changed(
        ('"lines=enter & control=observers"', '"(lines=enter) &control=observers"'),
        ("trust: 0.4\n", "trust: {is: 0.40}   # a comment\n"),
        ("role: party, leader", "role: [party], leader"),
        ("kind: sanction,", "kind: sanction, lawful: true,"),
    )
    assert not diff(two_banks, other)
    assert diff(two_banks, other).to_dict()["equal"]


@pytest.mark.parametrize(
    ("new", "aspect"),
    [
        ("0.5", "value"),
        ("[0.3, 0.4, 0.5]", "range"),
        ("[0.3, 0.5]", "value and range"),
        ("[0.1, 0.2, 0.5]", "value and range"),
        ("{is: 0.4, note: why}", "note"),
    ],
)
def test_what_of_an_estimate_differs_is_named(two_banks, changed, new, aspect):
    other = changed((TRUST, f"    trust: {new}\n"))
    change = diff(two_banks, other).changes[0]
    assert (change.path, change.kind, change.aspect) == ("preferences.south.trust", "changed", aspect)
    assert change.lines[1] == two_banks.place("preferences.south.trust").line


def test_evidence_is_named_apart(two_banks, changed):
    other = changed((TRUST, "    trust: {is: 0.4, because: [tired], else: 0.2}\n"))
    assert [c.aspect for c in diff(two_banks, other).changes] == ["evidence", "without its evidence"]


def test_records_come_go_and_move(two_banks, changed):
    other = changed(
        ("  delta-bases: {from: delta", "  bases: {from: delta"),
        ("over: [delta-bases]", "over: [bases]"),
        ("  capture: capital-fallen, settlement: agreed".strip(), "settlement: agreed, capture: capital-fallen"),
        ("role: [mediator, backer]}\n  harbour", "role: [backer, mediator]}\n  harbour"),
    )
    assert kinds(diff(two_banks, other)) == {
        "ties.delta-bases": ("removed", ""),
        "ties.bases": ("added", ""),
        "ties.kingdom-on-delta.over": ("changed", ""),
        "actors.giant.role": ("reordered", ""),
        "timeline.ends": ("reordered", ""),
    }
    removed = diff(two_banks, other).changes
    assert next(c for c in removed if c.kind == "removed").lines[1] is None


def test_items_of_lists_are_aligned(two_banks, changed):
    first = '  - never: "lines=enter & control=observers"\n'
    other = changed((first, '  - never: "lines=leave & groups=disband"\n' + first))
    assert kinds(diff(two_banks, other)) == {"rules.0": ("added", "")}
    assert kinds(diff(other, two_banks)) == {"rules.0": ("removed", "")}


def test_a_whole_section_is_listed_by_its_records(tiny):
    without = tiny(("drafts:\n  deal: {package: {land: share}}\n", ""))
    assert kinds(diff(without, tiny())) == {"drafts.deal": ("added", "")}


# --- merge --------------------------------------------------------------------------------------------------------


def test_changes_of_both_sides_are_laid_into_the_text_of_a(two_banks, two_banks_text, changed):
    a = changed(("steepness: 1\n", "steepness: 2   # mine\n"))
    b = changed((TRUST, "    trust: [0.2, 0.6]\n"))
    merged = merge(two_banks, a, b)
    expected = replaced(
        two_banks_text, ("steepness: 1\n", "steepness: 2   # mine\n"), (TRUST, "    trust: [0.2, 0.6]\n")
    )
    assert merged.text == expected
    assert merged.conflicts == ()
    assert merged.taken == {"a": ("war.steepness",), "b": ("preferences.south.trust",)}
    assert write(merged.scenario) == merged.text
    assert merged.to_dict()["merged"]


def test_a_conflict_shows_both_values_and_their_evidence(two_banks, changed):
    a = changed((TRUST, "    trust: {is: [0.2, 0.3], because: [tired]}\n"))
    b = changed((TRUST, "    trust: {is: 0.5, note: a call}\n"))
    merged = merge(two_banks, a, b)
    assert merged.scenario is None
    assert merged.text is None
    (conflict,) = merged.open
    assert (conflict.path, conflict.kind, conflict.base) == ("preferences.south.trust", "both-changed", "0.4")
    assert conflict.a.value == {"is": ["0.2", "0.3"], "because": ["tired"]}
    assert [(e.claim, e.source, e.grade) for e in conflict.a.evidence] == [("tired", "envoy", "A2")]
    assert conflict.a.evidence[0].says.startswith("Both commands")
    assert (conflict.b.value["is"], conflict.b.note) == ("0.5", "a call")
    assert conflict.to_dict()["a"]["evidence"][0]["claim"] == "tired"


def test_a_side_can_be_preferred_everywhere_or_at_a_path(two_banks, changed):
    a = changed((TRUST, "    trust: 0.3\n"), ("steepness: 1\n", "steepness: 2\n"))
    b = changed((TRUST, "    trust: 0.5\n"), ("steepness: 1\n", "steepness: 3\n"))
    assert merge(two_banks, a, b, prefer="b").scenario.digest == b.digest
    assert merge(two_banks, a, b, prefer="a").text == write(a)
    partly = merge(two_banks, a, b, prefer={"preferences": "b"})
    assert [c.path for c in partly.open] == ["war.steepness"]
    both = merge(two_banks, a, b, prefer={"preferences": "b", "war": "a", "": "b"})
    assert (both.scenario.preferences["south"].trust.is_.mode, both.scenario.war.steepness.is_.mode) == (
        b.preferences["south"].trust.is_.mode,
        a.war.steepness.is_.mode,
    )


def test_equal_changes_are_taken_once(two_banks, changed):
    a = changed((TRUST, "    trust: 0.5\n"))
    b = changed((TRUST, "    trust: 0.50\n"))
    merged = merge(two_banks, a, b)
    assert merged.text == write(a)
    assert merged.taken == {"a": (), "b": ()}


def test_removed_here_and_changed_there_is_a_conflict(two_banks, changed, two_banks_text):
    line = next(x for x in two_banks_text.splitlines() if x.strip().startswith("giant-threat"))
    a = changed((line + "\n", ""))
    b = changed(("kind: sanction, strength: 6", "kind: sanction, strength: 9"))
    (conflict,) = merge(two_banks, a, b).conflicts
    assert (conflict.path, conflict.kind, conflict.a.value) == ("ties.giant-threat", "removed-and-changed", None)
    assert conflict.b.value["strength"] == "9"
    assert "giant-threat" not in merge(two_banks, a, b, prefer="a").scenario.ties
    assert "giant-threat" in merge(two_banks, a, b, prefer="b").scenario.ties


def test_both_added_the_same_id_differently(two_banks, changed):
    anchor = "  giant-threat: {"
    tie = "  extra: {from: giant, to: north, kind: sanction, strength: %s%s}\n" + anchor
    a, b = changed((anchor, tie % (6, ""))), changed((anchor, tie % (7, ", cost: 3")))
    merged = merge(two_banks, a, b)
    assert {(c.path, c.kind) for c in merged.conflicts} == {
        ("ties.extra.strength", "both-added"),
        ("ties.extra.cost", "both-added"),
    }
    assert merge(two_banks, a, b, prefer="b").scenario.digest == b.digest


def test_a_tie_that_became_another_kind_is_one_cell(two_banks, changed):
    a = changed(("kind: sanction, strength: 6", "kind: inducement, strength: 6"))
    b = changed(("kind: sanction, strength: 6", "kind: sanction, strength: 9"))
    assert [c.path for c in merge(two_banks, a, b).conflicts] == ["ties.giant-threat"]


def test_records_that_both_sides_added_are_all_kept(two_banks, changed):
    anchor = "  giant-threat: {"
    tie = "  %s: {from: giant, to: north, kind: sanction, strength: 1}\n" + anchor
    merged = merge(two_banks, changed((anchor, tie % "one")), changed((anchor, tie % "two")))
    assert {"one", "two"} <= set(merged.scenario.ties)


def test_orders_changed_by_both_are_a_conflict(two_banks, changed):
    ends = "settlement: agreed, capture: capital-fallen"
    one = changed(("capture: capital-fallen, settlement: agreed", ends))
    assert list(merge(two_banks, two_banks, one).scenario.timeline.ends) == ["settlement", "capture"]
    facts = "truce: true, capital-fallen: false, conference-held: false"
    a = changed((facts, "capital-fallen: false, truce: true, conference-held: false"))
    b = changed((facts, "truce: true, conference-held: false, capital-fallen: false"))
    assert [(c.path, c.kind) for c in merge(two_banks, a, b).conflicts] == [("timeline.facts", "both-reordered")]
    assert list(merge(two_banks, a, b, prefer="b").scenario.timeline.facts) == list(b.timeline.facts)


def test_a_reference_that_dangles_after_the_merge_names_both_origins(two_banks, changed, two_banks_text):
    line = next(x for x in two_banks_text.splitlines() if x.strip().startswith("emirate-arms"))
    a = changed((line + "\n", ""), (", {when: conference-held, path: ties.emirate-arms.strength, times: 0.5}", ""))
    b = changed(
        ("over: [delta-bases]", "over: [delta-bases]"), ("  tired: {source: envoy", "  tired: {source: gazette")
    )
    assert merge(two_banks, a, b).problems == ()
    b = changed(
        (
            "from: harbour, to: emirate, kind: sway, strength: 0.2",
            "from: harbour, to: emirate, kind: sway, over: [emirate-arms], strength: 0.2",
        )
    )
    merged = merge(two_banks, a, b)
    assert merged.scenario is None
    (problem,) = merged.problems
    assert problem.code == "unknown-tie"
    assert "B changed 'ties.harbour-on-emirate.over" in problem.message
    assert "A removed 'ties.emirate-arms' (line" in problem.message
    assert merged.to_dict()["problems"][0]["code"] == "unknown-tie"


def test_what_is_written_as_by_default_does_not_conflict(two_banks, changed):
    a = changed(("kind: sanction, strength: 6", "kind: sanction, lawful: true, strength: 6"))
    b = changed(("kind: sanction, strength: 6", "kind: sanction, lawful: false, strength: 6"))
    merged = merge(two_banks, a, b)
    assert merged.conflicts == ()
    assert not merged.scenario.ties["giant-threat"].lawful


def test_a_changed_copy_is_not_taken_for_what_it_was(two_banks):
    assert two_banks.digest
    copy = two_banks.model_copy(update={"title": "Other"})
    digests = diff(two_banks, copy).digests
    assert digests[0] != digests[1]
    assert merge(two_banks, two_banks, copy).scenario.title == "Other"
