"""Writing: what is spelled how, what goes where, what is refused."""

import os
import pickle

import pytest

import ripeness
from ripeness.errors import ScenarioError
from ripeness.scenario import read, read_text
from ripeness.scenario.estimate import Amount, Number, Score, Share
from ripeness.scenario.logic import parse
from ripeness.scenario.model import Scenario
from ripeness.scenario.parties import Ranking, RedLine
from ripeness.scenario.plain import to_plain
from ripeness.scenario.record import Table
from ripeness.scenario.write import original, write
from ripeness.yamltext.edit import lay
from ripeness.yamltext.forms import Bare
from ripeness.yamltext.spell import spelled, whole

BLOCKS = """\
ripeness: 1
id: blocks
summary: >  # in short
  One sentence
  over two lines.
actors:
  # the first
  a:
    role: party   # of two
    note: |
      kept

  # the second
  b: {role: [party]}
issues:
  land:
    now: keep
    alternatives:
      keep: As it is
      share: Shared
      # and no third
preferences:
  a:
    weights: {land: 1}
    values:
      land: {keep: 40,   # half
             share: 60}  # more
    never:
    - when: land=share
      firm: 0.5   # a guess
    - when: "land = keep"
    reservation: 50
  b: {weights: {land: 1}, values: {land: {keep: 30, share: 70}}, reservation: 50}
drafts:
  deal: {package: {land: share}, guarantees: []}
# the end
"""


def changed(scenario, **update):
    return scenario.model_copy(update=update)


def with_preferences(scenario, actor, **update):
    wants = scenario.preferences[actor].model_copy(update=update)
    return changed(scenario, preferences=Table({**scenario.preferences, actor: wants}))


def lines_changed(before, after):
    old, new = before.split("\n"), after.split("\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


@pytest.fixture
def blocks():
    return read_text(BLOCKS, "blocks.yaml")


def test_an_unchanged_scenario_is_its_text(blocks):
    assert write(blocks) == BLOCKS
    assert ripeness.write(pickle.loads(pickle.dumps(blocks))) == BLOCKS


def test_a_changed_number_keeps_its_comment(blocks):
    red = blocks.preferences["a"].never
    after = write(with_preferences(blocks, "a", never=(RedLine(when=red[0].when, firm=Share(is_="0.7")), red[1])))
    assert lines_changed(BLOCKS, after) == (["      firm: 0.5   # a guess"], ["      firm: 0.7   # a guess"])


def test_a_number_with_a_new_note_is_spelled_out_in_its_place(blocks):
    estimate = Number(is_="50", note="said: twice")
    after = write(with_preferences(blocks, "a", reservation=estimate))
    assert lines_changed(BLOCKS, after)[1] == ['    reservation: {is: 50, note: "said: twice"}']


def test_an_added_key_stands_after_its_sibling(blocks):
    after = write(with_preferences(blocks, "a", noise=Amount(is_=3), trust=Share(is_="0.5")))
    assert (
        BLOCKS.replace('    - when: "land = keep"\n', '    - when: "land = keep"\n    noise: 3\n    trust: 0.5\n')
        == after
    )
    inline = write(with_preferences(blocks, "b", noise=Amount(is_=3)))
    assert "share: 70}}, noise: 3, reservation: 50}" in inline


def test_a_removed_item_takes_its_lines_and_no_others(blocks):
    never = blocks.preferences["a"].never
    first = write(with_preferences(blocks, "a", never=never[:1]))
    assert BLOCKS.replace('    - when: "land = keep"\n', "") == first
    second = write(with_preferences(blocks, "a", never=never[1:]))
    assert read_text(second).preferences["a"].never == never[1:]
    none = write(with_preferences(blocks, "a", never=()))
    assert (
        BLOCKS.replace(
            '    never:\n    - when: land=share\n      firm: 0.5   # a guess\n    - when: "land = keep"\n', ""
        )
        == none
    )


def test_an_added_item_of_a_list(blocks):
    line = RedLine(when=parse("land=keep & !(land=share)"), note="new")
    after = write(with_preferences(blocks, "a", never=(*blocks.preferences["a"].never, line)))
    assert '    - when: "land = keep"\n    - {when: "land=keep & !(land=share)", note: new}\n' in after


def test_braces_over_several_lines_keep_their_comments(blocks):
    values = {"keep": Score(is_=40), "share": Score(is_=65)}
    after = write(with_preferences(blocks, "a", values=Table({"land": Table(values)})))
    assert after == BLOCKS.replace("share: 60}", "share: 65}")


def test_comments_above_a_removed_record_stay(blocks):
    observer = blocks.actors["b"].model_copy(update={"role": ("observer",)})
    actors = Table({"a": blocks.actors["a"], "c": observer, "b": blocks.actors["b"]})
    more = changed(blocks, actors=actors)
    after = write(more)
    assert "    note: |\n      kept\n  c: {role: observer}\n\n  # the second\n  b: {role: [party]}\n" in after
    fewer = write(changed(read_text(after), actors=Table({k: v for k, v in actors.items() if k != "c"})))
    assert fewer == BLOCKS


def test_an_order_that_has_meaning_is_written(blocks):
    turned = changed(blocks, actors=Table(reversed(blocks.actors.items())))
    after = write(turned)
    assert list(read_text(after).actors) == ["b", "a"]
    assert after.index("# the second") < after.index("  b:") < after.index("  a:")
    assert sorted(after.split()) == sorted(BLOCKS.split())


def test_a_folded_text_stays_folded(blocks):
    after = write(changed(blocks, summary="Another sentence.\n"))
    assert "summary: >  # in short\n  Another sentence.\nactors:" in after
    after = write(changed(blocks, summary="No line break at the end: this"))
    assert 'summary: "No line break at the end: this"\nactors:' in after


def test_values_become_a_ranking(blocks):
    after = write(with_preferences(blocks, "b", values=Table({"land": Ranking(ranked=("share", "keep"))})))
    assert "values: {land: {ranked: [share, keep]}}" in after


def test_what_was_written_empty_can_be_filled(blocks):
    deal = blocks.drafts["deal"]
    dated = changed(blocks, drafts=Table(deal=deal.model_copy(update={"title": "A: b"})))
    assert '  deal: {title: "A: b", package: {land: share}, guarantees: []}' in write(dated)


def test_what_becomes_as_by_default_is_still_written(blocks):
    noisy = read_text(write(with_preferences(blocks, "b", noise=Amount(is_=3))))
    assert "noise: 0," in write(with_preferences(noisy, "b", noise=Amount(is_=0)))


def test_a_new_section_follows_the_one_before_it(two_banks, two_banks_text):
    without = write(changed(two_banks, conference=None))
    assert "# scale 0-100" not in without
    again = read_text(without)
    back = write(changed(again, conference=two_banks.conference))
    assert read_text(back).digest == two_banks.digest
    assert back.index("\ngraph:") < back.index("\nconference:\n") < back.index("\ntimeline:")


def test_a_scenario_from_no_file_is_laid_out_afresh(two_banks):
    made = Scenario.model_validate(two_banks.model_dump(by_alias=True))
    text = write(made)
    assert text.startswith(
        "ripeness: 1\nid: two-banks\ntitle: The two banks of the river\nas_of: 2031-03-02\nsummary: >\n"
    )
    assert max(map(len, text.splitlines())) <= 120
    assert read_text(text).digest == two_banks.digest
    assert original(made) is None


ALIASES = """\
ripeness: 1
id: aliases
actors: {a: {role: party}, b: {role: party}}   # kept
issues: {land: {now: keep, alternatives: {keep: As it is, share: Shared}}}
preferences:
  a: &same
    weights: {land: &one 1}
    values: {land: {keep: 40, share: 60}}
    reservation: 50
  b: *same
"""


def test_aliases_are_kept_until_a_change_touches_them():
    scenario = read_text(ALIASES)
    assert "*same" in write(changed(scenario, title="T"))
    after = write(with_preferences(scenario, "b", reservation=Number(is_=40)))
    assert "*" not in after
    assert "&" not in after
    assert "# kept" in after
    again = read_text(after)
    assert [p.reservation.central for p in again.preferences.values()] == [50, 40]
    gone = write(changed(scenario, preferences=Table(b=scenario.preferences["b"])))
    assert list(read_text(gone).preferences) == ["b"]


def test_a_reference_that_dangles_after_the_change_is_a_problem(two_banks):
    fewer = changed(two_banks, ties=Table({k: v for k, v in two_banks.ties.items() if k != "broker-watch"}))
    with pytest.raises(ScenarioError) as caught:
        write(fewer)
    assert {p.code for p in caught.value.problems} == {"unknown-tie"}
    assert all("as changed" in str(p.place) for p in caught.value.problems)


def test_a_part_that_is_none_of_the_format_is_refused(blocks):
    with pytest.raises(ScenarioError) as caught:
        write(with_preferences(blocks, "a", reservation=55))
    assert [p.code for p in caught.value.problems] == ["not-writable"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain words", "plain words"),
        ("what: this", '"what: this"'),
        ("62", '"62"'),
        ("2031-03-02", '"2031-03-02"'),
        ("null", '"null"'),
        ("", '""'),
        ("# no", '"# no"'),
        ("a, b", '"a, b"'),
        ('say "yes"', 'say "yes"'),
        ('"yes"', "'\"yes\"'"),
        ("\" and '", '"\\" and \'"'),
        ("bell \x07", '"bell \\u0007"'),
        ("two\nlines", '"two\\nlines"'),
        (Bare("62"), "62"),
        ([Bare("1"), "x"], "[1, x]"),
        ({"0 days": Bare("1")}, "{0 days: 1}"),
    ],
)
def test_spelling(value, text):
    assert spelled(value) == text


def test_texts_of_several_lines_in_a_layout_of_its_own(blocks):
    text = whole(to_plain(changed(blocks, note="one\n  two\n\nthree\n")))
    assert "note: |\n  one\n    two\n\n  three\n" in text
    assert read_text(text).note == "one\n  two\n\nthree\n"


def test_lay_on_a_text_in_braces():
    text = "{ripeness: 1, id: x}  # all\n"
    assert lay(text, {"ripeness": Bare("1"), "id": "x"}, {"ripeness": Bare("1"), "id": "z", "title": "T"}) == (
        "{ripeness: 1, id: z, title: T}  # all\n"
    )


# --- files --------------------------------------------------------------------------------------------------------


def test_a_file_is_written_in_place_with_its_ends_and_mark(tmp_path):
    file = tmp_path / "blocks.yaml"
    raw = b"\xef\xbb\xbf" + BLOCKS.replace("\n", "\r\n").encode()
    file.write_bytes(raw)
    file.chmod(0o640)
    write(changed(read(file), title="New"), file)
    assert file.read_bytes() == raw.replace(b"id: blocks\r\n", b"id: blocks\r\ntitle: New\r\n")
    assert file.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["blocks.yaml"]  # noqa: PTH208 - hidden ones too


def test_what_someone_else_changed_meanwhile_is_not_lost(tmp_path):
    file = tmp_path / "blocks.yaml"
    file.write_text(BLOCKS, encoding="utf-8")
    mine = changed(read(file), title="Mine")
    file.write_text(BLOCKS + "# theirs\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        write(mine, file)
    assert [p.code for p in caught.value.problems] == ["file-changed"]
    assert file.read_text(encoding="utf-8").endswith("# theirs\n")
    write(mine, file, force=True)
    assert read(file).title == "Mine"
    write(mine, file)  # the same again


def test_another_place_must_be_free(tmp_path, blocks):
    target = tmp_path / "new.yaml"
    write(blocks, target)
    assert target.read_text(encoding="utf-8") == BLOCKS
    for bad, code in ((tmp_path, "cannot-write"), (tmp_path / "no" / "where", "cannot-write")):
        with pytest.raises(ScenarioError) as caught:
            write(blocks, bad)
        assert [p.code for p in caught.value.problems] == [code]
