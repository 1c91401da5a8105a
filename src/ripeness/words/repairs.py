"""Plain words for repairs of a draft, for the terminal and the report alike."""

from __future__ import annotations

from collections.abc import Mapping

from ripeness.bargaining.text.repairs_listed import LISTED, Repair
from ripeness.bargaining.text.sign import SignResult
from ripeness.scenario import Scenario


def asked(scenario: Scenario, result: SignResult) -> str:
    """Return which clauses were kept and whether guarantees could be added, or nothing where neither was asked."""
    said = []
    if _kept(result):
        said.append(f"Kept as in the draft: {', '.join(scenario.name('issues', i) for i in _kept(result))}.")
    if _guaranteed(result):
        optional = scenario.drafts[result.draft].may_guarantee
        names = ", ".join(scenario.name("ties", tie) for tie in optional)
        said.append(f"Guarantees that could be added: {names or 'none'}.")
    return " ".join(said)


def given(result: SignResult) -> str:
    """Return under which guarantees repairs were looked for."""
    return "with guarantees added where needed" if _guaranteed(result) else "the draft's guarantees unchanged"


def none(result: SignResult) -> str:
    """Return that no repair was found, and whether that is proven."""
    repairs = result.repairs
    if repairs.complete and set(_kept(result)) >= set(result.text.package):
        more = " but guarantees, and with all that could be added not all would sign" if _guaranteed(result) else ""
        return f"Nothing is left to change{more}: every clause is kept."
    if not repairs.complete:
        proof = "not proven: larger changes were not searched, or some verdicts are unknown"
    else:
        proof = "proven over all packages" + (" that keep those clauses" if _kept(result) else "")
    added = ", even with every guarantee added," if _guaranteed(result) else ""
    return f"No change of up to {_clauses(repairs.searched)}{added} makes all sign at the most likely values ({proof})."


def unneeded(result: SignResult) -> str:
    """Return that the draft need not be changed although its verdict is unknown, or nothing where that is not so."""
    if not any(not repair.changes and not repair.guarantees for repair in result.repairs.found):
        return ""
    whatever = "whatever the guarantees of unknown strength are worth; the surplus is what they leave at least"
    return f"Nothing has to be changed: all sign at the most likely values, {whatever}."


def size(result: SignResult) -> str:
    """Return how many smallest repairs there are, of which size, under which guarantees."""
    repairs = result.repairs
    more = "more than " if _unlisted(result) else ""
    changes = {0: "no clause change", 1: "1 clause change"}.get(repairs.searched, f"{repairs.searched} clause changes")
    return f"{more}{len(repairs.found):,} with {changes}, {given(result)}"


def smaller(result: SignResult) -> str:
    """Return whether smaller repairs may exist."""
    if result.repairs.complete or _unlisted(result):
        return "" if result.repairs.searched == 0 else "none with fewer exists"
    return "some verdicts are unknown: a smaller one may exist"


def _unlisted(result: SignResult) -> bool:
    return not result.repairs.complete and len(result.repairs.found) >= LISTED


def change(scenario: Scenario, repair: Repair, clauses: str) -> str:
    """Return what a repair changes: its clauses, already in words, and the guarantees that it adds."""
    if not repair.guarantees:
        return clauses
    names = ", ".join(scenario.name("ties", tie) for tie in repair.guarantees)
    word = "guarantee" if len(repair.guarantees) == 1 else "guarantees"
    return f"{clauses}; and the {word} {names}" if clauses else f"nothing but the {word} {names}"


def _kept(result: SignResult) -> list[str]:
    options: Mapping[str, object] = result.provenance.options
    keep = options.get("keep")
    return list(dict.fromkeys(keep)) if isinstance(keep, list) else []


def _guaranteed(result: SignResult) -> bool:
    return bool(result.provenance.options.get("guarantees"))


def _clauses(number: int) -> str:
    return {0: "no clause", 1: "1 clause"}.get(number, f"{number} clauses")
