"""What `show` prints: everything that the file says, nothing cut, and nothing that a terminal would obey."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import ripeness
from ripeness.scenario import content, read, read_text
from ripeness.telling.blocks import Table
from ripeness.telling.evidence import evidence
from ripeness.telling.numbers import tell as numbers
from ripeness.telling.scenario import tell
from tests.conftest import DATA, replaced
from tests.tellings.written import golden
from tests.tellings.written import printed as printed_one

RIPENESS = str(Path(sys.executable).with_name("ripeness"))
TWO_BANKS = DATA / "two-banks.yaml"
GOLDEN = Path(__file__).parents[1] / "golden"
FILES = {"two-banks": TWO_BANKS, "libya-2020": "libya-2020"}


def run(*arguments):
    env = {**os.environ, "NO_COLOR": "1"}
    command = [RIPENESS, "show", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def printed(scenario, width=80, *, full=True, confidential=True):
    told = [tell(scenario)]
    told += (
        [evidence(scenario, confidential=confidential), numbers(scenario, confidential=confidential)] if full else []
    )
    return "\n".join(printed_one(one, long=full, width=width) for one in told)


def test_the_full_view_as_people_read_it():
    golden("show-two-banks-full", run(TWO_BANKS, "--full"))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("options", [(), ("--full",)])
def test_piped_output_has_80_columns_and_no_ellipsis(name, options):
    text = run(FILES[name], *options)
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text
    assert "\x1b" not in text


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
def test_every_width_is_kept(two_banks, width):
    for full in (False, True):
        lines = printed(two_banks, width, full=full).splitlines()
        assert max(map(len, lines)) <= width


def texts(value, key=""):
    """Yield every text of a scenario's content that is no id and no number."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, key)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("name", FILES)
def test_nothing_that_the_file_says_is_left_out(name):
    scenario = ripeness.read(FILES[name])
    shown = " ".join(printed(scenario, 2_000).split())
    for text in texts(scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)):
        assert " ".join(text.split()) in shown


@pytest.mark.parametrize("name", FILES)
def test_every_number_is_listed_once_with_its_range_and_line(name):
    scenario = ripeness.read(FILES[name])
    told = numbers(scenario, confidential=True)
    listed = []
    for part in told.parts:
        for table in (block for block in part.blocks if isinstance(block, Table) and block.header[0] == "number"):
            listed += [f"{part.title}.{row[0].text}" for row in table.rows]
            assert all(re.fullmatch(r"line \d+|not written", row[2].text) for row in table.rows)
    assert listed == list(scenario.estimates)
    (unknown,) = next(part for part in told.parts if part.title == "Unknown").blocks
    assert list(unknown.items_) == content.unknown(scenario)


def test_numbers_rest_on_their_own_reason_or_that_of_what_holds_them(two_banks):
    numbers = {n["path"]: n for n in content.numbers(two_banks, confidential=False)}
    hold = numbers["preferences.north.values.lines.hold"]
    assert (hold["low"], hold["central"], hold["high"]) == (50, 65, 80)
    assert hold["because"] == [{"claim": "wants-in", "source": "gazette", "grade": "B3"}]
    assert (hold["else"], hold["note"], hold["reason"]) == ("[20, 80]", "judged from the demand", "claims")
    assert two_banks.place(hold["path"]).line == hold["line"]
    cost = numbers["preferences.north.walk-away.wait.cost"]
    assert (cost["note"], cost["of"]) == ("wait for the conference", "preferences.north.walk-away.wait")
    assert numbers["preferences.north.trust"]["reason"] == "no reason given"
    assert numbers["preferences.north.values.lines.leave"]["reason"] == "end of the scale"
    assert numbers["preferences.delta.noise"]["reason"] == "default"
    assert numbers["preferences.delta.noise"]["line"] is None
    assert numbers["forecasts.capital-holds.probability"]["reason"] == "made by gazette"
    assert numbers["war.decisive"]["written"] == "unlikely [0.2, 0.45]"


def test_an_omitted_value_is_unknown_and_left_out(tiny):
    scenario = tiny(("values: {land: {keep: 30, share: 70}}", "values: {land: {keep: 30}}"))
    numbers = {n["path"]: n for n in content.numbers(scenario, confidential=False)}
    value = numbers["preferences.b.values.land.share"]
    assert (value["written"], value["reason"], value["line"]) == ("unknown", "left out", None)
    assert content.unknown(scenario) == ["preferences.b.values.land.share"]


def test_claims_name_what_rests_on_them(two_banks):
    assert content.resting_on(two_banks, "tired") == ["war.decisive", "war.cost.north"]


def test_drafts_are_differences_from_today(two_banks):
    found = content.differences(two_banks, "capital")
    assert found["changes"] == {"control": "brokers"}
    assert found["confirms"] == ["lines"]
    assert found["silent"] == ["groups", "supplies"]
    assert found["versions"]["leaked"]["changes"] == {"supplies": "freeze"}


def test_the_calendar_is_in_order(two_banks):
    days = [day for day, _ in content.calendar(two_banks, forecasts=True)]
    assert days == sorted(days)
    assert len(days) == 7
    assert len(content.calendar(two_banks, forecasts=False)) == 6


SECRET = ("they cannot replace", "Situation note 14", "Envoy's office", "page 2")


def as_json(scenario, *, confidential):
    return json.dumps(content.data(scenario, confidential=confidential), ensure_ascii=False)


def test_confidential_sources_show_id_and_grade_only(two_banks):
    for text in (printed(two_banks, 300, confidential=False), as_json(two_banks, confidential=False), run(TWO_BANKS)):
        assert not any(secret in text for secret in SECRET)
    for text in (printed(two_banks, 300, confidential=True), as_json(two_banks, confidential=True)):
        assert all(secret in text for secret in SECRET)


def test_json_is_the_content_and_what_follows():
    shown = json.loads(run(TWO_BANKS, "--json", "--confidential"))
    scenario = read(TWO_BANKS)
    assert list(shown) == ["scenario", "digest", "content", "numbers", "unknown", "claims", "drafts", "calendar"]
    assert shown["digest"] == scenario.digest
    assert [n["path"] for n in shown["numbers"]] == list(scenario.estimates)
    assert read_text(json.dumps(shown["content"])).digest == scenario.digest, "the content is a scenario file"


def test_what_a_file_holds_never_reaches_the_terminal_as_a_command(two_banks_text):
    evil = '"\\e[31m\\a\\e]0;x\\a[bold]red"'
    changes = (
        ("title: The two banks of the river", f"title: {evil}"),
        ("name: Northern Command", f"name: {evil}"),
        ("name: Press on the capital", f"name: {evil}"),
        ("note: judged from the demand", f"note: {evil}"),
        ("says: North asked that its troops may enter the capital.", f"says: {evil}"),
    )
    scenario = read_text(replaced(two_banks_text, *changes))
    for full in (False, True):
        text = printed(scenario, full=full)
        assert "\x1b" not in text
        assert "\x07" not in text
        assert "[bold]red" in text


def test_the_least_scenario_can_be_shown():
    text = "ripeness: 1\nid: least\nactors: {a: {role: party}}\nissues: {land: {now: keep, alternatives: {keep: It}}}\n"
    for full in (False, True):
        shown = printed(read_text(text), full=full)
        assert shown.startswith("least: 1 party, 1 issue.\n")
        assert "0 numbers" in shown or "Every number is known." in shown


@pytest.mark.parametrize(
    "command", ["new -", "schema", "upgrade FILE", "show FILE", "show FILE --full", "show FILE --json"]
)
def test_these_commands_load_no_numpy(command, tmp_path):
    arguments = command.replace("FILE", str(TWO_BANKS)).split()
    code = (
        "import sys\nfrom ripeness.cli.app import app\n"
        f"app({arguments!r}, standalone_mode=False)\nprint('numpy' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "False"
