"""Whatever stands in a file, and wherever the output goes: every command says it, and commands nothing there."""

import io
import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

import ripeness
from ripeness.cli.streams import json_text, prepare_streams
from ripeness.plot.figure import new_axes
from ripeness.plot.names import readable
from ripeness.plot.why import waterfall
from ripeness.scenario.names import distinct
from ripeness.telling.blocks import Document
from ripeness.telling.sign import tell
from ripeness.writers import html
from ripeness.writers.wrapping import wrapped
from tests.budget import examples
from tests.tellings.awkward import FORBIDDEN, NAMES, renamed, run
from tests.tellings.written import rows
from tests.tellings.written import said as said_by

TWO_BANKS = Path(__file__).parents[1] / "data" / "two-banks.yaml"
ENCODINGS = ("utf-8", "cp1252", "ascii", "cp437", "latin-1", "utf-16", "shift-jis", "cp1256", "koi8-r")
DRAWS = ("--draws", "4")
COMMANDS = [
    ("check",),
    ("show",),
    ("show", "--full"),
    ("show", "--json"),
    ("sign", "--draft", "capital", *DRAWS),
    ("sign", "--draft", "capital", "--json", *DRAWS),
    ("deals", *DRAWS),
    ("panel", *DRAWS),
    ("moves", "--inverse", "--views", "--chances", "--foresight", "--coalitions", "2", *DRAWS),
    ("pressure", "--draft", "capital", *DRAWS),
    ("conference", "--moves", *DRAWS),
    ("timeline", *DRAWS),
    ("doubt", "--list"),
    ("doubt", "--of", "sign.capital.south.probability", "--draws", "16"),
    ("upgrade", "-o", "-"),
]


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    """Write the two banks with one name for everything; return the file."""
    folder, scenario = tmp_path_factory.mktemp("named"), ripeness.read(TWO_BANKS)

    def build(kind):
        file = folder / f"{kind.replace(' ', '-')}.yaml"
        if not file.exists():
            file.write_bytes(ripeness.write(renamed(scenario, NAMES[kind])).encode())
        return file

    return build


def decoded(content, encoding):
    """Return what was written, less the marks that UTF-16 begins with."""
    return content.decode(encoding).replace("\ufeff", "")


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(c, marks=[pytest.mark.slow] if c[0] in {"pressure", "doubt"} else [], id=" ".join(c[:2]))
        for c in COMMANDS
    ],
)
def test_every_command_says_any_name_in_any_encoding(command, named, tmp_path):
    every = list(itertools.product(NAMES, ENCODINGS))
    step = len(every) // examples(3, 45)
    shift = COMMANDS.index(command)
    for kind, encoding in [every[(shift + k) % len(every)] for k in range(0, len(every), step)]:
        if command[0] == "upgrade":
            code, out, err = run(*command[:1], named(kind), *command[1:], encoding=encoding)
            assert out.decode("utf-8") == named(kind).read_text(encoding="utf-8"), "a file is in UTF-8 anywhere"
        else:
            code, out, err = run(*command[:1], named(kind), *command[1:], encoding=encoding)
            said = decoded(out, encoding)
            assert len(said) > 100
            assert not FORBIDDEN & set(said), (kind, encoding)
            if "--json" in command:
                assert json.loads(said)["scenario"] == "two-banks"
        told = decoded(err, encoding)
        assert code == 0, told
        assert "defect" not in told
        assert not FORBIDDEN & set(told)


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(NAMES)[:: len(NAMES) // examples(3, len(NAMES))])
def test_a_report_shows_any_name(kind, named, tmp_path):
    page = tmp_path / "page.html"
    code, out, err = run("report", named(kind), "-o", page, "--draws", "4")
    assert (code, out) == (0, b""), err.decode()
    text = page.read_text(encoding="utf-8")
    assert not FORBIDDEN & set(text)
    assert "<script" not in text
    assert ("font of the pictures" in text) is (kind in ("chinese", "amharic"))
    assert ("<bdi>" in text) is (kind in ("arabic", "hebrew", "persian"))


def test_markup_and_emoji_codes_are_words(named):
    for kind, expected in (("markup", "[bold]North[/bold] [/] [red]"), ("emoji", "Ratio 1:100:1000 :smile: 😄")):
        for command in (("sign", "--draft", "capital"), ("panel",), ("deals",)):
            _, out, _ = run(*command[:1], named(kind), *command[1:], *DRAWS)
            assert expected.split()[0] in out.decode()
            assert "💯" not in out.decode()
        assert expected in run("sign", named(kind), "--draft", "capital", "--draws", "4")[1].decode().replace("\n", " ")


def test_a_minus_sign_is_never_lost():
    text = "\N{MINUS SIGN}5.0 \N{RIGHTWARDS ARROW} \N{LEFT DOUBLE QUOTATION MARK}é\N{RIGHT DOUBLE QUOTATION MARK} 民"
    for encoding, expected in (("ascii", '-5.0 > "e" ?'), ("cp1252", "-5.0 > \x93é\x94 ?"), ("utf-8", text)):
        kept, raw = sys.stdout, io.BytesIO()
        sys.stdout = io.TextIOWrapper(raw, encoding=encoding)
        try:
            prepare_streams()
            sys.stdout.write(text)
            sys.stdout.flush()
        finally:
            sys.stdout.detach()
            sys.stdout = kept
        assert raw.getvalue() == (text.encode() if encoding == "utf-8" else expected.encode("latin-1"))


def test_json_says_the_same_in_any_encoding():
    content = {"name": "a\x1b[31m \u202e 民 😄 \x9b é \ud800"}
    for encoding in ENCODINGS:
        text = json_text(json.dumps(content, ensure_ascii=False), encoding)
        assert json.loads(text.encode(encoding).decode(encoding)) == content
        assert not FORBIDDEN & set(text)


def test_a_closed_standard_input_is_a_plain_problem():
    code, out, err = run("check", "-", stdin=None)
    said = (out + err).decode()
    assert code == 1
    assert "unreadable-file: standard input cannot be read: it is closed" in said
    assert "defect" not in said


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_failure():
    source = str(Path(ripeness.__file__).parents[1])
    run_main = f"{sys.executable} -c 'from ripeness.cli.app import main; main()'"
    for command in ("show libya-2020 --full", "schema"):
        script = f"{run_main} {command} | head -1 >/dev/null; echo ${{PIPESTATUS[0]}}"
        done = subprocess.run(
            ["bash", "-c", script],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env={**os.environ, "PYTHONPATH": source},
        )
        assert (done.stdout, done.stderr) == ("0\n", "")


def test_what_is_typed_is_no_command_either(tmp_path):
    code, _, err = run("check", "a\x1b[31m\u202e.yaml")
    assert code == 1
    assert not FORBIDDEN & set(err.decode())
    code, _, err = run("sign", "libya-2020", "--dra\x1bft", "x")
    assert code == 2
    assert not FORBIDDEN & set(err.decode())


# ---- equal names -----------------------------------------------------------------------------------------------------


SAME = """\
ripeness: 1
id: same
actors: {a: {role: party, name: Ann}, b: {role: party, name: ann}}
issues:
  land: {name: Territory, now: x, alternatives: {x: As is, y: Given}}
  cash: {name: territory, now: x, alternatives: {x: As is, y: As is}}
preferences:
  a: {weights: {land: 60, cash: 40}, values: {land: {x: 0, y: 50}, cash: {x: 0, y: 100}}, reservation: 20}
  b: {weights: {land: 50, cash: 50}, values: {land: {x: 100, y: 60}, cash: {x: 100, y: 0}}, reservation: 30}
drafts: {d: {title: Deal, package: {land: y, cash: y}}}
"""


def test_equal_names_stay_apart():
    scenario = ripeness.scenario.read_text(SAME)
    assert [scenario.name("actors", a) for a in "ab"] == ["Ann (a)", "ann (b)"]
    assert [scenario.name("issues", i) for i in ("land", "cash")] == ["Territory (land)", "territory (cash)"]
    assert [scenario.wording("cash", x) for x in "xy"] == ["As is (x)", "As is (y)"]
    assert scenario.wording("land", "x") == "As is"
    assert distinct({"a": "b", "b": ""}, "a") == "b (a)", "a name that is another's id"


def test_a_table_adds_up_to_what_the_verdict_says():
    scenario = ripeness.scenario.read_text(SAME)
    told = tell(scenario, ripeness.sign(scenario, draws=1, draft="d"))
    *parts, (name, total, _) = rows(told, "What the verdicts are made of")
    figures = [float(row[1].replace("\N{MINUS SIGN}", "-")) for row in parts if row[1]]
    assert (name, float(total)) == ("surplus", 50.0)
    assert sum(figures) == pytest.approx(50.0)  # 60 * 0.5 + 40 * 1 - 20
    assert {30.0, 40.0, -20.0} <= set(figures)
    assert len({row[0] for row in parts}) == len(parts), "equal names stay apart"


def test_bars_of_equal_names_are_all_drawn():
    axes = waterfall({"clause.a": 5.0, "clause.b": 7.0}, names={"clause.a": "Land", "clause.b": "Land"})
    widths = [bar.get_width() for bar in axes.patches]
    assert widths == pytest.approx([7.0, 5.0, 12.0])
    words = [label.get_text() for label in axes.get_yticklabels()]
    assert len(set(words)) == 3, words


def test_no_words_in_a_picture_are_a_formula():
    for text in ("$100 (5% tax) and $200", "$x_{1}^ $", r"\$5 $6"):
        axes = waterfall({"a": 5.0}, names={"a": text}, ax=new_axes(4, 2))
        axes.figure.draw_without_rendering()  # outside the functions that drew it
        assert axes.get_yticklabels()[0].get_text() == text
        assert not any(label.get_parse_math() for label in axes.get_yticklabels())


@pytest.mark.parametrize("kind", NAMES)
def test_names_in_pictures_have_glyphs_and_an_end(kind):
    names = readable({"a": NAMES[kind], "b": NAMES[kind], "issues:c": NAMES[kind]})
    assert len(set(names.values())) >= 2
    for name in names.values():
        assert len(name) < 80
        assert not FORBIDDEN & set(name)
    assert (names["a"] == "a") is (kind in ("chinese", "amharic"))


def test_names_from_right_to_left_keep_the_figures_in_their_place():
    page = html.render(
        Document(
            title="حزب",
            subtitle="most: حزب الف 12 +30.0, ממשלה −30.0 & <b>",
            sections=(),
            colophon="ascii",
            names=("حزب الف 12",),
        )
    )
    assert "<title>حزب</title>" in page
    assert "most: <bdi>حزب الف 12</bdi> +30.0, <bdi>ממשלה</bdi> −30.0 &amp; &lt;b&gt;" in page


# ---- narrow terminals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [20, 24, 30, 40])
def test_numbers_are_whole_on_narrow_terminals(width):
    scenario = ripeness.read(TWO_BANKS)
    signed, pressed = ripeness.sign(scenario, "capital", draws=4), ripeness.pressure(scenario, "capital", draws=4)
    for result in (signed, pressed):
        wide, narrow = (said_by(scenario, result, width=columns) for columns in (200, width))
        said = narrow
        assert "…" not in said
        numbers = re.findall(r"[+-]?[0-9]+\.[0-9]+", wide)
        for number in set(numbers):
            assert re.search(rf"(?<![0-9.]){re.escape(number)}(?![0-9])", said), number


@pytest.mark.parametrize("width", [20, 40, 80])
@pytest.mark.parametrize("kind", NAMES)
def test_lines_are_as_wide_as_the_terminal_shows_them(kind, width):
    text = f"The {NAMES[kind]} asks for 12.5 points and {NAMES[kind]}{NAMES[kind]} gives 3.25 of them."
    lines = wrapped(text, width, indent=2, hang=2)
    assert max(map(cell_len, lines)) <= width
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert any("12.5" in line for line in lines)
    assert any("3.25" in line for line in lines)
