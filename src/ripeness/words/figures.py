"""Plain words for numbers, verdicts and the paths of estimates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Literal

from ripeness.result import decimal
from ripeness.scenario import Estimate, Scenario

Tone = Literal["good", "bad", "open", "plain"]

VERDICTS: dict[bool | None, tuple[str, Tone]] = {
    True: ("would sign", "good"),
    False: ("would refuse", "bad"),
    None: ("unknown", "open"),
}


#: What a verdict at the most likely values is called where the chance over draws lies on the other side of one half.
OPEN = "open"
ANY_TEXT = (
    "The chances below count every text that the draft may be; those beside the verdicts are of the text as printed."
)
OPEN_MEANS = (
    "Open: what holds at the most likely values and the chance over all draws lie on different sides of one half."
)


def verdict(chance: float | None, *, signs: bool | None) -> tuple[str, Tone]:
    """Return a verdict in words that agree with the chance that stands beside it."""
    return (OPEN, "open") if differs(chance, signs=signs) else VERDICTS[signs]


def by_all(chance: float | None, *, signs: bool | None) -> str:
    """Return the verdict of all signatories together in words that agree with the chance that stands beside it."""
    return OPEN if differs(chance, signs=signs) else {True: "signed", False: "not signed", None: "unknown"}[signs]


def differs(chance: float | None, *, signs: bool | None) -> bool:
    """Return whether a verdict and a chance lie on different sides of one half."""
    return signs is not None and chance is not None and (chance < 0.5 if signs else chance > 0.5)


def points(value: float | None, *, signed: bool = False) -> str:
    """Return points with one decimal, or ``unknown``."""
    if value is None or math.isnan(value):
        return "unknown"
    text = decimal(value, signed=signed)
    return "0.0" if text in ("-0.0", "+0.0") else text.replace("-", "\N{MINUS SIGN}")


def percent(share: float | None) -> str:
    """Return a chance in per cent: whole from 1 to 99, with one decimal beyond; what is not 0 or 1 never looks like it.

    >>> percent(0.374), percent(0.004), percent(0.0001), percent(0.9962), percent(1.0), percent(None)
    ('37 %', '0.4 %', '< 0.1 %', '99.6 %', '100 %', 'unknown')
    """
    if share is None or math.isnan(share):
        return "unknown"
    if share < 0:
        return "0 %" if share > -5e-5 else f"\N{MINUS SIGN}{percent(-share)}"
    if share in (0, 1) or 0.0095 <= share <= 0.9905 or share > 1:
        return f"{100 * share:.0f} %"
    if share < 0.001:
        return "< 0.1 %"
    return f"{100 * share:.1f} %" if share <= 0.9994 else "> 99.9 %"


def span(low: float | None, high: float | None) -> str:
    """Return two chances as a range.

    >>> span(0.23, 0.51), span(0.0001, 0.04), span(0.5, 0.5)
    ('23 to 51 %', '< 0.1 to 4 %', '50 %')
    """
    ends = percent(low), percent(high)
    if ends[0] == ends[1] or "unknown" in ends:
        return ends[1] if ends[0] == ends[1] else "unknown"
    return f"{ends[0].removesuffix(' %')} to {ends[1]}"


#: Words of likelihood with the chance up to which each holds (ICD 203, table of likelihood), as said of what happens,
#: and of somebody who does something.
_LIKELIHOOD = (
    (0.05, "almost no chance", "has almost no chance to"),
    (0.20, "very unlikely", "is very unlikely to"),
    (0.45, "unlikely", "is unlikely to"),
    (0.55, "roughly as likely as not", "is roughly as likely as not to"),
    (0.80, "likely", "is likely to"),
    (0.95, "very likely", "is very likely to"),
    (math.inf, "almost certain", "is almost certain to"),
)


def likelihood(share: float | None) -> str:
    """Return a chance in words, as an analyst's paper has them (ICD 203).

    >>> likelihood(0.03), likelihood(0.37), likelihood(0.5), likelihood(0.97), likelihood(None)
    ('almost no chance', 'unlikely', 'roughly as likely as not', 'almost certain', 'unknown')
    """
    return _worded(share, 1) if known(share) else "unknown"


def likely_to(share: float | None) -> str:
    """Return how likely somebody is to do something, for a verb to follow.

    >>> f"The north {likely_to(0.9)} sign."
    'The north is very likely to sign.'
    """
    return _worded(share, 2) if known(share) else "may or may not"


def that_it_happens(share: float | None) -> str:
    """Return how likely it is, for what may happen to follow.

    >>> f"{that_it_happens(0.03)} both sign.", f"{that_it_happens(0.7)} both sign."
    ('There is almost no chance that both sign.', 'It is likely that both sign.')
    """
    if not known(share):
        return "It is unknown whether"
    word = likelihood(share)
    return "There is almost no chance that" if word == "almost no chance" else f"It is {word} that"


def known(figure: float | None) -> bool:
    """Return whether a figure is known."""
    return figure is not None and not math.isnan(figure)


def _worded(share: float | None, form: int) -> str:
    bound = share if share is not None else math.nan
    return next(str(row[form]) for row in _LIKELIHOOD if bound < row[0] or row[0] == math.inf)


def day(on: date) -> str:
    """Return a date in words, such as 19 January 2020."""
    return f"{on.day} {on:%B %Y}"


def chance(summary: Mapping[str, float | None]) -> str:
    """Return a chance with its range over draws."""
    if summary["probability"] is None:
        return "unknown"
    return f"{percent(summary['probability'])} (5th to 95th percentile {span(summary['low'], summary['high'])})"


def brief_chance(summary: Mapping[str, float | None]) -> str:
    """Return a chance with its range over draws, as it stands below a heading that says which range."""
    ends = summary["low"], summary["high"]
    if not known(summary["probability"]) or ends == (summary["probability"],) * 2:
        return percent(summary["probability"])
    return f"{percent(summary['probability'])} ({span(*ends)})"


def written(estimate: Estimate) -> str:
    """Return an estimate as it stands in the file."""
    text = str(estimate.is_) if estimate.is_.shape != "ranked" else f"ranked, about {estimate.central:.0f}"
    return f"{text} within {estimate.within}" if estimate.within is not None else text


def refusing(scenario: Scenario, actor: str, name: str | None) -> str:
    """Return a way of refusing in plain words."""
    if name is None:
        return "unknown"
    if name == "war":
        return "fighting on"
    if name == "reservation":
        return "the reservation given in the file"
    record = scenario.preferences[actor].walk_away[name]
    return record.name or record.note.split(".")[0] or name


def firmness(scenario: Scenario, taken: Mapping[str, str]) -> str:
    """Return whose red lines are taken as surely held, or as bluff; nothing where none are."""
    said = [f"Red lines of {scenario.name('actors', actor)} taken as {how}." for actor, how in taken.items()]
    return " ".join(said)
