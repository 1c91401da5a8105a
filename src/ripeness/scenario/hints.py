"""Hints for numbers that are none, or lie outside their field: what was meant, typed out."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal, localcontext
from typing import Any

from ripeness.errors import near
from ripeness.scenario import figures
from ripeness.scenario.characters import straight
from ripeness.scenario.estimate import DIGITS, MAX_AFTER, MAX_BEFORE, NUMBER, SHARE_BOUNDS, WORDS, Bounds, Spread


def meant_by(text: str, bounds: Bounds) -> figures.Meant | None:
    """Return what a number was meant to be that is none, or None."""
    return figures.number(text, bounds) if len(text) < 80 else None


def number_hint(value: Any, bounds: Bounds, *, one: bool) -> tuple[str, str | None]:
    """Return the hint for what is no number, and what to write in its place; ``one`` number of a range, or any."""
    usual = "write a number such as 62, a range [55, 70] or [55, 60, 75], or unknown"
    if not isinstance(value, str):
        return usual, None
    text = value.strip()
    meant = meant_by(value, bounds)
    if meant and not (one and not NUMBER.fullmatch(meant.text)):
        return f"{meant.why}write `{meant.text}`", meant.text
    if bounds == SHARE_BOUNDS and (word := _word(text)):
        return f"write `{word}`", word
    if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?", text):
        return f"write it with at most {MAX_BEFORE} digits before the point and {MAX_AFTER} after it", None
    if text.isascii() and text.replace(" ", "").isalpha() and text.lower() not in ("nan", "inf", "infinity"):
        words = [*WORDS, "unknown"] if bounds == SHARE_BOUNDS else ["unknown"]
        hint = near(text.lower(), words)
        if hint.startswith("did"):
            return hint, hint.split("'")[1]
        if bounds == SHARE_BOUNDS:
            return f"write a number from 0 to 1, unknown, or a word for a chance, such as {', '.join(_USUAL)}", None
        return usual, None
    return usual, None


_USUAL = ("very unlikely", "unlikely", "roughly even chance", "likely", "very likely")


def _word(text: str) -> str | None:
    """Return the probability word that is meant by other spellings of it: ``Very_likely``."""
    plain = re.sub(r"[ _-]+", " ", straight(text).strip(" \"'").lower())
    return next((w for w in WORDS if plain in (w, f"a {w}", w.replace("roughly ", ""))), None)


def scale_hint(bounds: Bounds, found: Spread) -> tuple[str, str | None]:
    """Return the hint for a number outside its bounds, and what to write in its place where that is plain."""
    numbers = [n for n in (found.low, found.mode, found.high) if n is not None]
    if bounds == SHARE_BOUNDS and max(numbers) > 1 and all(0 <= n <= 100 for n in numbers):
        with localcontext(prec=DIGITS):
            written = str(
                replace(found, low=_hundredth(found.low), mode=_hundredth(found.mode), high=_hundredth(found.high))
            )
        return f"shares and chances run from 0 to 1: for {found} of a hundred, write `{written}`", written
    return f"write a number from {bounds[0]} to {bounds[1]}" if bounds[1] is not None else "write 0 or more", None


def _hundredth(number: Decimal | None) -> Decimal | None:
    return None if number is None else number / 100
