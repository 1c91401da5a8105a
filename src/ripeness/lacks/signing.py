"""What `sign`, `deals`, `panel` and `pressure` lack."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from ripeness.errors import Problem, near
from ripeness.scenario import Scenario
from ripeness.scenario.checks import Finding
from ripeness.scenario.record import Path
from ripeness.scenario.ties import Guarantee
from ripeness.valuation.lacks import problems_of, signing, withdrawing

MOST_PACKAGES = 200_000  # that the panel looks at, one by one
MOST_GUARANTEES = 8  # that may be added, of which every set is tried

_ROLE = "name the signatories of the draft, or give the actors that are to sign `role: party`"


def sign(scenario: Scenario, draft: str | None) -> tuple[Problem, ...]:
    """Return what ``sign`` lacks for a draft, or for any."""
    if draft is None:
        return () if scenario.drafts else problems_of(scenario, [no_draft(scenario)])
    return problems_of(scenario, _sign(scenario, draft))


def _sign(scenario: Scenario, draft: str) -> Iterator[Finding]:
    if draft not in scenario.drafts:
        yield unknown_draft(scenario, draft)
        return
    yield from nobody_signs(scenario, draft)
    yield from signing(scenario, scenario.signatories(draft), viewers=(None,))
    yield from observing(scenario)


def observing(scenario: Scenario) -> Iterator[Finding]:
    """Yield what is lacking to learn from the signatures and refusals that were seen, of whatever draft."""
    for draft, record in scenario.drafts.items():
        if record.observed and (record.observed.signed or record.observed.refused):
            yield from signing(scenario, scenario.signatories(draft))


def deals(scenario: Scenario, draft: str | None) -> tuple[Problem, ...]:
    """Return what ``deals`` lacks for a draft, or without one."""
    return problems_of(scenario, _deals(scenario, draft))


def _deals(scenario: Scenario, draft: str | None) -> Iterator[Finding]:
    if draft is not None and draft not in scenario.drafts:
        yield unknown_draft(scenario, draft)
        return
    signatories = scenario.parties if draft is None else scenario.signatories(draft)
    if len(signatories) < 2:
        yield too_few(scenario, draft)
    yield from signing(scenario, signatories)


def panel(scenario: Scenario, draft: str | None) -> tuple[Problem, ...]:
    """Return what ``panel`` lacks; it is asked of no draft."""
    del draft
    return problems_of(scenario, _panel(scenario))


def _panel(scenario: Scenario) -> Iterator[Finding]:
    if not scenario.parties:
        hint = "give the sides of the conflict `role: party`"
        message = f"no actor of '{scenario.id}' has the role party"
        yield Finding(("actors",), "no-parties", message, hint, key=True)
    total = prod(len(issue.alternatives) for issue in scenario.issues.values())
    if total > MOST_PACKAGES:
        message = f"there are {total:,} packages; the panel looks at no more than {MOST_PACKAGES:,}"
        hint = "merge issues, or leave out alternatives that nobody proposes"
        yield Finding(("issues",), "too-many-packages", message, hint, key=True)
    yield from signing(scenario, scenario.parties, viewers=(None, *scenario.parties))


def pressure(scenario: Scenario, draft: str | None, *, made: bool = False) -> tuple[Problem, ...]:
    """Return what ``pressure`` lacks for a draft, or without one; ``made``: where support is cut whatever they do."""
    return problems_of(scenario, _pressure(scenario, draft, made=made))


def _pressure(scenario: Scenario, draft: str | None, *, made: bool) -> Iterator[Finding]:
    if draft is not None and draft not in scenario.drafts:
        yield unknown_draft(scenario, draft)
        return
    if draft is not None:
        yield from nobody_signs(scenario, draft)
    elif len(scenario.parties) < 2:
        yield too_few(scenario, draft)
    addable = addable_guarantees(scenario, draft)
    if len(addable) > MOST_GUARANTEES:
        yield too_many_guarantees(len(addable), draft)
    signatories = scenario.parties if draft is None else scenario.signatories(draft)
    yield from signing(scenario, signatories)
    yield from withdrawing(scenario, signatories, made=made)


def addable_guarantees(scenario: Scenario, draft: str | None) -> list[str]:
    """Return the guarantees that a lawful plan may add to a draft, or to any package."""
    record = None if draft is None else scenario.drafts[draft]
    every = [t for t, tie in scenario.ties.items() if isinstance(tie, Guarantee) and tie.lawful]
    return [t for t in every if record is None or (t in record.may_guarantee and t not in record.guarantees)]


# ---- each in its words -------------------------------------------------------------------------------------------


def no_draft(scenario: Scenario) -> Finding:
    """Return that there is no draft to be signed."""
    message = f"'{scenario.id}' has no draft to sign"
    hint = "add `drafts: {first-text: {package: {issue: alternative}}}`; `ripeness deals` needs none"
    return Finding(("drafts",), "no-draft", message, hint, key=True)


def unknown_draft(scenario: Scenario, draft: str) -> Finding:
    """Return that a draft was asked about that there is not."""
    message = f"'{draft}' is not a draft of '{scenario.id}'"
    return Finding(("drafts",), "unknown-draft", message, near(draft, scenario.drafts), key=True)


def nobody_signs(scenario: Scenario, draft: str) -> Iterator[Finding]:
    """Yield that nobody is to sign a draft."""
    if not scenario.signatories(draft):
        message = f"nobody is to sign '{draft}': it names no signatories, and no actor has the role party"
        yield Finding(("drafts", draft), "no-signatory", message, _ROLE, key=True)


def too_few(scenario: Scenario, draft: str | None) -> Finding:
    """Return that fewer than two are to sign."""
    signatories = scenario.parties if draft is None else scenario.signatories(draft)
    found = f"only '{signatories[0]}' is to sign" if signatories else "nobody is to sign"
    where: Path = ("actors",)
    if draft is not None and scenario.drafts[draft].signatories is not None:
        where = ("drafts", draft, "signatories")
    hint = "name the signatories of the draft, or give at least two actors `role: party`"
    return Finding(where, "too-few-signatories", f"an agreement needs two sides, but {found}", hint, key=True)


def too_many_guarantees(count: int, draft: str | None) -> Finding:
    """Return that there are too many guarantees for every set of them to be tried."""
    message = f"{count} guarantees may be added; every set of up to {MOST_GUARANTEES} can be tried"
    hint = "name the draft, or fewer guarantees under its `may-guarantee`"
    where: Path = ("ties",) if draft is None else ("drafts", draft, "may-guarantee")
    return Finding(where, "too-many-guarantees", message, hint, key=True)
