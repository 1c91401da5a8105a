"""What can be doubted: the measures of all analyses with their present values."""

from __future__ import annotations

from collections.abc import Sequence

from ripeness.doubt import ListResult
from ripeness.doubt.measures import Measure, shown
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Bullets, Paragraph, Part, Telling, parts


def tell(scenario: Scenario, result: ListResult, *, headlines: bool = False) -> Telling:
    """Return measures by the question that gives them; ``headlines``: with how to ask about one of them."""
    del scenario
    count = len(result.found)
    asked = next((m.path for m in result.found if m.verdict), None) or next((m.path for m in result.found), "MEASURE")
    if headlines:
        answer = f"These {count} measures say most; ask about one of them, or about any other that --list lists."
        why = f"ripeness doubt FILE --of {asked}"
    elif count:
        answer, why = f"{count:,} measure{'s' * (count > 1)} can be doubted.", ""
    else:
        answer, why = "No measure is like that; `ripeness doubt FILE --list` lists all.", ""
    more = "--list PATTERN lists those that hold a text; --sources leaves out one source after the other."
    missing = tuple(f"{name}: {reason}" for name, reason in result.missing.items())
    return Telling(
        id="measures",
        title="What can be doubted",
        answer=answer,
        why=why,
        parts=parts(
            Part("", (Paragraph(more, "quiet"),) if headlines else ()),
            [
                Part(_titled(name, len(measures)), (_listed(measures),))
                for name, measures in result.by_question().items()
            ],
            Part("Not answered", (Bullets(missing),) if missing else ()),
        ),
        made=result.provenance,
    )


def _listed(measures: Sequence[Measure]) -> Bullets:
    """Return measures one a line, each whole: the next command needs its path."""
    return Bullets(tuple(f"{m.path}: {shown(m.value, verdict=m.verdict)}" for m in measures))


def _titled(name: str, count: int) -> str:
    analysis, _, draft = name.partition(".")
    return f"{analysis}{f' of {draft}' if draft else ''}: {count} measure{'s' * (count > 1)}"
