"""Of many problems those that say something new: what is gone once another is mended was only its consequence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from ripeness.errors import Problem
from ripeness.scenario.mending import changed

_MANY = 40  # problems beyond which all are told
_LARGE = 300_000  # characters of a text beyond which all are told
_TRIED = 12  # problems whose cures are tried

#: What stands first where each of two problems would be gone with the other.
_FIRST = ("odd-character", "not-yaml", "tag-refused", "comma-in-text", "bad-id", "unknown-key")


def without_consequences(
    text: str, problems: Sequence[Problem], problems_of: Callable[[str], Sequence[Problem]]
) -> list[Problem]:
    """Return the problems without those that are gone once the cure of another is followed.

    ``problems_of`` reads a text again. The cures of the first dozen problems that have one are tried, each alone.
    """
    kept = list(problems)
    if not 1 < len(kept) <= _MANY or len(text) > _LARGE:
        return kept
    cured = sorted(
        (p for p in kept if p.edits), key=lambda p: _FIRST.index(p.code) if p.code in _FIRST else len(_FIRST)
    )
    for problem in cured[:_TRIED]:
        if problem not in kept or len(kept) == 1:
            continue
        try:
            left = Counter((p.code, p.message) for p in problems_of(changed(text, *problem.edits)))
        except (ValueError, IndexError):
            continue
        if sum(left.values()) >= len(problems):
            continue
        kept = [p for p in kept if p is problem or (p.code, p.message) in left]
    return kept
