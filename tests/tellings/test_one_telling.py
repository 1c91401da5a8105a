"""One telling for every way out: what stands on the terminal stands on the page and in the Word file, and back."""

import io
import re
import shutil
import subprocess
import zipfile

import pytest

import ripeness
from ripeness.errors import AnalysisError
from ripeness.scenario import read_text
from ripeness.telling import tell
from ripeness.telling.blocks import Cell, Document, Part, Table, Telling, cells
from ripeness.telling.evidence import assumptions, doubts, evidence
from ripeness.telling.names import words_of
from ripeness.telling.numbers import tell as numbers
from ripeness.telling.scenario import tell as scenario_told
from ripeness.writers.docx import docx
from ripeness.writers.html import render
from tests.budget import examples
from tests.conftest import DATA
from tests.generator import scenarios
from tests.tellings.written import printed

ANALYSES = ("sign", "deals", "panel", "moves", "pressure", "conference", "timeline")


def figures(text):
    """Return every figure of a text, as often as it stands there."""
    plain = text.replace("\N{MINUS SIGN}", "-").replace("\N{WORD JOINER}", "")
    return sorted(re.findall(r"(?<![\w.-])[+-]?\d[\d,]*(?:\.\d+)?(?![\w.]*\d)", plain))


def of_page(text, *, captions=False):
    """Return the words of a page without its pictures, its style and what tells where things stand."""
    text = re.sub(r"<(svg|style|nav|title|footer|header)\b.*?</\1>", " ", text, flags=re.DOTALL)
    text = re.sub(r'<caption class="spoken">.*?</caption>', " ", text)
    text = re.sub(r"<h2[^>]*>.*?</h2>|<summary>.*?</summary>", " ", text)
    text = text if captions else re.sub(r'<p class="quiet caption">.*?</p>', " ", text)
    text = re.sub(r"<[^>]*>", " ", text)
    for written, meant in (("&lt;", "<"), ("&gt;", ">"), ("&#39;", "'"), ("&#34;", '"'), ("&amp;", "&")):
        text = text.replace(written, meant)
    return text


def of_paper(content):
    """Return the words of a Word file: paragraphs and cells."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        body = file.read("word/document.xml").decode("utf-8")
    parts = re.findall(r"<w:p[ >].*?</w:p>", body, flags=re.DOTALL)
    return "\n".join(
        "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", part)) for part in parts if 'w:val="Heading1"' not in part
    )


def told_by(scenario, names=ANALYSES):
    """Yield what every analysis says that a scenario answers."""
    for name in names:
        function = getattr(ripeness, name)
        for draft in [*scenario.drafts][:1] if name == "sign" else [None]:
            try:
                result = function(scenario, *([draft] if draft else []), draws=4)
            except AnalysisError:
                continue
            yield tell(scenario, result)
    yield from (scenario_told(scenario), evidence(scenario), assumptions(scenario), doubts(scenario), numbers(scenario))


def documented(scenario, told):
    return Document("T", "", (told,), "", names=words_of(scenario))


def agrees(scenario, told):
    """Check that terminal, page and Word file hold the same figures of a telling."""
    screen = printed(told, width=2_000)
    screen = screen[: screen.rindex("scenario ")] if told.made is not None else screen
    screen = re.sub(r"(Central values|[\d,]+ draws, seed \d+); $", "", screen.rstrip() + " ")
    page = of_page(render(documented(scenario, told)))
    missing = {f: n for f in set(figures(page)) ^ set(figures(screen)) if (n := f)}
    assert not missing, (told.id, missing)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(examples(12, 200)))
def test_every_way_out_holds_the_same_figures(seed):
    scenario = read_text(scenarios.text(seed))
    for told in told_by(scenario):
        agrees(scenario, told)


def test_the_shipped_files_are_told_alike(two_banks):
    for told in told_by(two_banks):
        agrees(two_banks, told)
        paper = of_paper(docx(Document("T", "", (told,), "")))
        page = of_page(render(documented(two_banks, told)), captions=True)
        apart = set(figures(page)) ^ set(figures(paper))
        assert not {f for f in apart if not re.fullmatch(r"\d\.?", f)}, (told.id, apart)  # but the numbers of sources


def test_nothing_that_only_a_page_or_only_a_screen_shows_holds_a_figure(two_banks):
    for told in told_by(two_banks):
        for part in told.parts:
            for block in part.blocks:
                if "both" not in {part.on, getattr(block, "on", "both")} - {"page", "screen"} and hasattr(
                    block, "text"
                ):
                    assert not re.search(r"\d+\.\d", block.text), block.text


def test_a_word_file_is_the_same_again_and_has_headings_and_repeated_rows(two_banks):
    told = tell(two_banks, ripeness.sign(two_banks, "capital", draws=4))
    paper = docx(Document("Two banks", "s", (told, evidence(two_banks)), "c"))
    assert paper == docx(Document("Two banks", "s", (told, evidence(two_banks)), "c"))
    with zipfile.ZipFile(io.BytesIO(paper)) as file:
        body = file.read("word/document.xml").decode("utf-8")
        core = file.read("docProps/core.xml").decode("utf-8")
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert body.count('w:val="Heading1"') == 2
    assert "w:tblHeader" in body
    assert 'descr="' in body
    assert "<dc:title>Two banks</dc:title>" in core
    targets = set(re.findall(r'w:anchor="([^"]+)"', body))
    places = set(re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', body))
    assert targets
    assert targets <= places, "every link has its place"
    assert "superscript" in body, "claims point to numbered sources"


def test_the_cells_below_a_head_that_names_them_too_belong_to_it():
    head, none = Cell("Names both", "head", link="place"), Cell("", "head")
    table = Table(("whose", "how much"), ((head, *cells("a")), (none, *cells("b")), (Cell("One", "head"), *cells("c"))))
    told = Telling(id="t", title="T", answer="A", parts=(Part("P", (table,)),))
    with zipfile.ZipFile(io.BytesIO(docx(Document("T", "", (told,), "")))) as file:
        body = file.read("word/document.xml").decode("utf-8")
    assert re.findall(r'<w:vMerge(?: w:val="([a-z]+)")?/>', body) == ["restart", ""]
    assert "Names both" in body, "a head keeps its text, link or not"


@pytest.mark.office
@pytest.mark.slow
def test_an_office_program_shows_the_word_file(two_banks, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine (Debian, Ubuntu: apt install libreoffice-writer)")
    told = tell(two_banks, ripeness.sign(two_banks, "capital", draws=4))
    (tmp_path / "t.docx").write_bytes(docx(Document("Two banks", "s", (told, evidence(two_banks)), "c")))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for kind in ("pdf", "txt:Text (encoded):UTF8"):
        made = [office, profile, "--headless", "--convert-to", kind, "--outdir", tmp_path, tmp_path / "t.docx"]
        subprocess.run(made, check=True, capture_output=True, timeout=120)
    assert (tmp_path / "t.pdf").read_bytes().startswith(b"%PDF")
    words = (tmp_path / "t.txt").read_text(encoding="utf-8-sig")
    assert words.startswith("Two banks")
    assert set(figures(told.answer)) <= set(figures(words))
    assert "River Gazette" in words


def test_a_command_writes_a_word_file(tmp_path):
    from tests.tellings.written import run

    small = DATA / "small.yaml"
    done = run("report", small, "--draws", "2", "-o", tmp_path / "report.docx", long=False)
    assert done.exit_code == 0, done.output
    assert zipfile.is_zipfile(tmp_path / "report.docx")
    wrong = run("report", small, "--draws", "2", "-o", tmp_path / "report.pdf", long=False)
    assert wrong.exit_code != 0
