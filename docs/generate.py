"""Writes the reference pages that are made from the code; a test checks that they are up to date.

Run as `python docs/generate.py`.
"""

from __future__ import annotations

import types
import typing
from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from ripeness.scenario import Scenario
from ripeness.scenario.estimate import WORDS, Amount, Estimate, Number, Score, Share
from ripeness.scenario.logic import Condition
from ripeness.scenario.parties import Ranking
from ripeness.scenario.record import Days, Record, Table
from ripeness.scenario.timeline import Setting

PAGES = Path(__file__).parent / "reference"
ESTIMATES = {Share: "estimate 0–1", Score: "estimate 0–100", Amount: "estimate ≥ 0", Number: "estimate"}
PLAIN = {
    str: "text",
    bool: "true or false",
    int: "number",
    Condition: "condition",
    Days: "`N days`",
    Setting: "fact or `!fact`",
}


PREFACE = """\
# The scenario file, version 1

<!-- Made by docs/generate.py from the models; do not edit. -->

YAML in UTF-8. Ids hold small letters, digits and single hyphens. Unknown keys are problems. The order of ids is
meaningful: it fixes ties between equals and is part of the digest; layout, comments and quoting are not. An
unknown number is `unknown`, never a default. `tests/data/two-banks.yaml` uses every part of the format.

## Estimates

A number may be written as `62`, a range `[55, 70]` (uniform) or `[55, 60, 75]` (PERT: low, most likely, high), a
probability word where the field is 0–1, `unknown`, or with its evidence:
`{is: …, because: [claims], else: …, within: [low, high], note: …}`. `else` is what would be assumed without
those claims (default: unknown); fields without a finite range need it. `within` bounds an unknown there.

| words | range |
| --- | --- |
WORDS

## Conditions

`issue=alternative` on packages, option ids on graph states, fact ids on timelines; `!` binds tightest, then `&`,
`|`, `->` (right-associative), `<->`; parentheses. Quote them.
"""


def scenario_page() -> str:
    """Return the reference of the scenario file."""
    lines = [PREFACE.replace("WORDS", "\n".join(_word_rows()))]
    for record in _records():
        lines += _section(record)
    return "\n".join(lines).rstrip() + "\n"


def _word_rows() -> list[str]:
    ranges: dict[tuple[object, object], list[str]] = {}
    for word, bounds in WORDS.items():
        ranges.setdefault(bounds, []).append(word)
    return [f"| {', '.join(words)} | {low} to {high} |" for (low, high), words in ranges.items()]


def _records() -> list[type[Record]]:
    """Return the records of the format in the order in which they are met."""
    found: list[type[Record]] = []
    pending: list[object] = [Scenario]
    while pending:
        kind = pending.pop(0)
        if isinstance(kind, type) and issubclass(kind, Record) and not issubclass(kind, (Estimate, Setting)):
            if kind not in found:
                found.append(kind)
                hints = typing.get_type_hints(kind, include_extras=True)
                pending += [hints[name] for name in kind.model_fields]
                pending += typing.get_args(hints.get("__pydantic_extra__", ()))
        else:
            pending += [a for a in typing.get_args(kind) if a is not type(None)]
    return found


def _section(record: type[Record]) -> list[str]:
    hints = typing.get_type_hints(record, include_extras=True)
    summary = " ".join((record.__doc__ or "").split("\n\n")[0].split())
    lines = [
        f"## {record.__name__}",
        "",
        summary,
        "",
        "| key | value | needed | meaning |",
        "| --- | --- | --- | --- |",
    ]
    for name, field in record.model_fields.items():
        kind = _words(hints[name]).replace("|", "\\|")
        lines.append(f"| `{field.alias or name}` | {kind} | {_needed(field)} | {field.description or ''} |")
    extra = typing.get_args(hints.get("__pydantic_extra__", ()))
    if extra:
        lines.append(f"| *id* | {_words(extra[-1])} | | Under the id of each issue. |")
    return [*lines, ""]


def _needed(field: FieldInfo) -> str:
    if field.is_required():
        return "yes"
    default = field.get_default()
    if isinstance(default, Estimate):
        return f"default {default.is_}"
    if default in (None, PydanticUndefined, "", ()) or default == {}:
        return ""
    return f"default `{str(default).lower()}`"


def _words(kind: object) -> str:
    if isinstance(kind, type) and issubclass(kind, Estimate):
        return ESTIMATES[kind]
    if kind in PLAIN:
        return PLAIN[kind]  # type: ignore[index]
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return _annotated(inner)
    if origin is typing.Literal:
        return "one of " + ", ".join(f"`{a}`" for a in inner)
    if origin in (types.UnionType, typing.Union):
        return " or ".join(_words(a) for a in inner if a is not type(None))
    if origin is Table:
        return f"{_words(inner[0])} → {_words(inner[1])}"
    if origin is tuple:
        return f"list of {_words(inner[0])}"
    if isinstance(kind, type) and issubclass(kind, Ranking):
        return "`{ranked: [best, …, worst]}`"
    if isinstance(kind, type) and issubclass(kind, Record):
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    return "date" if getattr(kind, "__name__", "") == "date" else "text"


def _annotated(inner: tuple[object, ...]) -> str:
    schema = next((m.json_schema for m in inner[1:] if hasattr(m, "json_schema")), {})
    if isinstance(schema, dict) and "pattern" in schema and inner[0] is str:
        return "id"
    listed = any(type(m).__name__ == "BeforeValidator" for m in inner[1:])
    return _words(inner[0]) + (" (or one alone)" if listed else "")


def main() -> None:
    """Write the pages."""
    (PAGES / "scenario.md").write_text(scenario_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
