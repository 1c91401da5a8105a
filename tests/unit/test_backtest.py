"""`backtest` and its tables: errors by hand, intervals, what is left out, malformed tables with line and column."""

import json

import numpy as np
import pytest

from ripeness.conference.backtest import RULES, backtest
from ripeness.errors import AnalysisError, ScenarioError
from ripeness.interop import read_negotiations

HEAD = "issue,actor,position,salience,capability"
ISSUES = """\
issue,outcome,reference,proposal
one,50,0,first
two,80,20,first
three,10,,second
"""
POSITIONS = """\
issue,actor,position,salience,capability
one,a,0,1,1
one,b,100,1,1
two,a,40,0.5,1
two,b,100,0.2,2
two,c,60,1,1
three,a,0,1,1
three,c,40,1,3
"""


@pytest.fixture
def folder(tmp_path):
    def build(issues=ISSUES, positions=POSITIONS):
        (tmp_path / "issues.csv").write_text(issues, encoding="utf-8")
        (tmp_path / "positions.csv").write_text(positions, encoding="utf-8")
        return tmp_path

    return build


def problems(folder):
    with pytest.raises(ScenarioError) as caught:
        read_negotiations(folder)
    return [(p.code, p.place.file.rpartition("/")[2], p.place.line, p.place.column) for p in caught.value.problems]


# --- errors -------------------------------------------------------------------------------------------------------


def test_errors_by_hand(folder):
    """Compromise: 50, (20 + 40 + 60) / 1.9, 30; means: 50, 66.7, 20; outcomes 50, 80, 10."""
    result = backtest(read_negotiations(folder()), samples=50)
    np.testing.assert_allclose(result.forecasts["compromise"], [50, 120 / 1.9, 30])
    assert result.rules["compromise"].mae == pytest.approx((0 + (80 - 120 / 1.9) + 20) / 3)
    assert result.rules["mean"].mae == pytest.approx((0 + 80 - 200 / 3 + 10) / 3)
    assert result.rules["midpoint"].mae == pytest.approx((0 + 30 + 40) / 3)
    reference = result.rules["reference"]
    assert (reference.mae, reference.n) == (55, 2)
    assert reference.difference == pytest.approx((50 - 0 + 60 - (80 - 120 / 1.9)) / 2)
    assert reference.nearer == 0
    assert result.rules["mean"].nearer == pytest.approx(5 / 6)  # equal, nearer, nearer
    assert result.rules["compromise"].difference == 0
    assert result.skipped == {
        "issues_without_outcome": 0,
        "issues_without_two_who_have_a_say": 0,
        "stands_with_empty_cells": 0,
    }


def test_the_contract(folder):
    result = backtest(read_negotiations(folder()), samples=50, seed=3)
    plain = result.to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert list(plain["rules"])[:6] == ["compromise", "mean", "median", "nash", "challenge", "exchange"]
    assert set(plain["rules"]) == set(RULES)
    assert {"mae", "low", "high", "n"} <= set(plain["rules"]["compromise"])
    assert plain["leave_one_out"]["by"] == "proposal"
    assert plain["counts"] == {"issues": 3, "proposals": 2, "skipped": result.skipped}
    assert (plain["seed"], plain["options"]["samples"]) == (3, 50)
    assert result.measures()["conference.rules.mean.mae"].shape == (50,)
    assert "compromise" in result._repr_html_()
    again = backtest(read_negotiations(folder()), samples=50, seed=3)
    assert again.to_dict() == plain
    assert backtest(read_negotiations(folder()), samples=50, seed=4).to_dict() != plain


def many(folder, *, proposals=True):
    """Twelve proposals of one to three issues on which the mean is nearer than the weighted mean."""
    rng = np.random.default_rng(1)
    issues, positions = [f"issue,outcome{',proposal' * proposals}"], ["issue,actor,position,salience"]
    for p in range(12):
        for k in range(1 + p % 3):
            x = rng.integers(0, 101, 5)
            outcome = np.clip(x.mean() + rng.normal(0, 3), 0, 100)
            issues.append(f"i{p}-{k},{outcome:.1f}" + f",p{p}" * proposals)
            positions += [f"i{p}-{k},a{i},{x[i]},{rng.uniform(0.05, 1):.2f}" for i in range(5)]
    return folder("\n".join(issues), "\n".join(positions))


def test_intervals_are_of_whole_proposals_and_hold_the_error(folder):
    result = backtest(read_negotiations(many(folder)), samples=400)
    for rule, judged in result.rules.items():
        assert judged.low <= judged.mae <= judged.high, rule
        assert result.samples[rule].shape == (400,)
    assert result.rules["mean"].difference_high < 0  # surely better here than the compromise
    # One sample worked again: proposals drawn with replacement, all of their issues with them.
    error = np.abs(result.forecasts["mean"] - result.outcome)
    rng = np.random.Generator(np.random.PCG64(0))
    drawn = rng.integers(0, 12, (400, 12))[7]
    names = list(dict.fromkeys(result.proposals))
    taken = [error[k] for d in drawn for k, p in enumerate(result.proposals) if p == names[d]]
    assert result.samples["mean"][7] == pytest.approx(np.mean(taken))


def test_the_rule_that_was_best_on_all_others(folder):
    result = backtest(read_negotiations(many(folder)), samples=20)
    assert sum(result.chosen.values()) == 12
    errors = {r: np.abs(f - result.outcome) for r, f in result.forecasts.items() if not np.isnan(f).any()}
    chosen = []
    for proposal in dict.fromkeys(result.proposals):
        rest = np.array([p != proposal for p in result.proposals])
        best = min(errors, key=lambda r: round(errors[r][rest].mean(), 9))
        chosen += errors[best][~rest].tolist()
    assert result.chosen_mae[0] == pytest.approx(np.mean(chosen))


def test_without_proposals_every_issue_stands_alone(folder):
    result = backtest(read_negotiations(many(folder, proposals=False)), samples=20)
    assert [w.code for w in result.warnings] == ["no-proposals"]
    np.testing.assert_allclose(result.forecasts["exchange"], result.forecasts["compromise"])
    assert len(set(result.proposals)) == len(result.issues)
    together = backtest(read_negotiations(many(folder)), samples=20)
    assert not np.allclose(together.forecasts["exchange"], together.forecasts["compromise"])


def test_missing_outcomes_and_empty_cells_are_skipped_and_counted(folder):
    issues = ISSUES + "four,,10,second\nfive,30,10,third\n"
    positions = POSITIONS.replace("two,c,60,1,1", "two,c,60,,1") + "four,a,1,1,1\nfour,b,9,1,1\nfive,a,5,0.5,1\n"
    result = backtest(read_negotiations(folder(issues, positions)), samples=20)
    assert result.issues == ("one", "two", "three")
    assert list(result.skipped.values()) == [1, 1, 1]
    assert result.forecasts["mean"][1] == 70


def test_progress_is_told(folder):
    steps = []
    backtest(read_negotiations(folder()), samples=5, progress=lambda *step: steps.append(step))
    assert [s[0] for s in steps] == sorted(s[0] for s in steps)
    assert {s[1] for s in steps} == {steps[-1][0]}


def test_nothing_to_judge(folder):
    with pytest.raises(AnalysisError) as caught:
        backtest(read_negotiations(folder("issue,outcome\none,\n", f"{HEAD}\none,a,1,1,1\none,b,2,1,1\n")))
    assert [p.code for p in caught.value.problems] == ["nothing-to-judge"]


@pytest.mark.parametrize("options", [{"samples": 0}, {"seed": -1}])
def test_samples_that_cannot_be_drawn(folder, options):
    with pytest.raises(AnalysisError) as caught:
        backtest(read_negotiations(folder()), **options)
    assert [p.code for p in caught.value.problems] == ["bad-samples"]


# --- tables -------------------------------------------------------------------------------------------------------


def test_all_problems_of_both_tables_at_once_with_line_and_column(folder):
    issues = 'issue,outcome,proposal\none,120,first\ntwo,"5,5",first\none,3,first\n,4,first\nsix,7\n'
    positions = (
        "issue,actor,position,salience,capability\none,a,-1,85,1\none,a,1,1,1\ntow,b,1,1,1\n"
        "two,,1,1,1\ntwo,b,x,1,-2\ntwo,c,1,1,1,1\n"
    )
    assert problems(folder(issues, positions)) == [
        ("out-of-range", "issues.csv", 2, 5),
        ("not-a-number", "issues.csv", 3, 5),
        ("named-twice", "issues.csv", 4, 1),
        ("bad-row", "issues.csv", 5, 1),
        ("bad-row", "issues.csv", 6, 6),
        ("out-of-range", "positions.csv", 2, 7),
        ("out-of-range", "positions.csv", 2, 10),
        ("named-twice", "positions.csv", 3, 5),
        ("unknown-issue", "positions.csv", 4, 1),
        ("bad-row", "positions.csv", 5, 5),
        ("not-a-number", "positions.csv", 6, 7),
        ("out-of-range", "positions.csv", 6, 11),
        ("bad-row", "positions.csv", 7, 13),
    ]


def test_hints_say_what_would_be_right(folder):
    with pytest.raises(ScenarioError) as caught:
        read_negotiations(
            folder('issue,outcome\none,"5,5"\n', "issue,actor,position,salience\nnoe,a,1,1\none,b,1,85\n")
        )
    hints = [p.hint for p in caught.value.problems]
    assert hints == ["write a decimal point: 5.5", "did you mean 'one'?", "divide by 100: 0.85?"]


@pytest.mark.parametrize(
    ("issues", "positions", "expected"),
    [
        ("", POSITIONS, [("empty-table", "issues.csv", 1, 1)]),
        ("\n \n", POSITIONS, [("empty-table", "issues.csv", 1, 1)]),
        ("issue\none\n", "actor\n", [("missing-column", f"{t}.csv", 1, 1) for t in ("issues", "positions")]),
        ("issue,outcom,outcome\n", HEAD, [("unknown-column", "issues.csv", 1, 7)]),
        ("issue,outcome,issue\n", HEAD, [("named-twice", "issues.csv", 1, c) for c in (1, 15)]),
        ('issue,outcome\n"one,1\n', "issue,actor,position,salience\n", [("bad-row", "issues.csv", 2, 1)]),
    ],
)  # fmt: skip
def test_tables_that_are_none(folder, issues, positions, expected):
    assert sorted(set(problems(folder(issues, positions)))) == sorted(set(expected))


def test_files_that_cannot_be_read(folder, tmp_path):
    with pytest.raises(ScenarioError) as caught:
        read_negotiations(tmp_path / "nowhere")
    assert [p.code for p in caught.value.problems] == ["no-such-file"] * 2
    path = folder()
    (path / "issues.csv").write_bytes(b"issue,outcome\none,\xff\n")
    assert problems(path) == [("not-text", "issues.csv", 2, 5)]
    (path / "issues.csv").unlink()
    (path / "issues.csv").mkdir()
    assert problems(path) == [("unreadable-file", "issues.csv", 1, 1)]


def test_quotes_semicolons_blank_lines_and_a_byte_order_mark(folder):
    issues = '\ufeff\n"Issue" ; OUTCOME\n"a ""big"" one; really";40\n;\n\none;10\n'
    positions = 'issue;actor;position;salience\n"a ""big"" one; really"; x ;1;0.5\n one ;y;2;1\r\none;x;2;1\n'
    found = read_negotiations(folder(issues, positions))
    assert [(s.issue, s.outcome, s.stands) for s in found.issues] == [
        ('a "big" one; really', 40.0, {"x": (1.0, 0.5, 1.0)}),
        ("one", 10.0, {"y": (2.0, 1.0, 1.0), "x": (2.0, 1.0, 1.0)}),
    ]
    assert found.by_proposal is False


def test_a_table_of_any_bytes_is_read_or_refused(folder):
    """Never a traceback: what comes is a table or problems with a place in it."""
    rng = np.random.default_rng(0)
    signs = list('issue,outcome;"\n\r\t 0123456789.-x\u2028é')
    for _ in range(300):
        text = "".join(rng.choice(signs, rng.integers(0, 60)))
        path = folder("issue,outcome\n" + text, HEAD + "\n" + text)
        try:
            found = read_negotiations(path).issues
        except ScenarioError as error:
            found = [p.place.line for p in error.problems]
        assert all(found)
