"""The report: it holds all it needs, hides what is confidential, escapes what is not ours."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import ripeness
from ripeness.bargaining.agreements.trades import FrontierExchange
from ripeness.catalogue import ANALYSES
from ripeness.scenario import read_text
from ripeness.scenario.supports import supports
from ripeness.telling.blocks import Picture
from tests.tellings.written import blocks_of, tables

TWO_BANKS = (Path(__file__).parents[1] / "data" / "two-banks.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def two_banks_report():
    return ripeness.report(read_text(TWO_BANKS), draws=32)


def without_pictures(text):
    return re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL)


class Outline(HTMLParser):
    """Collects what refers to elsewhere, ids, anchors, and whether tags close."""

    VOID = frozenset({"meta", "br", "hr", "img", "link", "path", "use"})

    def __init__(self):
        super().__init__()
        self.outside, self.ids, self.anchors, self.open = [], [], [], []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        for name in ("src", "href", "xlink:href"):
            target = given.get(name)
            if target and target.startswith("#"):
                self.anchors.append(target[1:])
            elif target:
                self.outside.append(target)
        if "id" in given:
            self.ids.append(given["id"])
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag


def outline(text):
    parsed = Outline()
    parsed.feed(text)
    return parsed


def test_it_loads_nothing_from_elsewhere(libya_report):
    parsed = outline(libya_report)
    assert parsed.open == []
    assert parsed.outside == []
    assert "<script" not in libya_report
    assert "@import" not in libya_report
    assert "url(http" not in libya_report


def test_it_says_what_happens_by_when_beside_what_happened(libya_report):
    section = libya_report[libya_report.index('<section id="timeline"') :]
    assert "What happens by when?" in section
    assert "Tripoli falls before or on the day of Berlin" in section
    assert "no number was fitted to it" in section


def test_links_lead_to_places_in_it(libya_report):
    parsed = outline(without_pictures(libya_report))
    assert set(parsed.anchors) <= set(parsed.ids)
    assert len(parsed.ids) == len(set(parsed.ids))


def test_every_claim_and_source_is_in_it(libya_report):
    scenario = ripeness.read("libya-2020")
    parsed = outline(libya_report)
    assert {f"claim-{c}" for c in scenario.claims} <= set(parsed.ids)
    assert {f"source-{s}" for s in scenario.sources} <= set(parsed.ids)


def test_every_number_is_traced_or_marked(libya_report):
    """Each estimate that stands in the file has a row: among those with claims, or among the assumptions."""
    scenario = ripeness.read("libya-2020")
    evidence = libya_report[
        libya_report.index('<section id="evidence"') : libya_report.index('<section id="assumptions"')
    ]
    assumed = libya_report[libya_report.index('<section id="assumptions"') : libya_report.index('<section id="doubts"')]
    said = supports(scenario)
    resting = [x for x in said.values() if x.because]
    unknown = [e for e in scenario.estimates.values() if e.central is None]
    judged = [x for x in said.values() if not x.because]
    left = {p for p, e in scenario.estimates.items() if scenario.written(p) and e.central is not None} - set(said)
    assert {scenario.estimates[p].central for p in left} <= {0, 100}, "only the ends of scales need no support"
    assert [p for p, x in said.items() if not x.because and not x.note] == [], "every judged number has its reason"
    numbers = evidence[evidence.index("Numbers that rest on claims") :]
    assert numbers.count("<tr>") - 1 == len(resting)
    assert assumed.count("<tr>") - 2 == len(unknown) + len(judged)


def test_confidential_sources_show_id_and_grade_only(two_banks_report):
    assert "Both commands report losses" not in two_banks_report
    assert "Situation note 14" not in two_banks_report
    assert "envoy" in two_banks_report
    shown = ripeness.report(read_text(TWO_BANKS), draws=4, confidential=True)
    assert "Both commands report losses" in shown


def test_text_of_a_scenario_cannot_become_markup():
    nasty = TWO_BANKS.replace("Northern Command, role", "'<script>alert(1)</script>', role")
    nasty = nasty.replace("title: The two banks of the river", "title: '<img src=x onerror=alert(2)>'")
    report = ripeness.report(read_text(nasty), draws=4)
    assert "<script" not in report
    assert "<img" not in report
    assert "&lt;script&gt;" in report


def test_the_same_scenario_gives_the_same_bytes(two_banks_report):
    assert ripeness.report(read_text(TWO_BANKS), draws=32) == two_banks_report


def test_unknown_cells_are_visible(two_banks_report):
    assert re.search(r'<td class="unknown">[^<]*freeze unknown', two_banks_report)
    assert '<td class="unknown">unknown' in two_banks_report


def test_a_scenario_without_drafts_or_preferences_still_has_a_report():
    text = "ripeness: 1\nid: bare\nactors: {a: {role: party}}\nissues: {x: {now: y, alternatives: {y: Yes}}}\n"
    report = ripeness.report(read_text(text), draws=4)
    assert "Who wants what" in report
    fighting = (
        "preferences: {a: {weights: {x: 1}, values: {x: {y: 1}}}}\ndrafts: {d: {package: {x: y}}}\n"
        "war: {strength: {a: 1}, decisive: 0.5, outcomes: {a-wins: {winner: a}, neither: {}}}\n"
    )
    report = ripeness.report(read_text(text + fighting), draws=4)
    assert "cannot be judged" in report
    assert "nothing says what fighting on costs" in report


def test_an_unknown_draft_is_refused():
    with pytest.raises(ripeness.AnalysisError, match="did you mean 'capital'"):
        ripeness.report(read_text(TWO_BANKS), drafts=["capitel"])


def test_progress_is_told():
    steps = []
    ripeness.report(read_text(TWO_BANKS), draws=4, progress=lambda *step: steps.append(step))
    assert [s[0] for s in steps] == list(range(1, len(steps) + 1))
    assert {s[1] for s in steps} == {len(steps)}
    assert "writing" in steps[-1][2]


def section(report, name):
    return report[report.index(f'<section id="{name}"') :].split("</section>")[0]


def test_it_says_what_could_be_agreed_after_the_drafts_and_before_the_panel(libya_report):
    sections = re.findall('<section id="([^"]+)"', libya_report)
    place = sections.index("deals")
    assert sections[place - 1].startswith("draft-")
    assert sections[place + 1] == "ripe"
    deals = section(libya_report, "deals")
    assert "No. At the most likely values none of the 5,049 packages that the rules allow would be signed" in deals
    assert "someone falls short by at least 3.9 points" in deals
    assert "Nobody alone makes it so" in deals
    for draft in ripeness.read("libya-2020").drafts.values():
        assert f">{draft.title}</th>" in without_pictures(deals)
    assert "Least shortfall" in deals
    assert "undominated" not in deals, "plain words"


def test_it_says_why_nothing_could_be_agreed_and_what_would_open_it(libya_report):
    said = without_pictures(section(libya_report, "deals"))
    assert (
        said.index("What comes nearest") < said.index("What would make an agreement") < said.index("Where the drafts")
    )
    assert "<li>Government of National Accord: no change of its trust or one of its red lines alone suffices." in said
    row = said[said.index(">at least 77 %<") :].split("</tr>")[0]
    assert "Armed groups on the GNA side: They disband and hand over arms by a date" in row


def test_alternative_texts_are_short_and_every_picture_has_one(libya_report):
    spoken = re.findall('<figure role="img" aria-label="([^"]+)"', libya_report)
    assert len(spoken) == libya_report.count("<svg")
    assert max(map(len, spoken)) <= 250
    assert max(text.count(". ") for text in spoken) <= 1, "at most two sentences"


def test_pictures_are_small_and_their_words_are_words(libya_report):
    pictures = re.findall(r"<svg.*?</svg>", libya_report, flags=re.DOTALL)
    assert max(map(len, pictures)) < 40_000
    assert len(libya_report.encode()) < 800_000
    assert all("<text" in picture for picture in pictures)
    ids = re.findall(r' id="([^"]+)"', libya_report)
    assert len(ids) == len(set(ids))


def test_rows_are_named_and_nothing_is_headed_by_nothing(libya_report):
    said = without_pictures(libya_report)
    assert not re.findall(r"<th[^>]*>\s*</th>", said)
    assert len(re.findall(r"<th[ >]", said)) == said.count('<th scope="')
    assert said.count("<table") == said.count("<caption")
    assert said.count("<h1") == 1
    assert not re.findall(r"<h[234]>\s*</h[234]>", said)


def test_a_draft_that_can_be_repaired_says_how(changed):
    known = changed(("freeze: {is: unknown, note: no source says}", "freeze: 30"))
    report = ripeness.report(known, drafts=["capital"], draws=4)
    said = section(report, "draft-capital")
    assert "1 with 2 clause changes, the draft&#39;s guarantees unchanged (none with fewer exists)" in said


def test_repairs_name_the_guarantees_that_they_add(changed):
    from ripeness.telling.sign import tell

    known = changed(("freeze: {is: unknown, note: no source says}", "freeze: 30"))
    result = ripeness.sign(known, "envoys", draws=4, guarantees=True, keep=["control"])
    part = next(part for part in tell(known, result).parts if part.title == "What would repair it")
    said, size, table = part.blocks
    assert (
        said.text == "Kept as in the draft: Who controls the ceasefire. Guarantees that could be added: broker-watch."
    )
    assert "1 with 3 clause changes, with guarantees added where needed (none with fewer exists)" in size.text
    assert table.rows[0][0].text.endswith("; and the guarantee broker-watch")


def test_along_the_frontier_is_a_table(changed):
    from ripeness.telling.improvements import improving

    known = changed(("freeze: {is: unknown, note: no source says}", "freeze: 30"))
    result = ripeness.deals(known, "envoys", draws=1)
    package = result.frontier.rows[0]
    before = result.space.package(package)
    step = FrontierExchange(before, {"lines": "leave"}, {"north": 2.0, "south": -1.0}, 2.0)
    *_, lead, table = improving(known, replace(result, exchanges=(step,)))[-1].blocks
    assert [c.text for c in table.rows[0]] == [
        "Where the forces stand: North leaves the outskirts",
        "+2.0",
        "\N{MINUS SIGN}1.0",
        "2.0",
    ]
    assert lead.text.startswith("They begin with today's package and these changes: ")
    assert improving(known, replace(result, single_text=None, trades=())) == []


def test_agreements_that_move_with_strength_have_pictures(changed):
    from ripeness.telling.deals import tell

    known = changed(("freeze: {is: unknown, note: no source says}", "freeze: 30"))
    found = tell(known, ripeness.deals(known, "envoys", draws=4))
    drawn = [picture.plot for picture in blocks_of(found, Picture)]
    assert drawn == ["agreements", "single_text", "by_strength", "by_strength"]
    (best,) = tables(found, "The best agreements")
    assert best.header == (
        "figure, clause",
        "All solutions pick the same: Nash, Kalai-Smorodinsky, egalitarian, utilitarian, most robust",
    )
    rows = {row[0].text: row[1].text for row in best.rows}
    assert rows["Northern Command: surplus"] == "+4.7 (100 %)"
    assert rows["Armed groups in the capital"] == "They disband by a date"
    assert "Where the forces stand" not in rows, "as today"


def test_agreements_that_are_unknown_have_no_picture_and_say_why(two_banks_report):
    deals = section(two_banks_report, "deals")
    assert "<svg" not in deals
    assert "Unknown at the most likely values for the 48 packages" in deals
    assert "value of “They are frozen” is unknown" in deals


def test_nothing_is_said_of_agreements_between_fewer_than_two():
    text = (
        "ripeness: 1\nid: alone\nactors: {a: {role: party}}\nissues: {x: {now: y, alternatives: {y: Yes}}}\n"
        "preferences: {a: {weights: {x: 1}, values: {x: {y: 1}}, reservation: 0}}\n"
    )
    report = ripeness.report(read_text(text), draws=4)
    assert '<section id="deals"' not in report
    assert '<section id="ripe"' in report


def test_the_method_of_agreements_is_told(libya_report):
    told = section(libya_report, "method")
    assert "issues are settled one after the other" in told
    assert "nothing is rounded" in told


def test_silenced_warnings_stand_in_it_with_their_reasons(libya_report):
    doubts = libya_report[libya_report.index('<section id="doubts"') : libya_report.index('<section id="method"')]
    assert "Answered by its author" in doubts
    assert "what Haftar meant by entry is disputed" in doubts


# --- what is not answered -------------------------------------------------------------------------------------------

SMALL = (Path(__file__).parents[1] / "data" / "small.yaml").read_text(encoding="utf-8")


def not_answered(text):
    """Return the rows of the section on what is not answered, as plain text."""
    section = re.search(r'<section id="missing".*?</section>', without_pictures(text), flags=re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", section[0], flags=re.DOTALL) if section else []
    return [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in rows]


@pytest.mark.slow
def test_where_all_is_answered_nothing_is_said_to_be_missing():
    assert not_answered(ripeness.report(read_text(SMALL), draws=2)) == []


@pytest.mark.slow
def test_no_section_disappears_without_its_reason():
    text = SMALL.replace("  cost: {north: 20, south: 20}", "  cost: {north: 20}")
    for section in ("conference", "ties"):
        head, rest = text.split(f"\n{section}:\n")
        lines = rest.splitlines(keepends=True)
        text = f"{head}\n{''.join(lines[next(k for k, row in enumerate(lines) if not row.startswith(' ')) :])}"
    text = text.replace(", may-guarantee: [seal]", "")
    line = 1 + text[: text.index("  cost: ")].count("\n")
    found = not_answered(ripeness.report(read_text(text), draws=2))
    why = f"Nothing says what fighting on costs &#39;south&#39; (line {line})."
    asked = {analysis.name: analysis.question for analysis in ANALYSES}
    for name in ("sign", "deals", "panel", "timeline"):
        assert any(row.startswith(asked[name]) and why in row for row in found), name
    assert any(row.startswith(f"{asked['pressure']} The file has no `ties`") for row in found)
    assert any("says nothing about a conference" in row for row in found)
    assert not any(row.startswith(asked["moves"]) for row in found)


def test_without_drafts_it_says_that_there_is_none_to_sign():
    text = SMALL[: SMALL.index("drafts:\n")] + SMALL[SMALL.index("conference:\n") : SMALL.index("timeline:\n")]
    found = not_answered(ripeness.report(read_text(text), draws=2))
    assert any("&#39;small&#39; has no draft to sign" in row or "has no draft to sign" in row for row in found)


def test_which_drafts_are_explained_is_said_and_how_to_ask_for_others(libya_report):
    text = " ".join(re.sub(r"<[^>]*>", " ", without_pictures(libya_report)).split())
    assert re.search(r"Explained in full below: [^.]+\. Of the other 4 the table holds the verdicts", text)
    assert re.search(r"`ripeness report FILE --draft [a-z0-9-]+ -o report\.html` \(their ids: [a-z0-9-]+, ", text)
