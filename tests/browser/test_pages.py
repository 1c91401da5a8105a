"""Pages as a browser shows them: `make browser` (Playwright from a lock of its own, the system's Chromium)."""

import shutil

import pytest

playwright = pytest.importorskip(
    "playwright.sync_api", reason="Playwright is not installed here: run these tests with `make browser`"
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

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
