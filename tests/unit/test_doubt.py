"""`doubt`, `sensitivity`, `leave_one_out` and `which_differences` as people call them."""

import json
import pickle
import sys
from dataclasses import dataclass

import numpy as np
import pytest

import ripeness
from ripeness.catalogue import Analysis
from ripeness.doubt.evaluate import asked
from ripeness.doubt.groups import grouped
from ripeness.doubt.measures import question_of, questions
from ripeness.doubt.workers import Crew
from ripeness.errors import AnalysisError
from ripeness.numerics.draws import Draws
from ripeness.result import Provenance, Result
from ripeness.scenario import read_text
from ripeness.valuation.columns import Columns
from tests.conftest import DATA, replaced

NORTH = "sign.capital.north.probability"
SOUTH = "sign.capital.south.probability"
CAPTIVES = "captives: {now: held, alternatives: {held: Held, freed: Freed}}"
SOUTH_WANTS = (
    '    south: {any: [{chance: 0.7, order: ["!press", "sign", "!register"]}, '
    '{chance: 0.3, order: ["sign", "!press", "!register"]}]}'
)


@pytest.fixture(scope="module")
def banks():
    return ripeness.read(DATA / "two-banks.yaml")


@pytest.fixture(scope="module")
def moscow(libya):
    return ripeness.doubt(libya, "sign.moscow.lna.probability", draws=64)


def changed(*pairs):
    return read_text(replaced((DATA / "two-banks.yaml").read_text(encoding="utf-8"), *pairs))


# ---- what it says of the shipped case --------------------------------------------------------------------------------


def test_the_contract_and_that_it_is_json(moscow):
    content = json.loads(json.dumps(moscow.to_dict(), allow_nan=False))
    assert content["analysis"] == "doubt"
    assert content["measure"] == "sign.moscow.lna.probability"
    assert list(content["quantiles"]) == ["0.05", "0.25", "0.5", "0.75", "0.95"]
    assert {"path", "line", "first_order", "total_order", "low", "high"} <= set(content["drivers"][0])
    assert {"source", "grade", "measure_without", "verdict_changes"} <= set(content["sources"][0])
    assert content["flip_set"]["found"] is True


def test_only_numbers_that_the_measure_reads_enter(libya, moscow):
    assert all(not p.startswith("preferences.gna.") for p in moscow.read)
    assert {"preferences.lna.trust", "war.cost.lna", "preferences.lna.never.1.held"} <= set(moscow.read)
    both = ripeness.doubt(libya, "sign.moscow.probability", draws=16, steps=["spread"])
    assert set(moscow.read) < set(both.read)


def test_numbers_have_the_line_on_which_they_stand(libya, moscow):
    driver = next(d for d in moscow.drivers.drivers if d.name == "war.cost.lna")
    assert driver.line == libya.place("war.cost.lna").line


def test_values_are_those_of_the_analysis(libya, moscow):
    whole = ripeness.sign(libya, "moscow", draws=64).measures()["sign.moscow.lna.probability"]
    assert np.array_equal(moscow.measures()["sign.moscow.lna.probability"], whole)
    assert moscow.spread.mean == pytest.approx(whole.mean())
    assert moscow.central == ripeness.sign(libya, "moscow", draws=1).central["lna"]


def test_what_turns_the_verdict_does_so_when_the_analysis_runs_again(libya, moscow):
    assert moscow.flip.verified is True
    chosen = {m.path: [m.to] for m in moscow.flip.moves}
    again = ripeness.sign(libya, "moscow", draws=Draws.of(chosen)).measures()["sign.moscow.lna.probability"]
    assert again[0] >= 0.5 > moscow.central
    for move in moscow.flip.moves:
        drawn = libya.estimates[move.path].drawn
        assert float(drawn.low) <= move.to <= float(drawn.high)


def test_without_the_founding_article_the_figure_is_another(moscow):
    first = moscow.sources()[0]
    assert (first.variant.id, first.variant.grade) == ("korybko", "D")
    assert moscow.evidence.without("source", "korybko", moscow.measure).mean > 1.3 * moscow.spread.mean


def test_a_notebook_shows_what_the_terminal_says(moscow):
    shown = moscow._repr_html_()
    assert "<table>" in shown
    assert "<svg" not in shown
    assert repr(moscow).startswith("<DoubtResult of libya-2020: doubt, ")


def test_a_red_line_is_a_number_of_its_own_held_or_bluff_as_at_the_centre(libya):
    one = asked(libya, "sign.moscow.lna.probability", draws=16, seed=0)
    for path in ("preferences.lna.never.0", "preferences.lna.never.1"):
        places = {n.path: i for i, n in enumerate(one.numbers)}
        if f"{path}.held" not in places:
            continue
        i = places[f"{path}.held"]
        firm = float(libya.estimates[f"{path}.firm"].central)
        assert one.numbers.value(i, one.numbers.all[i].start) == (0.0 if firm >= 0.5 else 1.0)
        assert (one.numbers.value(i, 0.0), one.numbers.value(i, 1.0)) == (0.0, 1.0)
    assert "preferences.lna.never.1.held" in places
    bar = next(
        b for b in ripeness.doubt(libya, one.measure, draws=16, steps=["tornado"]).bars if b.number.kind == "held"
    )
    bluff = ripeness.sign(ripeness.with_red_lines(libya, "lna", "bluff"), "moscow", draws=1).central["lna"]
    assert bar.at_ends[1] >= bar.at_ends[0]
    assert bluff >= bar.at_ends[0]


def test_values_with_many_digits_do_not_overflow_the_search_for_repairs(libya):
    chosen = {"preferences.lna.trust": [0.38], "war.cost.lna": [20.0], "war.believes.lna.decisive": [0.3]}
    chosen |= {"preferences.lna.betrayal": [3.0], "preferences.lna.exposure.lines.hold": [1.0626834182739258]}
    for path, estimate in libya.estimates.items():
        if path.startswith(("preferences.lna.weights", "preferences.gna.weights")) and estimate.drawn.shape != "point":
            chosen[path] = [float(estimate.central) * 1.000123456789]
    assert ripeness.sign(libya, "moscow", draws=Draws.of(chosen)).signs is False


# ---- groups ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("claim", {"relapse-record", "no claim"}),
        ("actor", {"lna", "russia"}),
        ("issue", {"lines", "militias", "no issue"}),
        ("section", {"war", "ties", "preferences.weights", "preferences.values"}),
    ],
)
def test_drivers_in_groups(libya, by, expected):
    one = asked(libya, "sign.moscow.lna.probability", draws=16, seed=0)
    found = grouped(libya, one.numbers, by)
    assert expected <= set(found)
    places = [i for members in found.values() for i in members]
    assert set(places) == set(range(len(one.numbers)))
    if by != "claim":
        assert len(places) == len(one.numbers)
    result = ripeness.sensitivity(libya, "sign.moscow.lna.probability", draws=64, by=by)
    assert {d.name for d in result.drivers} == set(found)
    assert sum(len(d.members) for d in result.drivers) == len(places)


def test_a_group_of_all_numbers_brings_the_whole_variance(banks):
    only = changed(("trust: [0.3, 0.5, 0.6]", "trust: 0.5"))
    result = ripeness.sensitivity(only, "sign.envoys.south.probability", draws=256, by="section")
    if len(result.drivers) == 1:
        assert result.drivers[0].index.total == pytest.approx(1, abs=0.1)
    assert all(d.index.total >= d.index.first - 0.15 for d in result.drivers)


# ---- the same whatever the number of workers -------------------------------------------------------------------------


@pytest.mark.slow
def test_one_worker_and_two_give_the_same_bytes(banks):
    alone = ripeness.doubt(banks, NORTH, draws=64, workers=1)
    together = ripeness.doubt(banks, NORTH, draws=64, workers=2)
    assert json.dumps(alone.to_dict()) == json.dumps(together.to_dict())
    assert alone.values.tobytes() == together.values.tobytes()


@pytest.mark.slow
def test_results_come_in_the_order_of_the_items_and_all_of_them():
    with Crew(2) as crew:
        assert list(crew.each(abs, [-k for k in range(23)], "counting")) == list(range(23))
        assert list(crew.each(str, list(range(5)), "writing")) == list("01234")


def test_the_work_can_be_sent_to_another_process(libya):
    one = asked(libya, "sign.moscow.lna.probability", draws=16, seed=0)
    copy = pickle.loads(pickle.dumps(one))
    at = one.numbers.drawn(0, 16)
    assert np.array_equal(copy.at(at), one.at(at))


def test_two_runs_are_the_same(banks):
    runs = [json.dumps(ripeness.doubt(banks, NORTH, draws=32, seed=4).to_dict()) for _ in range(2)]
    assert runs[0] == runs[1]
    other = ripeness.doubt(banks, NORTH, draws=32, seed=5)
    assert json.dumps(other.to_dict()) != runs[0]


# ---- interrupted -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "there", "missing"),
    [
        ("drawing", [], ["drivers", "tornado", "flip_set", "worth_knowing", "sources"]),
        ("weighing numbers", ["quantiles", "drivers"], ["tornado", "flip_set", "worth_knowing", "sources"]),
        ("looking for what turns the verdict", ["drivers", "tornado"], ["flip_set", "worth_knowing", "sources"]),
        ("leaving out evidence", ["drivers", "flip_set", "worth_knowing"], []),
    ],
)
def test_an_interruption_keeps_what_is_finished(libya, at, there, missing):
    def stop(done, total, what):
        if what == at and (done == 2 or (total == 1 and at != "weighing numbers")):
            raise KeyboardInterrupt

    result = ripeness.doubt(libya, "sign.moscow.lna.probability", draws=16, progress=stop)
    content = result.to_dict()
    assert content["interrupted"] == at
    assert [w.code for w in result.warnings] == ["interrupted"]
    assert all(content[key] is not None for key in there)
    assert all(content[key] is None for key in missing)


def test_drivers_that_were_not_weighed_have_no_index(libya):
    def stop(done, total, what):
        if what == "weighing numbers" and done == 3 and total > 3:
            raise KeyboardInterrupt

    result = ripeness.doubt(libya, "sign.moscow.lna.probability", draws=16, progress=stop)
    unknown = [d for d in result.drivers.drivers if d.index is None]
    assert len(unknown) > 10
    assert "first_order" not in unknown[0].to_dict()


def test_leaving_out_can_be_interrupted(libya):
    def stop(done, total, what):
        if done == 5:
            raise KeyboardInterrupt

    result = ripeness.leave_one_out(libya, "sign.moscow.lna.probability", draws=16, progress=stop)
    assert result.interrupted is True
    assert 0 < len(result.left) < 90
    assert [w.code for w in result.warnings] == ["interrupted"]


@pytest.mark.slow
def test_an_interruption_sends_the_workers_home(banks):
    def stop(done, total, what):
        if what == "weighing numbers" and done == 2:
            raise KeyboardInterrupt

    result = ripeness.doubt(banks, NORTH, draws=32, workers=2, progress=stop)
    assert result.interrupted == "weighing numbers"
    assert sum(d.index is not None for d in result.drivers.drivers) >= 1


# ---- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "hint"),
    [
        ("sign.capital.north.probabilty", "did you mean 'sign.capital.north.probability'?"),
        ("sign.capitol.north.probability", "did you mean 'sign.capital'?"),
        ("sing.capital.north.probability", "did you mean 'sign'?"),
        ("panel.north.comon.hurting", "did you mean 'panel.north.common.hurting'?"),
        ("", "known:"),
        ("sign", "known: sign.capital, sign.envoys"),
        ("x" * 5_000, "known:"),
        ("sign..", "--list"),
    ],
)
def test_an_unknown_measure_has_near_names(banks, measure, hint):
    with pytest.raises(AnalysisError) as error:
        ripeness.doubt(banks, measure, draws=16)
    assert [p.code for p in error.value.problems] == ["unknown-measure"]
    assert hint in error.value.problems[0].hint


@pytest.mark.parametrize("draws", [0, -1, 15, 2**21])
def test_too_few_and_too_many_draws(banks, draws):
    for ask in (ripeness.doubt, ripeness.sensitivity, ripeness.leave_one_out):
        with pytest.raises(AnalysisError) as error:
            ask(banks, NORTH, draws=draws)
        assert error.value.problems[0].code == "bad-draws"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"by": "claims"}, "unknown-grouping"),
        ({"limit": float("nan")}, "bad-limit"),
        ({"workers": 0}, "bad-workers"),
        ({"workers": 65}, "bad-workers"),
        ({"steps": ["driver"]}, "unknown-step"),
    ],
)
def test_other_bad_options(banks, options, code):
    with pytest.raises(AnalysisError) as error:
        ripeness.doubt(banks, NORTH, draws=16, **options)
    assert error.value.problems[0].code == code


def test_plain_numbers_leave_nothing_to_doubt():
    base = """
ripeness: 1
id: plain
actors: {a: {role: party}, b: {role: party}}
issues: {land: {now: keep, alternatives: {keep: Kept, give: Given}}}
preferences:
  a: {weights: {land: 1}, values: {land: {keep: 100, give: 0}}, reservation: 40}
  b: {weights: {land: 1}, values: {land: {keep: 0, give: 100}}, reservation: 40}
drafts: {deal: {package: {land: give}}}
"""
    with pytest.raises(AnalysisError) as error:
        ripeness.doubt(read_text(base), "sign.deal.a.signs", draws=16)
    assert error.value.problems[0].code == "nothing-uncertain"
    assert "[low, high]" in error.value.problems[0].hint
    with pytest.raises(AnalysisError) as error:
        ripeness.leave_one_out(read_text(base), draws=16)
    assert error.value.problems[0].code == "no-evidence"


def test_an_unknown_number_makes_no_verdict_but_still_a_spread(banks):
    result = ripeness.doubt(banks, NORTH, draws=32)
    assert np.isnan(result.central)
    assert (result.bars, result.flip) == (None, None)
    assert [w.code for w in result.warnings] == ["unknown-needed"]
    assert "preferences.north.values.supplies.freeze" in result.warnings[0].message
    assert result.spread.known == 1
    assert result.to_dict()["central"] is None


def test_a_scenario_that_an_analysis_cannot_read_says_so():
    bare = read_text("ripeness: 1\nid: bare\nactors: {a: {role: party}}\nissues: {x: {now: y, alternatives: {y: z}}}\n")
    with pytest.raises(AnalysisError) as error:
        ripeness.doubt(bare, "panel.a.common.hurting", draws=16)
    assert error.value.problems[0].code == "no-preferences"
    assert ripeness.doubt_measures(bare).missing.keys() >= {"deals", "panel", "moves"}


# ---- verdicts, limits ------------------------------------------------------------------------------------------------


def test_a_limit_of_ones_own(banks):
    result = ripeness.doubt(banks, SOUTH, draws=32, limit=0.99, steps=["tornado"])
    assert result.limit == 0.99
    assert result.spread.reaches == pytest.approx((result.values >= 0.99).mean())


def test_a_figure_without_a_verdict_has_no_flip_set(banks):
    result = ripeness.doubt(banks, "sign.capital.south.utility", draws=32, steps=["tornado", "flip", "learning"])
    assert (result.limit, result.flip) == (None, None)
    assert all(bar.turning is None for bar in result.bars)
    assert all(x.wrong is None for x in result.learning)


def test_verdicts_of_yes_or_no(banks):
    result = ripeness.doubt(banks, "sign.envoys.south.signs", draws=64, steps=["flip"])
    assert (result.verdict, result.limit) == (True, 0.5)
    assert result.to_dict()["central"] in (True, False)
    assert result.flip is not None


@pytest.mark.slow
@pytest.mark.parametrize("measure", ["panel.south.common.way_out", "deals.zone.empty", "moves.equilibria.nash"])
def test_other_analyses_are_asked_in_the_same_way(measure):
    known = changed(("freeze: {is: unknown, note: no source says}", "freeze: [0, 60]"))
    if measure.startswith("moves"):
        with pytest.raises(AnalysisError) as error:
            ripeness.doubt(known, measure, draws=16)
        assert error.value.problems[0].code == "nothing-uncertain"  # preferences over states are statements here
        return
    result = ripeness.doubt(known, measure, draws=16)
    assert result.spread is not None
    assert result.drivers is not None
    assert result.flip is not None
    if result.flip.found:
        assert result.flip.verified is True


def test_moves_from_values_are_doubted_too():
    scenario = changed(
        (SOUTH_WANTS, "    south: from-values"),
        ("  sees:", "  worth: [{when: sign, as: envoys}, {when: '!sign', as: war}]\n  sees:"),
    )
    result = ripeness.doubt(scenario, "moves.today.nash.south", draws=16, steps=["spread", "tornado"])
    assert "war.cost.south" in result.read
    assert set(result.values) <= {0.0, 1.0}


@dataclass(frozen=True, kw_only=True)
class ToyResult(Result):
    values: np.ndarray

    def content(self):
        return {}

    def measures(self):
        return {"toy.capital.cost.probability": self.values}

    def table(self):
        return (), []


def toy(scenario, draft, *, draws):
    """Ask an analysis that exists in this test only: half of what the war costs the south, over a hundred."""
    assert draft in scenario.drafts
    made = Provenance(analysis="toy", scenario=scenario.id, digest=scenario.digest, version="0")
    return ToyResult(provenance=made, values=Columns(scenario, draws)("war.cost.south") / 20)


def test_a_new_analysis_joins_by_one_line_of_the_catalogue(banks, monkeypatch):
    line = Analysis("toy", "tests.unit.test_doubt.toy", "How dear?", ("war",), asked="draft")
    monkeypatch.setattr(sys.modules["ripeness.doubt.measures"], "ANALYSES", (line,))
    assert [q.name for q in questions(banks)] == ["toy.capital", "toy.envoys"]
    result = ripeness.doubt(banks, "toy.capital.cost.probability", draws=64)
    assert result.read == ("war.cost.south",)
    assert result.drivers.drivers[0].index.total == pytest.approx(1, abs=0.25)
    assert result.central == pytest.approx(12 / 20)
    (bar,) = result.bars
    assert bar.at_ends == pytest.approx((8 / 20, 20 / 20))
    assert (bar.turning.value, bar.turning.side) == (pytest.approx(10), "below")
    assert [(m.path, m.to) for m in result.flip.moves] == [("war.cost.south", pytest.approx(10, abs=0.01))]
    assert result.flip.verified is True
    left = ripeness.leave_one_out(banks, draws=16)
    assert not any(one.moved for one in left.of_kind("source"))


# ---- measures --------------------------------------------------------------------------------------------------------


def test_every_measure_is_listed_with_its_central_value(banks):
    found = ripeness.doubt_measures(banks)
    values = found.measures()
    assert not found.missing
    sign = ripeness.sign(banks, "envoys", draws=1).measures()
    for path, value in sign.items():
        assert np.array_equal(values[path], value, equal_nan=True)
    assert {q.name.partition(".")[0] for q in questions(banks)} == {p.partition(".")[0] for p in values}
    assert found.to_dict()["measures"][0].keys() == {"path", "central"}


def test_every_listed_measure_has_its_question(banks):
    for path in list(ripeness.doubt_measures(banks).measures())[::25]:
        assert path.startswith(question_of(banks, path).name)


# ---- leave one out ---------------------------------------------------------------------------------------------------


def test_over_all_analyses(banks):
    result = ripeness.leave_one_out(banks, draws=32)
    assert {one.variant.kind for one in result.left} == {"source", "claim", "reading"}
    content = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert {x["source"] for x in content["sources"]} == {"gazette", "envoy"}
    assert content["claims"][0]["grade"] in ("B3", "A2")
    assert all(x["measure_without"] is None for x in content["sources"])


def test_drafts_with_the_same_signatories_and_guarantees_have_the_same_zone(libya):
    result = ripeness.leave_one_out(libya, draws=16, kinds=[])  # what is followed, whatever would be left out
    followed = [p for p in result.base if p.startswith("deals.")]
    assert followed == ["deals.zone.empty", "deals.moscow.zone.empty", "deals.berlin.zone.empty"]
    mine = ("deals.berlin", "deals.haftar-terms")
    asked_of = {
        q.name: q.measured(libya, Draws(16), frozenset())(Draws(16)) for q in questions(libya) if q.name in mine
    }
    berlin, demands = asked_of["deals.berlin"], asked_of["deals.haftar-terms"]
    assert np.array_equal(berlin["deals.berlin.zone.packages"], demands["deals.haftar-terms.zone.packages"])


def test_those_on_which_most_hangs_come_first(libya):
    result = ripeness.leave_one_out(libya, "sign.moscow.lna.probability", draws=64, kinds=["source"])
    changes = [len(one.changes) for one in result.left]
    assert changes == sorted(changes, reverse=True)
    assert len(result.left) == len(libya.sources)


def test_what_reads_no_number_of_a_source_is_left_alone(libya):
    asked_times = []
    ripeness.leave_one_out(
        libya,
        "panel.lna.common.stalemate",
        draws=16,
        kinds=["source"],
        progress=lambda done, total, what: asked_times.append(total),
    )
    assert 0 < max(asked_times) < len(libya.sources)


def test_factors_and_summands_of_readings_act_on_the_drawn_value():
    scenario = changed(("sets: {preferences.north.values.lines.enter: 40}", "times: {war.cost.south: [0.5, 1.5]}"))
    result = ripeness.leave_one_out(scenario, "sign.capital.south.probability", draws=64, kinds=["reading"])
    moved = result.of_kind("reading")[0].moved["sign.capital.south.probability"]
    cost = Draws(64).column("war.cost.south", scenario.estimates["war.cost.south"].drawn)
    factor = scenario.claims["wants-in"].readings["south-asked"].times["war.cost.south"].drawn
    by = Draws(64).column("claims.wants-in.south-asked.times.war.cost.south", factor)
    chosen = Draws(64, chosen={"war.cost.south": cost * by})
    values = ripeness.sign(scenario, "capital", draws=chosen).measures()["sign.capital.south.probability"]
    assert moved.mean == pytest.approx(values.mean(), abs=1e-12)


# ---- two scenarios ---------------------------------------------------------------------------------------------------


def test_which_differences_matter():
    first = changed()
    second = changed(
        ("south: [8, 12, 20]}   # points", "south: [18, 22, 30]}   # points"),
        ("trust: 0.4\n", "trust: 0.7\n"),
        ("title: The two banks of the river", "title: Two banks"),
        ('groups=disband", points: 4}]', 'groups=disband", points: 9}]'),
    )
    result = ripeness.which_differences(first, second, SOUTH, draws=64)
    assert result.silent == 1
    by_path = {d.path: d for d in result.differences}
    assert set(by_path) == {"war.cost.south", "preferences.south.trust", "preferences.north.bonuses"}
    assert by_path["preferences.north.bonuses"].share is None
    moving = ["war.cost.south", "preferences.south.trust"]
    assert sum(by_path[p].share for p in moving) == pytest.approx(result.b.mean - result.a.mean, abs=1e-12)
    alone = ripeness.sign(changed(("trust: 0.4\n", "trust: 0.7\n")), "capital", draws=64).measures()[SOUTH].mean()
    assert by_path["preferences.south.trust"].alone.mean == pytest.approx(alone, abs=1e-12)
    assert by_path["war.cost.south"].without.mean == pytest.approx(alone, abs=1e-12)
    assert json.loads(json.dumps(result.to_dict(), allow_nan=False))["against"] == second.digest
    assert len(result.differences) == 3


def test_a_difference_that_is_no_scenario_by_itself():
    first = changed()
    second = changed(
        ("issues:\n  lines:\n", f"issues:\n  {CAPTIVES}\n  lines:\n"),
        ("package: {lines: leave, groups: register", "package: {captives: freed, lines: leave, groups: register"),
    )
    result = ripeness.which_differences(first, second, SOUTH, draws=16)
    package = next(d for d in result.differences if d.path.startswith("drafts.envoys.package"))
    assert package.alone is None


def test_nothing_differs(banks):
    result = ripeness.which_differences(banks, banks, SOUTH, draws=16)
    assert (result.differences, result.silent) == ((), 0)
    assert result.a == result.b
