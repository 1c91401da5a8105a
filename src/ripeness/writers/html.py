"""A document as one HTML file that holds all it needs: no script, no font, no picture from elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from itertools import count
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from ripeness.errors import printable
from ripeness.telling.blocks import Cell, Document, Picture, Table, Telling, drawn, shown

# Letters that run from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko and their like, presentation forms included.
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
_RUN = f"[{_RTL}](?:[^\\S\\n]*[\\u200c\\u200d]?[{_RTL}]+)*"


def render(document: Document) -> str:
    """Return a document as HTML text; everything from a scenario is escaped."""
    environment = _environment(document.names)
    style = Markup(_shipped("style.css"))  # noqa: S704 - shipped with the package
    return environment.from_string(_shipped("page.html.j2")).render(document=document, style=style)


def fragment(telling: Telling, *, names: Sequence[str] = ()) -> str:
    """Return one telling as a piece of HTML without pictures, to stand in a page of somebody else."""
    environment = _environment(names)
    environment.globals["pictures"] = False
    source = "{% import 'blocks.html.j2' as show with context %}{{ show.telling(section) }}"
    return environment.from_string(source).render(section=telling)


def _environment(names: Sequence[str]) -> Environment:
    from jinja2 import DictLoader

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shower(names),
        loader=DictLoader({"blocks.html.j2": _shipped("blocks.html.j2")}),
    )
    environment.filters["plain"] = lambda text: escape(_clean(text))
    environment.filters["apart"] = _apart()
    numbers = count(1)
    environment.filters["drawn"] = lambda picture: _svg(picture, f"p{next(numbers)}-")
    environment.filters["grouped"] = _grouped
    environment.filters["parts"] = lambda telling: shown(telling, "page", long=True)
    environment.tests["a"] = lambda block, name: type(block).__name__ == name
    environment.globals["pictures"] = True
    return environment


def _apart() -> Callable[[str], str]:
    """Return what names the regions of a page: who jumps from one to the next must hear which is which."""
    met: Counter[str] = Counter()

    def named(text: str) -> str:
        met[text] += 1
        return text if met[text] == 1 else f"{text} ({met[text]})"

    return named


def _shipped(name: str) -> str:
    return (files("ripeness.writers") / name).read_text(encoding="utf-8")


def _svg(picture: Picture, prefix: str) -> Markup:
    """Return a picture as SVG text whose ids meet no others."""
    from ripeness.plot.figure import svg

    return Markup(drawn(picture, partial(svg, prefix=prefix)))  # noqa: S704 - drawn by us; words of a scenario are escaped where they are drawn


@dataclass(frozen=True)
class _Row:
    """A row of a table on a page: the head that names it and rows below it, if it has one, and its other cells."""

    head: Cell | None
    span: int
    cells: tuple[Cell, ...]


def _grouped(table: Table) -> list[_Row]:
    """Return the rows of a table; a head names all rows up to the next one, so that no head is empty."""
    found: list[_Row] = []
    for k, row in enumerate(table.rows):
        if not row or row[0].kind != "head":
            found.append(_Row(None, 0, row))
        elif row[0].text or not found or found[-1].span == 0:
            below = 1
            for other in table.rows[k + 1 :]:
                if not other or other[0].kind != "head" or other[0].text:
                    break
                below += 1
            found.append(_Row(row[0], below, row[1:]))
        else:
            found.append(_Row(None, -1, row[1:]))
    return found


def _clean(text: Any) -> str:
    """Return a text without control characters, which a page may not hold, and without what turns its order."""
    return "\n".join(printable(line) for line in str(text).split("\n"))


def _shower(names: Sequence[str]) -> Callable[[Any], Any]:
    """Return what shows a text on the page: escaped, and what runs from right to left kept apart from what does not.

    Without that a browser takes the figures and signs that stand between two such names for parts of them.
    """
    known = sorted({_clean(n) for n in names if re.search(f"[{_RTL}]", n)}, key=lambda n: (-len(n), n))
    runs = re.compile("|".join([*map(re.escape, known), _RUN]))

    def shown(text: Any) -> Any:
        if isinstance(text, Markup) or not isinstance(text, str) or text.isascii():
            return text if isinstance(text, Markup) or not isinstance(text, str) else _clean(text)
        clean, parts, end = _clean(text), [], 0
        for run in runs.finditer(clean):
            parts += [escape(clean[end : run.start()]), Markup("<bdi>{}</bdi>").format(run[0])]
            end = run.end()
        return Markup("").join([*parts, escape(clean[end:])])

    return shown
