"""Merging: records are the cells of a table, and comments come along with what they stand at."""

import random

import pytest

from ripeness.scenario import read_text
from ripeness.scenario.comments import comments
from ripeness.scenario.merge import merge
from ripeness.scenario.plain import to_plain
from tests.budget import examples

HEAD = """\
ripeness: 1
id: x
actors: {a: {role: party}}
issues: {q: {now: n, alternatives: {n: N, y: Y}}}
"""
RECORDS = {
    "sources": "{title: T%s, grade: B}",
    "ties": "{kind: support, from: a, to: a2, strength: 0.%s}",
}


def scenario(section, records):
    """Return a scenario with records by name in one section; without any there is no such key."""
    body = "".join(f"  {name}: {RECORDS[section] % value}\n" for name, value in records.items())
    head = HEAD.replace("{a: {role: party}}", "{a: {role: party}, a2: {role: party}}")
    return read_text(head + (f"{section}:\n{body}" if records else ""))


def records_of(found, section):
    """Return names and values of the records of a section."""
    plain = to_plain(found).get(section, {})
    return {
        name: record["title"][1:] if "title" in record else record["strength"]["is"] for name, record in plain.items()
    }


def expected(base, a, b, prefer):
    """Return what a merge of records must hold, and which names are in conflict: from the definition."""
    merged, conflicts = {}, set()
    for name in {**base, **a, **b}:
        was, mine, theirs = base.get(name), a.get(name), b.get(name)
        if mine == theirs:
            value = mine
        elif mine == was:
            value = theirs
        elif theirs == was:
            value = mine
        else:
            conflicts.add(name)
            value = mine if prefer == "a" else theirs
        if value is not None:
            merged[name] = value
    return merged, conflicts


@pytest.mark.parametrize("section", RECORDS)
def test_merges_of_records_against_the_definition(section):
    chance = random.Random(section)
    emptied = 0
    for _ in range(examples(40, 600)):
        sides = []
        for _ in range(3):
            names = chance.sample(["r1", "r2", "r3"], chance.randint(0, 2))
            sides.append({name: str(chance.randint(1, 2)) for name in sorted(names)})
        prefer = chance.choice("ab")
        emptied += any(not side for side in sides) and any(sides)
        texts = [scenario(section, side) for side in sides]
        wanted, conflicts = expected(*sides, prefer)
        undecided = merge(*texts)
        assert {c.path.split(".")[1] for c in undecided.open} == conflicts, sides
        decided = merge(*texts, prefer=prefer)
        if decided.scenario is not None:
            got = records_of(decided.scenario, section)
            assert got == {k: v if section != "ties" else f"0.{v}" for k, v in wanted.items()}, sides
            assert f"{section}:\n   {{}}" not in decided.text
        else:
            assert decided.problems
    assert emptied > 5


def test_a_section_that_one_side_empties_makes_no_conflict():
    base, b = scenario("sources", {"s1": "1"}), scenario("sources", {})
    a = scenario("sources", {"s1": "1", "s2": "2"})
    for prefer in (None, "a", "b"):
        for one, other in ((a, b), (b, a)):
            found = merge(base, one, other, prefer=prefer)
            assert found.conflicts == ()
            assert list(found.scenario.sources) == ["s2"]
    both = merge(scenario("sources", {"s1": "1", "s2": "2"}), scenario("sources", {"s1": "1"}), b)
    assert not both.conflicts
    assert "sources" not in both.text


BASE = """\
# Head of the file.
ripeness: 1
id: x
actors:
  a: {role: party}  # who governs
  b: {role: party}
issues:
  # What it is about.
  q: {now: n, alternatives: {n: N, y: Y}}
sources:
  s1: {title: One, grade: A}
"""


def merged(a, b, base=BASE):
    """Return the merged text of three texts that do not conflict."""
    found = merge(*map(read_text, (base, a, b)))
    assert found.text is not None, found
    assert read_text(found.text).digest == found.scenario.digest
    return found.text


def test_comments_of_both_sides_stay():
    a = BASE.replace("  b: {role: party}\n", "  b: {role: party}  # who does not\n")
    b = BASE.replace(
        "sources:\n",
        "# Where it comes from.\n# Two lines.\nsources:\n  # ripeness: allow unused-source because it is all\n",
    )
    b = b.replace("  s1: {title: One", "  s1: {title: First").replace(
        "grade: A}\n", "grade: A}  # checked\n# The end.\n"
    )
    text = merged(a, b)
    assert text == b.replace("  b: {role: party}\n", "  b: {role: party}  # who does not\n")
    other = merged(b, a)
    assert other == text


def test_an_added_record_brings_its_comments():
    b = BASE + "  # The second.\n  s2:\n    title: Two  # in the evening\n    # Its grade is a guess.\n    grade: B\n"
    a = BASE.replace("title: One", "title: 'No # comment'") + "  s3: {title: Three, grade: C}\n"
    text = merged(a, b)
    assert sorted(c.text for c in comments(text)) == sorted(c.text for c in comments(b))
    where = {c.text: c.at for c in comments(text)}
    assert where["# The second."] == ("sources", "s2")
    assert where["# Its grade is a guess."][:2] == ("sources", "s2")


def test_a_reworded_comment_replaces_the_old_one_unless_both_reworded_it():
    b = BASE.replace("# who governs", "# who governs, in part")
    text = merged(BASE.replace("One", "First"), b)
    assert "# who governs, in part" in text
    assert text.count("# who governs") == 1
    a = BASE.replace("# who governs", "# who rules")
    both = merged(a, b)
    assert "# who rules" in both
    assert "# who governs, in part" in both
    assert BASE.count("#") + 1 == both.count("#")


def test_what_only_looks_like_a_comment_is_none():
    text = (
        BASE.replace("title: One", "title: 'a # b', note: \"c # d\"")
        + 'summary: |\n  # not one\n  text\ntitle: "x" # one\n'
    )
    assert [c.text for c in comments(text)] == ["# Head of the file.", "# who governs", "# What it is about.", "# one"]


def test_comments_go_with_their_record_and_moved_ones_are_not_doubled():
    removed = BASE.replace("  s1: {title: One, grade: A}\n", "").replace("sources:\n", "")
    b = BASE.replace("  s1:", "  # about the first\n  s1:")
    assert "# about the first" not in merged(removed, b)
    moved = BASE.replace("  # What it is about.\n", "").replace("sources:\n", "sources:\n  # What it is about.\n")
    assert merged(BASE.replace("One", "First"), moved).count("# What it is about.") == 1


def test_line_ends_and_marks_stay():
    b = BASE.replace("sources:\n", "# new\nsources:\n")
    a = "\ufeff" + BASE.replace("One", "First").replace("\n", "\r\n")
    text = merged(a, b)
    assert text.startswith("\ufeff# Head")
    assert "# new\r\nsources:\r\n" in text
    assert "\n" not in text.replace("\r\n", "")
