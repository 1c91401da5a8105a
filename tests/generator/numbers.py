"""Numbers in every form in which they may be written: alone, ranges, words, unknown, with evidence, or extreme."""

from collections.abc import Sequence
from typing import Any

from ripeness.scenario.estimate import WORDS, Amount, Estimate, Number, Score, Share, spread
from tests.generator.chance import Chance
from tests.generator.texts import words


class Raw(str):
    """A scalar that stands in the file without quotes where YAML lets it."""

    __slots__ = ()


USUAL: dict[type[Estimate], tuple[str, ...]] = {
    Number: ("40", "5", "-7.5", "60", "0", "62.5", "-20", "100", "3", "-1"),
    Amount: ("10", "1", "25", "4", "0", "33.3", "8", "50", "2.5", "50"),
    Score: ("50", "0", "100", "20", "35.5", "80", "60", "60", "100", "0"),
    Share: ("0.5", "0.3", "0", "1", "0.85", "0.2", "0.7", "0.5", "1", "0"),
}
#: As odd as decimals get, and as large and as small as the format admits.
EXTREME: dict[type[Estimate], tuple[str, ...]] = {
    Number: ("1e30", "-1e30", "1e-30", "-1e-30", "+5", "-0", "007", "0.1e1", "1E2", "999999999999999999.9", "0.1"),
    Amount: ("1e30", "1e-30", "+5", "0.0", "-0", "0e5", "1e-9", "1e9", "123456789012345678.123456789012345678", "0.3"),
    Score: ("1e-30", "100.0", "1e2", "99.999999999999999999", "0.000000000000000001", "33.333333333333333333", "0e9"),
    Share: ("1e-30", "1.0", "1e0", "0.999999999999999999", "0.000000000000000001", "0.333333333333333333", "0e9"),
}
_FORMS = {"point": 46, "range": 14, "pert": 13, "word": 6, "unknown": 5, "evidence": 16}
_WITHIN = {Number: ("-20", "70"), Amount: ("0", "60"), Score: ("10", "90"), Share: ("0.1", "0.6")}


def number(chance: Chance, kind: type[Estimate], *, wild: float, claims: Sequence[str], unknowns: bool) -> Any:
    """Return a number of a kind in one of the forms of the format."""
    forms = {form: weight for form, weight in _FORMS.items() if unknowns or form != "unknown"}
    form = chance.weighed(forms)
    if form == "unknown" and kind in (Number, Amount):
        return {"is": Raw("unknown"), "within": _range(chance, kind, wild, 2)}
    if form == "evidence":
        return _with_evidence(chance, kind, wild, claims, unknowns=unknowns)
    return _value(chance, kind, wild, form)


def literal(chance: Chance, kind: type[Estimate], wild: float) -> Raw:
    return Raw(chance.pick((EXTREME if chance.yes(wild) else USUAL)[kind]))


def is_nothing(written: Any) -> bool:
    """Return whether a number that was made is zero and nothing else."""
    found = spread(written["is"] if isinstance(written, dict) else written)
    return found.shape == "point" and found.mode == 0


def chances(chance: Chance, count: int, *, wild: float, claims: Sequence[str]) -> list[Any]:
    """Return chances that can add up to 1, as numbers, ranges or unknown."""
    cuts = sorted(chance.whole(0, 20) for _ in range(count - 1))
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, 20], strict=True)]
    if count == 3 and chance.yes(wild):
        return [Raw("0.333333333333333333"), Raw("0.333333333333333333"), Raw("0.333333333333333334")]
    found: list[Any] = []
    for part in parts:
        form = chance.weighed({"point": 5, "range": 2, "unknown": 1, "evidence": 1})
        if form == "range":
            low, high = max(0, part - chance.whole(1, 4)), min(20, part + chance.whole(1, 4))
            found.append([Raw(low / 20), Raw(high / 20)])
        elif form == "unknown":
            found.append(Raw("unknown"))
        elif form == "evidence" and claims:
            found.append({"is": Raw(part / 20), "because": [chance.pick(claims)]})
        else:
            found.append(Raw(part / 20))
    return found


def _value(chance: Chance, kind: type[Estimate], wild: float, form: str) -> Any:
    if form == "word" and kind is Share:
        return Raw(chance.pick(tuple(WORDS)))
    if form == "unknown":
        return Raw("unknown")
    if form in ("range", "pert"):
        return _range(chance, kind, wild, 2 if form == "range" else 3)
    return literal(chance, kind, wild)


def _range(chance: Chance, kind: type[Estimate], wild: float, size: int) -> list[Raw]:
    found = sorted((literal(chance, kind, wild) for _ in range(size)), key=lambda text: spread(text).mode)
    if size == 2 and spread(list(found)).shape == "point":
        return [Raw(text) for text in _WITHIN[kind]]
    return found


def _with_evidence(chance: Chance, kind: type[Estimate], wild: float, claims: Sequence[str], *, unknowns: bool) -> Any:
    """Return a number with its claims, with what would hold without them, or with a remark."""
    finite = kind in (Score, Share)
    found: dict[str, Any] = {"is": _value(chance, kind, wild, chance.pick(("point", "range", "pert", "word")))}
    if claims and chance.yes(0.7):
        found["because"] = chance.some(claims, 1, 3)
        without = chance.pick(("unknown", "value", "none"))
        if without == "value" or not unknowns:
            found["else"] = _value(chance, kind, wild, chance.pick(("point", "range", "pert")))
        else:
            if without == "unknown":
                found["else"] = Raw("unknown")
            if not finite or chance.yes(0.3):
                found["within"] = _range(chance, kind, wild, 2)
    if chance.yes(0.4):
        found["note"] = words(chance, wild)
    return found
