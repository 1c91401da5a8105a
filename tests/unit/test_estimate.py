from decimal import Decimal

import pytest
from pydantic import ValidationError

from ripeness.scenario.estimate import WORDS, Amount, Number, Score, Share, Spread, plain, point, spread

# METHODS 1: form, shape, central value, lowest and highest.
FORMS = [
    ("62", "point", "62", "62", "62"),
    ("-3", "point", "-3", "-3", "-3"),
    ("0.1", "point", "0.1", "0.1", "0.1"),
    ("1e2", "point", "100", "100", "100"),
    (["55", "70"], "uniform", "62.5", "55", "70"),
    (["0.1", "0.2"], "uniform", "0.15", "0.1", "0.2"),
    (["55", "60", "75"], "pert", "60", "55", "75"),
    (["55", "55", "75"], "pert", "55", "55", "75"),
    (["5", "5"], "point", "5", "5", "5"),
    (["5", "5", "5"], "point", "5", "5", "5"),
]

# US Intelligence Community Directive 203 (2015), section D.6.e(2)(a), in per cent.
DIRECTIVE_203 = {
    "almost no chance": (1, 5),
    "remote": (1, 5),
    "very unlikely": (5, 20),
    "highly improbable": (5, 20),
    "unlikely": (20, 45),
    "improbable": (20, 45),
    "roughly even chance": (45, 55),
    "roughly even odds": (45, 55),
    "likely": (55, 80),
    "probable": (55, 80),
    "very likely": (80, 95),
    "highly probable": (80, 95),
    "almost certain": (95, 99),
    "nearly certain": (95, 99),
}


def code_of(make, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        make(*args, **kwargs)
    (error,) = caught.value.errors()
    return error["type"]


@pytest.mark.parametrize(("written", "shape", "central", "low", "high"), FORMS)
def test_forms(written, shape, central, low, high):
    found = Number.model_validate(written)
    assert found.is_.shape == shape
    assert (found.central, found.drawn.low, found.drawn.high) == (Decimal(central), Decimal(low), Decimal(high))


@pytest.mark.parametrize(("written", "shape", "central", "low", "high"), FORMS)
def test_the_long_form_is_the_short_form(written, shape, central, low, high):
    assert Number.model_validate({"is": written}).is_ == Number.model_validate(written).is_


@pytest.mark.parametrize("word", DIRECTIVE_203)
def test_probability_words(word):
    low, high = DIRECTIVE_203[word]
    found = Share.model_validate(word)
    assert found.is_.shape == "uniform"
    assert (found.drawn.low * 100, found.drawn.high * 100) == (low, high)
    assert found.central * 200 == low + high
    assert str(found.is_) == word


def test_there_are_no_other_words():
    assert set(WORDS) == set(DIRECTIVE_203)


@pytest.mark.parametrize("kind", [Number, Amount, Score])
def test_words_stand_for_chances_only(kind):
    assert code_of(kind.model_validate, "likely") == "word-needs-probability"


@pytest.mark.parametrize("written", ["0.1", "0.30", "2.675", "0.000000000000000001", "999999999999999999"])
def test_decimals_are_exact(written):
    assert Number.model_validate(written).central == Decimal(written)
    assert isinstance(Number.model_validate(written).central, Decimal)


def test_a_python_float_is_the_decimal_that_it_prints_as():
    assert Number.model_validate(0.1).central == Decimal("0.1")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), True, None, Decimal("NaN"), "٣", "1_000"])
def test_what_is_no_number(value):
    assert code_of(Number.model_validate, value) == "not-a-number"


@pytest.mark.parametrize(
    ("kind", "low", "high"), [(Share, "0", "1"), (Score, "0", "100"), (Amount, "0", None), (Number, None, None)]
)
def test_bounds_are_admissible_and_nothing_beyond(kind, low, high):
    step = Decimal("0.000001")
    for end, beyond in ((low, -step), (high, step)):
        if end is None:
            kind.model_validate("1e20" if beyond > 0 else "-1e20")
        else:
            kind.model_validate(end)
            assert code_of(kind.model_validate, Decimal(end) + beyond) == "out-of-range"


@pytest.mark.parametrize(("kind", "low", "high"), [(Share, 0, 1), (Score, 0, 100)])
def test_an_unknown_is_drawn_from_the_admissible_range(kind, low, high):
    found = kind.model_validate("unknown")
    assert found.central is None
    assert (found.drawn.shape, found.drawn.low, found.drawn.mode, found.drawn.high) == ("unknown", low, None, high)


def test_an_unknown_is_drawn_within_what_is_given():
    found = Amount.model_validate({"is": "unknown", "within": ["0", "40"]})
    assert found.central is None
    assert (found.drawn.shape, found.drawn.low, found.drawn.high) == ("unknown", 0, 40)


def test_within_narrows_a_bounded_unknown():
    found = Score.model_validate({"is": "unknown", "within": ["10", "40"]})
    assert (found.drawn.low, found.drawn.high) == (10, 40)


@pytest.mark.parametrize("kind", [Number, Amount])
def test_an_unbounded_unknown_needs_within(kind):
    assert code_of(kind.model_validate, "unknown") == "unbounded-unknown"


@pytest.mark.parametrize("kind", [Number, Amount])
def test_an_unbounded_number_with_claims_needs_else(kind):
    assert code_of(kind.model_validate, {"is": "5", "because": ["claim"]}) == "else-missing"


def test_else_unknown_needs_within_where_unbounded():
    given = {"is": "5", "because": ["claim"], "else": "unknown"}
    assert code_of(Amount.model_validate, given) == "unbounded-unknown"
    Amount.model_validate(given | {"within": ["0", "9"]})


@pytest.mark.parametrize("within", ["5", ["5", "5"], ["1", "2", "3"], "unknown", "likely"])
def test_within_is_a_range_of_two(within):
    assert code_of(Share.model_validate, {"is": "unknown", "within": within}) in {"bad-range", "out-of-range"}


def test_within_must_be_admissible():
    assert code_of(Share.model_validate, {"is": "unknown", "within": ["0.5", "2"]}) == "out-of-range"


def test_within_is_for_unknowns():
    assert code_of(Share.model_validate, {"is": "0.5", "within": ["0", "1"]}) == "within-unused"


def test_else_is_for_what_has_claims():
    assert code_of(Share.model_validate, {"is": "0.5", "else": "0.4"}) == "else-unused"


def test_without_evidence_else_is_assumed():
    found = Amount.model_validate({"is": ["5", "10", "15"], "because": ["tired"], "else": ["0", "20"]})
    assumed = found.without_evidence()
    assert (assumed.is_, assumed.because, assumed.else_) == (spread(["0", "20"]), (), None)


def test_without_evidence_or_else_nothing_is_known():
    found = Share.model_validate({"is": "0.5", "because": ["tired"]})
    assert found.without_evidence().central is None
    assert (found.without_evidence().drawn.low, found.without_evidence().drawn.high) == (0, 1)


def test_without_evidence_within_still_bounds_the_unknown():
    found = Amount.model_validate({"is": "5", "because": ["tired"], "within": ["0", "40"]})
    assert (found.without_evidence().drawn.low, found.without_evidence().drawn.high) == (0, 40)


def test_an_estimate_without_claims_stands_as_it_is():
    found = Amount.model_validate(["5", "10"])
    assert found.without_evidence() == found


def test_without_evidence_is_again_a_whole_estimate():
    found = Share.model_validate({"is": "unknown", "because": ["a"], "else": "0.4", "within": ["0.1", "0.9"]})
    again = found.without_evidence()
    assert Share.model_validate(again.model_dump(by_alias=True, exclude_defaults=True)) == again


@pytest.mark.parametrize(
    ("number", "text"),
    [("62.0", "62"), ("0.10", "0.1"), ("1e2", "100"), ("-0", "0"), ("0E+5", "0"), ("1E-7", "0.0000001")],
)
def test_plain_writes_no_exponent_and_no_trailing_zero(number, text):
    assert plain(Decimal(number)) == text


def test_plain_loses_no_digit():
    digits = "123456789012345678.123456789012345678"
    assert plain(Decimal(digits)) == digits


def test_the_middle_of_a_range_loses_no_digit():
    low, high = Decimal("100000000000000000.000000000000000002"), Decimal("100000000000000000.000000000000000004")
    assert str(Number.model_validate([low, high]).central) == "100000000000000000.000000000000000003"


@pytest.mark.parametrize("value", ["62", ["55", "70"], ["55", "60", "75"], "unknown", "likely"])
def test_a_spread_prints_as_it_is_written(value):
    written = value if isinstance(value, str) else f"[{', '.join(value)}]"
    assert str(spread(value)) == written


def test_point():
    assert point("0.1") == Spread("point", Decimal("0.1"), Decimal("0.1"), Decimal("0.1"))


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("5%", "0.05"),
        ("1,5", "1.5"),
        ("55-70", "[0.55, 0.7]"),
        ("55 – 70", "[low, high]"),
        ("55 to 70", "[low, high]"),
        ("likley", "'likely'"),
        ("unknwon", "'unknown'"),
        ("LIKELY", "`likely`"),
        ("nan", "62"),
        (None, "62"),
    ],
)
def test_the_hint_names_the_cure(value, hint):
    with pytest.raises(ValidationError) as caught:
        Share.model_validate(value)
    assert hint in caught.value.errors()[0]["ctx"]["hint"]


def test_estimates_cannot_be_changed():
    with pytest.raises(ValidationError):
        Share.model_validate("0.5").is_ = point(1)
