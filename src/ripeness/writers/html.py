"""A document as one HTML file that holds all it needs: no script, no font, no picture from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from ripeness.errors import printable
from ripeness.telling.blocks import Document

# Letters that run from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko and their like, presentation forms included.
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
_RUN = f"[{_RTL}](?:[^\\S\\n]*[\\u200c\\u200d]?[{_RTL}]+)*"


def render(document: Document) -> str:
    """Return a document as HTML text; everything from a scenario is escaped."""
    folder = files("ripeness.writers")
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shower(document.names),
    )
    environment.filters["plain"] = lambda text: escape(_clean(text))
    environment.filters["picture"] = Markup
    environment.tests["a"] = lambda block, name: type(block).__name__ == name
    template = environment.from_string((folder / "report.html.j2").read_text(encoding="utf-8"))
    style = Markup((folder / "style.css").read_text(encoding="utf-8"))  # noqa: S704 - shipped with the package
    return template.render(document=document, style=style)


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
