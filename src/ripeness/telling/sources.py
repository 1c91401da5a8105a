"""What hangs on each source, claim and reading, over all analyses."""

from __future__ import annotations

from ripeness.doubt import LeaveOneOutResult
from ripeness.doubt.variants import Kind
from ripeness.doubt.without import Left
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Bullets, Cell, Paragraph, Part, Table, Telling, blocks, parts
from ripeness.telling.sensitivity import METHOD
from ripeness.words import doubt as say
from ripeness.words.notes import notes

_TITLES: tuple[tuple[Kind, str], ...] = (
    ("source", "Without a source"),
    ("claim", "Without one claim"),
    ("reading", "With a claim read in another way"),
)
_ON_SCREEN = 5


def tell(scenario: Scenario, result: LeaveOneOutResult, *, confidential: bool = False) -> Telling:
    """Return what hangs on each source; ``confidential``: with what confidential sources say."""
    carrying = {kind: [one for one in result.of_kind(kind) if one.moved] for kind, _ in _TITLES}
    turning = [one for one in carrying["source"] if one.changes]
    most = max(carrying["source"], key=lambda one: len(one.moved), default=None)
    if not carrying["source"]:
        answer = "Nothing hangs on any source alone."
    elif turning:
        verdicts = sum(len(one.changes) for one in turning)
        answer = (
            f"Leaving out one source turns {verdicts} {'verdict' if verdicts == 1 else 'verdicts'}: "
            f"{', '.join(one.variant.id for one in turning)}."
        )
    else:
        answer = "No verdict turns when any one source is left out."
    why = f"Most figures move without {most.variant.id}: {len(most.moved):,} of {len(result.base):,}." if most else ""
    return Telling(
        id="sources",
        title="What hangs on which source?",
        answer=answer,
        why=why,
        sure=f"{len(result.base):,} figures of all analyses, without one source or claim after the other.",
        parts=parts(
            [
                _part(scenario, result, title, carrying[kind], len(result.of_kind(kind)), confidential=confidential)
                for kind, title in _TITLES
                if carrying[kind]
            ]
        ),
        notes=notes(scenario, result.warnings),
        method=METHOD,
        made=result.provenance,
    )


def _part(
    scenario: Scenario, result: LeaveOneOutResult, title: str, found: list[Left], count: int, *, confidential: bool
) -> Part:
    rows = tuple(_row(scenario, one, confidential=confidential) for one in found)
    header = ("left out", "grade", "numbers", "figures moved", "what it is")
    idle = count - len(found)
    carries = "carries" if idle == 1 else "carry"
    said = Paragraph(f"{idle} {carries} nothing alone.", "quiet") if idle else None
    table = Table(header, rows, "Numbers that rest on it alone, and how many figures move", most=_ON_SCREEN)
    changes = tuple(f"Without {one.variant.id}: {_changes(scenario, result, one)}" for one in found)
    return Part(title, blocks(table, Bullets(changes, most=_ON_SCREEN), said))


def _row(scenario: Scenario, one: Left, *, confidential: bool) -> tuple[Cell, ...]:
    return (
        Cell(one.variant.id, "head"),
        Cell(one.variant.grade),
        Cell(str(len(one.variant.affected)), "number"),
        Cell(f"{len(one.moved):,}", "number"),
        Cell(say.says(scenario, one, confidential=confidential)),
    )


def _changes(scenario: Scenario, result: LeaveOneOutResult, one: Left) -> str:
    """Return which verdicts change without it, and what then has no answer."""
    told = [say.change(scenario, result, path, one) for path in one.changes]
    said = [f"{'; '.join(told)}."] if told else [say.largest(scenario, result, one)]
    said += [f"{name} then has no answer: {reason}." for name, reason in one.refused.items()]
    return " ".join(said)
