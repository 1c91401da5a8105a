"""What a number, a length of time or a day was meant to be that was not written as the format asks."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from ripeness.scenario.characters import named, straight, strange

Bounds = tuple[Decimal | None, Decimal | None]
SHARE: Bounds = (Decimal(0), Decimal(1))


class Meant(NamedTuple):
    """What to write instead, and why; ``text`` is empty where only the writer can know."""

    text: str
    why: str


_SIGNED = r"[+-]?[0-9][0-9., '_]*"
_RANGE = re.compile(rf"\[?({_SIGNED}) ?(%?) ?(?:-+|to|\.\.\.?|until|and|/|;|,(?= )) ?({_SIGNED}) ?(%?)\]?")
_UNITS = re.compile(r"^(.*?[0-9])\s?(points?|pts?|p|per day|a day|/ ?day|units?|times|x|eur|usd|euros?|dollars?)\.?$")
_ABOUT = re.compile(
    r"^(?:~|\u2248|about|around|approx\.?|approximately|ca?\.?|circa|roughly)\s*(?=[0-9.])", re.IGNORECASE
)
_COUNTED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_WORDS = {word: number for number, word in enumerate(_COUNTED.split())}
_WORDS |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_WORDS |= {"hundred": 100, "a hundred": 100, "one hundred": 100}
_NOTHING = {"?", "??", "-", "--", "n/a", "na", "n.a.", "none", "tbd", "unclear", "not known", "unk", "unknown", "todo"}
_CURRENCY = "$€£¥₽₤₺₹"


def number(text: str, bounds: Bounds) -> Meant | None:
    """Return what a number of a field with these bounds was meant to be, or None."""
    plain = straight(text).strip().strip("\"'").strip()
    odd = [c for c in strange(text) if c not in _CURRENCY]
    reason = f"{', '.join(map(named, odd))} does not belong in a number: " if odd else ""
    if plain.lower() in _NOTHING:
        return Meant("unknown", "where nothing is known, write `unknown`: ")
    if plain.endswith(",") and _written(plain[:-1].strip()):
        return Meant(plain[:-1].strip(), "no comma stands at the end of a line: ")
    if _written(plain.rstrip(";. ")) and plain[-1:] in ";.":
        return Meant(plain.rstrip(";. "), "a number stands alone: ")
    as_digits = plain.translate(str.maketrans("OolI", "0011"))
    if as_digits != plain and re.search("[0-9]", plain) and _written(as_digits):
        return Meant(as_digits, "a letter stands in it that looks like a digit: ")
    if plain != text and _written(plain):
        return Meant(plain, reason or "no quotation marks within a number: ")
    found = _single(plain, bounds) or _spread(plain, bounds) or _bounded(plain, bounds) or _remarked(plain)
    return Meant(found.text, reason + found.why) if found else None


def _single(text: str, bounds: Bounds) -> Meant | None:
    """Return what a text was meant to be that stands for one number."""
    why = ""
    if match := _ABOUT.match(text):
        text, why = text[match.end() :], "a number stands alone, and a range says how far off it may be: "
    if text[:1] in _CURRENCY or text[-1:] in _CURRENCY:
        text, why = text.strip(_CURRENCY).strip(), "a number stands alone, without a currency: "
    if match := _UNITS.match(text.lower()):
        text, why = match[1], "a number stands alone, without a unit: "
    if text.lower() in _WORDS:
        return Meant(str(_WORDS[text.lower()]), "write numbers in digits: ")
    if text.endswith("%"):
        part = _single(text[:-1].strip(), bounds) if not _written(text[:-1].strip()) else Meant(text[:-1].strip(), "")
        return _percent(part, bounds) if part and part.text else part
    if match := re.fullmatch(r"([0-9]*) ?([\u00bc-\u00be\u2150-\u215e])", text):
        value = Decimal(match[1] or 0) + Decimal(str(round(unicodedata.numeric(match[2]), 6)))
        return Meant(_short(value), f"{named(match[2])} is no number of the format: ")
    if match := re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text):
        return _fraction(int(match[1]), int(match[2]), bounds)
    if match := re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?(k|m|mn|thousand|million)", text.lower()):
        return Meant(_short(Decimal(match[1]) * (1000 if match[2][0] in "kt" else 10**6)), "write the number out: ")
    if why and _written(text):
        return Meant(text, why)
    separated = _separated(text, bounds)
    return Meant(separated.text, separated.why + why) if separated else None


def _percent(part: Meant, bounds: Bounds) -> Meant:
    value = Decimal(part.text)
    if bounds == SHARE:
        return Meant(_short(value / 100), "a share is written between 0 and 1, without a per cent sign: ")
    if bounds[1] is not None:
        return Meant(part.text, "this number runs from 0 to 100 as it is, without a per cent sign: ")
    return Meant(part.text, "this number is no share of 1: write it without the per cent sign: ")


def _fraction(above: int, below: int, bounds: Bounds) -> Meant | None:
    if not below:
        return None
    value = Decimal(above) / Decimal(below)
    if bounds[1] == 100 and above <= below:
        value *= 100
    return Meant(_short(round(value, 4)), "write a fraction as a decimal number: ")


def _separated(text: str, bounds: Bounds) -> Meant | None:
    """Return what a number with separators of thousands, a decimal comma or a bare point was meant to be."""
    if re.fullmatch(r"[+-]?\.[0-9]+", text):
        return Meant(text.replace(".", "0."), "a digit stands before the point: ")
    if re.fullmatch(r"[+-]?[0-9]+\.", text):
        return Meant(text[:-1], "no point at the end: ")
    grouped = r"[+-]?[1-9][0-9]{0,2}(?:%s[0-9]{3})+"
    for mark in (r"\.", " ", "'", "_", ","):
        many = mark != r"\." or text.count(".") > 1
        if many and re.fullmatch((grouped % mark) + r"(?:[.,][0-9]+)?", text):
            whole = re.sub(r"[ '_]", "", text) if mark in " '_" else text.replace(mark.strip("\\"), "")
            return _thousands(text, whole.replace(",", "."), bounds)
    if re.fullmatch(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+", text):
        return Meant(text.replace(".", "").replace(",", "."), "no separators of thousands, and a decimal point: ")
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text):
        return Meant(text.replace(",", "."), "a decimal number has a point: ")
    return None


def _thousands(text: str, whole: str, bounds: Bounds) -> Meant:
    fits = bounds[1] is None or Decimal(whole) <= bounds[1]
    if text.count(",") != 1 or "." in text:
        return Meant(whole, "no separators of thousands: ")
    decimal = text.replace(",", ".")
    if fits:
        return Meant(whole, f"no separators of thousands (if a decimal comma was meant, `{decimal}`): ")
    return Meant(decimal, f"a decimal number has a point ({whole} would be beyond {bounds[1]}): ")


def _spread(text: str, bounds: Bounds) -> Meant | None:
    """Return what a range was meant to be that was written in another form: ``40-60``, ``40 to 60 %``."""
    match = _RANGE.fullmatch(text.lower().strip("()"))
    if not match:
        return None
    share = "%" if match[2] or match[4] else ""
    ends = [_end(match[k].strip() + share, bounds) for k in (1, 3)]
    if None in ends:
        return None
    low, high = sorted(Decimal(str(e)) for e in ends)
    if bounds == SHARE and 1 < high <= 100:
        low, high, share = low / 100, high / 100, "%"
    why = "write a range as [low, high]" + (", shares between 0 and 1: " if share and bounds == SHARE else ": ")
    return Meant(f"[{_short(low)}, {_short(high)}]", why)


def _bounded(text: str, bounds: Bounds) -> Meant | None:
    """Return the range that is meant by ``0.5 +- 0.1``, or by ``> 0.5`` where the field has an end."""
    why = "write a range as [low, high]: "
    if match := re.fullmatch(r"([0-9.]+) ?(?:\u00b1|\+/?-) ?([0-9.]+) ?(%?)", text):
        ends = [_end(match[k] + match[3], bounds) for k in (1, 2)]
        if None not in ends:
            middle, half = (Decimal(str(e)) for e in ends)
            return Meant(f"[{_short(middle - half)}, {_short(middle + half)}]", why)
    match = re.fullmatch(r"(>=?|<=?|over|above|under|below|at least|at most|up to) ?([0-9., ]+ ?%?)", text.lower())
    end = _end(match[2].strip(), bounds) if match else None
    if match and end is not None:
        low, high = (end, bounds[1]) if match[1] in (">", ">=", "over", "above", "at least") else (bounds[0], end)
        if low is not None and high is not None:
            return Meant(f"[{low}, {high}]", why)
    return None


def _remarked(text: str) -> Meant | None:
    """Return a number and the remark that follows it, each in its place."""
    match = re.fullmatch(r"([+-]?[0-9]+(?:\.[0-9]+)?) ?(?://|\(|- |; |: |, )\s*([a-z].*?)\)?", text, re.IGNORECASE)
    if not match:
        return None
    remark = match[2] if re.fullmatch("[A-Za-z0-9 -]+", match[2]) else f'"{match[2]}"'
    return Meant(f"{{is: {match[1]}, note: {remark}}}", "a remark stands under `note`: ")


def _end(text: str, bounds: Bounds) -> str | None:
    if _written(text):
        return text
    found = _single(text, bounds)
    return found.text if found and _written(found.text) else None


def _written(text: str) -> bool:
    return bool(re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text))


def _short(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- lengths of time ------------------------------------------------------------------------------------

_LENGTHS = {"hour": Decimal(1) / 24, "h": Decimal(1) / 24, "day": Decimal(1), "d": Decimal(1), "week": Decimal(7)}
_LENGTHS |= {"wk": Decimal(7), "w": Decimal(7), "month": Decimal(30), "mo": Decimal(30), "year": Decimal(365)}
_LENGTHS |= {"y": Decimal(365), "yr": Decimal(365), "fortnight": Decimal(14), "night": Decimal(1)}


def duration(text: str) -> Meant | None:
    """Return what a length of time was meant to be: ``60 days`` for ``60``, ``120 days`` for ``4 months``."""
    plain = _ABOUT.sub("", straight(text).strip("\"' ,;.").lower())
    match = re.fullmatch(r"p?([a-z]+|[0-9]+(?:[.,][0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})+)[ -]?([a-z]*?)s?\.?", plain)
    if not match:
        return None
    amount = {"a": 1, "an": 1, **_WORDS}.get(match[1], match[1])
    unit = match[2]
    if unit and unit not in _LENGTHS:
        return None
    digits = re.sub(r",(?=[0-9]{3}$)", "", str(amount)).replace(",", ".")
    try:
        days = Decimal(digits) * _LENGTHS[unit or "day"]
    except InvalidOperation:
        return None
    written = _short(round(days, 2))
    text = f"{written} day" if written == "1" else f"{written} days"
    return Meant(text, "lengths of time are in days: " if unit else "say the unit: ")


# --- days of the calendar -------------------------------------------------------------------------------

_YEAR = "january february march april may june july august september october november december"
_MONTHS = _YEAR.split()


def day(text: str) -> Meant | None:
    """Return the day that a text stands for, where there is one way to read it; where two, both in words."""
    plain = re.sub(r"[,.]?\s+", " ", straight(text).strip("\"' ,;.").lower())
    if match := re.match(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:t| )[0-9]{2}:", plain):
        return Meant(match[1], "the day alone: ")
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", plain):
        odd = "".join(f"{named(c)} is no hyphen: " for c in strange(text)[:1])
        return Meant(plain, odd or "the day alone: ") if plain != text else None
    found = _worded(plain) or _numbered(plain)
    if isinstance(found, date):
        return Meant(found.isoformat(), "year, month and day in digits: ")
    if found:
        return Meant("", f"year, month and day: {' or '.join(d.isoformat() for d in found)}?")
    if re.fullmatch(r"[0-9]{4}[-/][0-9]{1,2}", plain) or re.fullmatch(rf"({'|'.join(_MONTHS)}) [0-9]{{4}}", plain):
        return Meant("", "the day of the month is missing: year, month and day, as in 2020-01-19")
    if re.fullmatch(r"[0-9]{4,5}", plain) and 20_000 < int(plain) < 80_000:
        meant = date(1899, 12, 30) + timedelta(days=int(plain))
        return Meant(meant.isoformat(), "a spreadsheet wrote the number of a day: ")
    return None


def _worded(text: str) -> date | None:
    first = re.fullmatch(r"([0-9]{1,2})(?:st|nd|rd|th)?(?: of)?[ -]([a-z]+)[ -]([0-9]{4})", text)
    second = re.fullmatch(r"([a-z]+)[ -]([0-9]{1,2})(?:st|nd|rd|th)?[ -]([0-9]{4})", text)
    third = re.fullmatch(r"([0-9]{4})[ -]([a-z]+)[ -]([0-9]{1,2})", text)
    for match, (d, m, y) in ((first, (1, 2, 3)), (second, (2, 1, 3)), (third, (3, 2, 1))):
        if match and len(match[m]) > 2:
            months = [k for k, name in enumerate(_MONTHS, start=1) if name.startswith(match[m].rstrip("."))]
            months = months or ([9] if match[m] == "sept" else [])
            return _date(int(match[y]), months[0], int(match[d])) if months else None
    return None


def _numbered(text: str) -> date | list[date] | None:
    if match := re.fullmatch(r"([0-9]{4})[-/. ]?([0-9]{1,2})[-/. ]?([0-9]{1,2})", text):
        whole = len(text) == 8 if text.isdigit() else True
        return _date(*map(int, match.groups())) if whole else None
    if match := re.fullmatch(r"([0-9]{1,2})([-/.])([0-9]{1,2})[-/.]([0-9]{4})", text):
        a, b, year = int(match[1]), int(match[3]), int(match[4])
        day_first, month_first = _date(year, b, a), _date(year, a, b)
        if match[2] == "." or a == b or not month_first:
            return day_first
        return [day_first, month_first] if day_first else month_first
    return None


def _date(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month)
    except ValueError:
        return None
