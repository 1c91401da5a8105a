"""A document as one HTML file that holds all it needs: no script, no font, no picture from elsewhere."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from ripeness.report.document import Document


def render(document: Document) -> str:
    """Return a document as HTML text; everything from a scenario is escaped."""
    folder = files("ripeness.report") / "templates"
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["picture"] = Markup
    environment.tests["a"] = lambda block, name: type(block).__name__ == name
    template = environment.from_string((folder / "report.html.j2").read_text(encoding="utf-8"))
    style = Markup((folder / "style.css").read_text(encoding="utf-8"))  # noqa: S704 - shipped with the package
    return template.render(document=document, style=style)
