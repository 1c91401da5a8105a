"""Pages as a browser shows them: `make browser` (Playwright from a lock of its own, the system's Chromium).

Two judges from outside look at them too: axe-core, whether everybody can use them, and the checker of the W3C, whether
their HTML and CSS are as the standards say.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

import ripeness
from tests.conftest import DATA

playwright = pytest.importorskip(
    "playwright.sync_api", reason="Playwright is not installed here: run these tests with `make browser`"
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

JUDGES = Path(__file__).with_name("node_modules")
AXE, CHECKER = JUDGES / "axe-core" / "axe.min.js", JUDGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# Without these Chromium asks its maker's servers for updates.
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="module")
def chromium():
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no Chromium on this machine (Debian, Ubuntu: apt install chromium)")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium, libya_report, tmp_path):
    """Open Libya's page at a size of the window; it must not say anything to the console, or ask for anything."""
    path = tmp_path / "libya.html"
    path.write_text(libya_report, encoding="utf-8")
    pages, said = [], []

    def show(size):
        page = chromium.new_page(viewport=size)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda asked: said.append(asked.url) if asked.url != path.as_uri() else None)
        page.goto(path.as_uri())
        pages.append(page)
        return page

    yield show
    for page in pages:
        page.close()
    assert said == []


def test_the_page_says_what_it_is_of(opened):
    page = opened(WIDE)
    assert "Libya" in page.title()
    assert page.locator("h1").count() == 1


def test_links_within_the_page_lead_to_something(opened):
    page = opened(WIDE)
    lost = page.evaluate(
        "() => [...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1))"
        ".filter(id => id && !document.getElementById(id))"
    )
    assert lost == []


def test_pictures_have_a_size_and_a_name(opened):
    page = opened(WIDE)
    found = page.evaluate(
        "() => [...document.querySelectorAll('[role=img]')]"
        ".map(s => [s.querySelector('svg').getBoundingClientRect().width, (s.getAttribute('aria-label') || '').length])"
    )
    assert found
    assert all(width > 100 and name > 10 for width, name in found)


def test_on_a_telephone_the_text_does_not_run_out_of_the_window(opened):
    page = opened(PHONE)
    wide = page.evaluate(
        "() => [...document.querySelectorAll('main p, p, li, h1, h2, h3')]"
        ".filter(e => e.getBoundingClientRect().right > window.innerWidth + 1"
        " && !e.closest('table') && !e.closest('.wide')).map(e => e.textContent.slice(0, 60))"
    )
    assert wide == []


def test_it_prints(opened):
    assert opened(WIDE).pdf(format="A4").startswith(b"%PDF")


@pytest.fixture(scope="module")
def pages(libya_report, tmp_path_factory):
    """Return the pages that the judges look at: of the shipped case, and of a small file."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "libya.html").write_text(libya_report, encoding="utf-8")
    (folder / "two-banks.html").write_text(
        ripeness.report(ripeness.read(DATA / "two-banks.yaml"), draws=16), encoding="utf-8"
    )
    return sorted(folder.iterdir())


def broken(chromium, path, size, scheme):
    """Return the rules that axe finds broken on a page, each with where it is broken first."""
    context = chromium.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    page.goto(path.as_uri())
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    context.close()
    assert len(found["passes"]) > 20, "axe has looked"
    return [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found["violations"]]


needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: `make browser`, with npm")


@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_everybody_can_use_the_pages(chromium, pages, size, scheme):
    assert {path.name: broken(chromium, path, size, scheme) for path in pages} == {path.name: [] for path in pages}


@needs_axe
def test_axe_sees_what_is_wrong(chromium, pages, tmp_path):
    text = pages[0].read_text(encoding="utf-8")
    bad = tmp_path / "bad.html"
    bad.write_text(text.replace('<html lang="en"', "<html").replace("</main>", "<img src='data:,'></main>"))
    assert {"html-has-lang", "image-alt"} <= {rule for rule, _ in broken(chromium, bad, WIDE, "light")}


def checked(*paths):
    """Return what the checker says about pages."""
    java = shutil.which("java")
    if java is None or not CHECKER.is_file():
        pytest.skip("no vnu-jar (`make browser`, with npm) or no Java (apt install default-jre-headless)")
    told = [java, "-jar", CHECKER, "--also-check-css", "--stdout", "--exit-zero-always", *paths]
    return subprocess.run(told, capture_output=True, text=True, check=True, timeout=120).stdout


def test_pages_are_as_the_standards_say(pages):
    assert checked(*pages) == ""


def test_the_checker_sees_what_is_wrong(pages, tmp_path):
    bad = tmp_path / "bad.html"
    bad.write_text(pages[0].read_text(encoding="utf-8").replace("</main>", "<p><div id=x><i id=x></main>", 1))
    assert "Duplicate ID" in checked(bad)
