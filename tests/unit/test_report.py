"""The report: it holds all it needs, hides what is confidential, escapes what is not ours."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import ripeness
from ripeness.report.sections.evidence import supports
from ripeness.scenario import read_text

TWO_BANKS = (Path(__file__).parents[1] / "data" / "two-banks.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def two_banks_report():
    return ripeness.report(read_text(TWO_BANKS), draws=32)


@pytest.fixture(scope="module")
def libya_report():
    return ripeness.report(ripeness.read("libya-2020"), draws=64)


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


def test_links_lead_to_places_in_it(libya_report):
    parsed = outline(without_pictures(libya_report))
    full = [a for a in parsed.anchors if not a.startswith("draft-")]
    assert set(full) <= set(parsed.ids)
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
        libya_report.index('<section id="evidence">') : libya_report.index('<section id="assumptions">')
    ]
    assumed = libya_report[
        libya_report.index('<section id="assumptions">') : libya_report.index('<section id="doubts">')
    ]
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
    assert re.search(r'<td class="unknown">[^<]*freeze \?', two_banks_report)
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
    assert [s[0] for s in steps] == [1, 2, 3, 4, 5, 6, 7]
    assert {s[1] for s in steps} == {7}


def section(report, name):
    return report[report.index(f'<section id="{name}">') :].split("</section>")[0]


def test_it_says_what_could_be_agreed_after_the_drafts_and_before_the_panel(libya_report):
    sections = re.findall('<section id="([^"]+)">', libya_report)
    place = sections.index("deals")
    assert sections[place - 1].startswith("draft-")
    assert sections[place + 1] == "ripe"
    deals = section(libya_report, "deals")
    assert "No. At the most likely values none of the 5,049 packages that the rules allow would be signed" in deals
    assert "someone falls short by at least 8.2 points" in deals
    assert "Nobody alone makes it so" in deals
    for draft in ripeness.read("libya-2020").drafts.values():
        assert f">{draft.title}</th>" in without_pictures(deals)
    spoken = re.findall('aria-label="([^"]+)"', deals)
    assert len(spoken) == 1
    assert "Least shortfall" in deals
    assert "The Moscow draft, as printed on 13 January: Government of National Accord \N{MINUS SIGN}2.8" in spoken[0]
    assert "undominated" not in deals, "plain words"


def test_agreements_that_move_with_strength_have_pictures(changed):
    known = changed(("freeze: {is: unknown, note: no source says}", "freeze: 30"))
    from ripeness.report.sections.deals import agreements

    result = ripeness.deals(known, "envoys", draws=4)
    found = agreements(known, result)
    pictures = [b for b in found.blocks if type(b).__name__ == "Picture"]
    assert len(pictures) == 3
    assert "Strength of Southern Government. 0.25 times: Northern Command +3.1" in pictures[2].spoken
    tables = [b for b in found.blocks if type(b).__name__ == "Table"]
    assert tables[0].header == (
        "",
        "All solutions pick the same: Nash, Kalai-Smorodinsky, egalitarian, utilitarian, most robust",
    )
    rows = {row[0].text: row[1].text for row in tables[0].rows}
    assert rows["Northern Command: surplus"] == "+4.7 (100 %)"
    assert rows["Armed groups in the capital"] == "They disband by a date"
    assert "Where the forces stand" not in rows, "as today"


def test_agreements_that_are_unknown_have_no_picture_and_say_why(two_banks_report):
    deals = section(two_banks_report, "deals")
    assert "<svg" not in deals
    assert "Unknown at the most likely values for the 48 packages" in deals
    assert "supplies.freeze&#39; is unknown" in deals


def test_nothing_is_said_of_agreements_between_fewer_than_two():
    text = (
        "ripeness: 1\nid: alone\nactors: {a: {role: party}}\nissues: {x: {now: y, alternatives: {y: Yes}}}\n"
        "preferences: {a: {weights: {x: 1}, values: {x: {y: 1}}, reservation: 0}}\n"
    )
    report = ripeness.report(read_text(text), draws=4)
    assert '<section id="deals">' not in report
    assert '<section id="ripe">' in report


def test_the_method_of_agreements_is_told(libya_report):
    told = section(libya_report, "method")
    assert "issues are settled one after the other" in told
    assert "nothing is rounded" in told


def test_silenced_warnings_stand_in_it_with_their_reasons(libya_report):
    doubts = libya_report[libya_report.index('<section id="doubts">') : libya_report.index('<section id="method">')]
    assert "Answered by its author" in doubts
    assert "what Haftar meant by entry is disputed" in doubts
