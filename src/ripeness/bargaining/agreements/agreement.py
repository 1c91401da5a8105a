"""Packages as answers: what each is worth to every signatory, and where drafts lie among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ripeness.packages.feasible import SearchTooLargeError
from ripeness.packages.interests import SigningValues
from ripeness.packages.nearest import Better, Nearest, better, nearest
from ripeness.valuation.exact import Exact
from ripeness.valuation.space import Rows


@dataclass(frozen=True)
class Agreement:
    """A package and what it is worth to each signatory at the central values.

    Attributes
    ----------
    package : mapping of str to str
        Alternative by issue.
    values, surplus : mapping of str to float or None
        Value of signing, and that less the value of refusing, in points of each actor's own utility; None is unknown.
    gains : mapping of str to float or None
        Share that each gets of the most that it could get in the zone; None where it could gain nothing, and for
        packages that are not in a zone.
    share : mapping of str to float or None
        Share that each gets of the sum of surpluses. It adds points of different actors: read it as a figure of speech.
    probability : mapping of str to float or None
        Chance that all sign: ``probability`` (mean over draws), ``central``, ``low``, ``high``, ``error``.
    """

    package: Mapping[str, str]
    values: Mapping[str, float | None]
    surplus: Mapping[str, float | None]
    gains: Mapping[str, float | None]
    share: Mapping[str, float | None]
    probability: Mapping[str, float | None]

    def to_dict(self) -> dict[str, Any]:
        """Return the agreement as plain data."""
        chance = dict(self.probability)
        return {
            "package": dict(self.package),
            "values": dict(self.values),
            "surplus": dict(self.surplus),
            "gains": dict(self.gains),
            "share": dict(self.share),
            "probability": chance.pop("probability", None),
            **chance,
        }


def agreement(worth: Exact, row: Rows, best: Sequence[Fraction] | None) -> Agreement:
    """Return what a package is worth to each signatory, worked out anew from the clauses.

    ``best`` holds the largest surplus of each actor in the zone; None for packages that are not compared with one.
    """
    names = [a.actor for a in worth.actors]
    package = worth.space.package(row)
    if worth.unknown:
        none: dict[str, float | None] = dict.fromkeys(names)
        return Agreement(package, none, none, none, none, {})
    values = [a.value(worth.space, row) for a in worth.actors]
    surplus = [v - a.reservation for v, a in zip(values, worth.actors, strict=True)]
    gains = [float(s / m) if m > 0 else None for s, m in zip(surplus, best or [Fraction(0)] * len(names), strict=True)]
    total = sum(surplus)
    shares = [float(s / total) if best and total > 0 else None for s in surplus]
    return Agreement(
        package=package,
        values=dict(zip(names, map(float, values), strict=True)),
        surplus=dict(zip(names, map(float, surplus), strict=True)),
        gains=dict(zip(names, gains, strict=True)),
        share=dict(zip(names, shares, strict=True)),
        probability={},
    )


@dataclass(frozen=True)
class Standing:
    """Where a draft lies, with its own guarantees, as ``sign`` judges it.

    Attributes
    ----------
    draft : str
        Its id.
    agreement : Agreement
        What its package is worth.
    crossed : mapping of str to tuple of str
        Red lines that are held and that it crosses, by actor.
    breaks_rules : bool
        Whether its clauses cannot stand together.
    in_zone : bool
        Whether all would sign it.
    dominated_by : Better or None
        A package better for everybody; None when none is, or when ``searched`` is False.
    searched : bool
        Whether both searches, for a better and for the nearest package, came to an end.
    nearest : Nearest or None
        The nearest packages of the zone; None when it is empty, or when ``searched`` is False.
    as_printed : mapping of str to float or None, or None
        Where the text is in doubt: the chance that all sign it as it is printed. That of ``agreement`` counts every
        text that it may be, as ``sign`` does; everything else is of the text as printed.
    """

    draft: str
    agreement: Agreement
    crossed: Mapping[str, tuple[str, ...]]
    breaks_rules: bool
    in_zone: bool
    dominated_by: Mapping[str, Any] | None
    searched: bool
    nearest: Mapping[str, Any] | None
    as_printed: Mapping[str, float | None] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the standing as plain data."""
        return {
            **{k: v for k, v in self.agreement.to_dict().items() if k not in ("gains", "share")},
            "as_printed": dict(self.as_printed) if self.as_printed is not None else None,
            "in_zone": self.in_zone,
            "red_lines": {a: list(lines) for a, lines in self.crossed.items()},
            "breaks_rules": self.breaks_rules,
            "dominated_by": dict(self.dominated_by) if self.dominated_by else None,
            "dominated_searched": self.searched,
            "nearest": dict(self.nearest) if self.nearest else None,
        }


def standing(draft: str, worth: Exact, zone: SigningValues, row: Rows) -> Standing:
    """Return where a draft's package lies: ``zone`` holds the terms of the zone under the draft's own guarantees."""
    space = worth.space
    crossed = {
        a.actor: tuple(line.text for line in a.red_lines if space.holds(line, row[None, :])[0]) for a in worth.actors
    }
    crossed = {actor: lines for actor, lines in crossed.items() if lines}
    breaks = not bool(space.feasible(row[None, :])[0])
    found = agreement(worth, row, None)
    in_zone = worth.signed(row)
    dominated, near, searched = None, None, True
    try:
        near = Nearest(0, 1, row) if in_zone else nearest(zone, row)
        dominated = better(worth, row)
    except SearchTooLargeError:
        searched = False
    return Standing(
        draft=draft,
        agreement=found,
        crossed=crossed,
        breaks_rules=breaks,
        in_zone=in_zone,
        dominated_by=_better(worth, row, dominated),
        searched=searched,
        nearest=_nearest(worth, row, near),
    )


def _better(worth: Exact, row: Rows, found: Better | None) -> dict[str, Any] | None:
    if found is None:
        return None
    gains = {a.actor: float(g) for a, g in zip(worth.actors, found.gains, strict=True)}
    return {
        "package": worth.space.package(found.row),
        "changes": changes(worth, row, found.row),
        "gains": gains,
        "distance": min(gains.values()),
    }


def _nearest(worth: Exact, row: Rows, found: Nearest | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "clauses": found.changes,
        "packages": found.packages,
        "package": worth.space.package(found.row),
        "changes": changes(worth, row, found.row),
    }


def changes(worth: Exact, before: Rows, after: Rows) -> dict[str, str]:
    """Return the clauses of one package that differ from another."""
    old, new = worth.space.package(before), worth.space.package(after)
    return {issue: alternative for issue, alternative in new.items() if alternative != old[issue]}
