"""SVG text made fit to stand in a page: small, in the page's own colours and fonts, with ids that meet no others."""

from __future__ import annotations

import hashlib
import re
from xml.etree import ElementTree as ET

_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_NEAR = 0.05  # of a point: half of what is written
_NAMED = re.compile(r"url\(#([^)]+)\)")
_PLACED = ("d", "x", "y", "width", "height", "transform", "points")
#: Colours of pictures that follow those of the page, which has darker and lighter ones for light and dark screens.
_FOLLOWS = {
    "#22262b": "var(--ink,#22262b)",
    "#5c636d": "var(--quiet,#5c636d)",
    "#1f5a99": "var(--blue,#1f5a99)",
    "#b35900": "var(--orange,#b35900)",
    "#ffffff": "var(--paper,#ffffff)",
}

ET.register_namespace("", _SVG)
ET.register_namespace("xlink", _LINK)


def compact(svg: str, prefix: str) -> str:
    """Return SVG text with one decimal, styles as classes, no ids but those that are referred to, each with a prefix.

    Parameters
    ----------
    svg : str
        As matplotlib writes it, with text as text.
    prefix : str
        What no other picture of the page begins its ids with.
    """
    root = ET.fromstring(svg)  # noqa: S314 - we drew it
    for parent in list(root.iter()):
        for child in [c for c in parent if c.tag.endswith(("metadata", "}style"))]:
            parent.remove(child)
    used = _referred(root)
    classes: dict[str, str] = {}
    for element in root.iter():
        _shorten(element, prefix, used, classes)
        _unspace(element)
    _unwrap(root)
    if classes:
        style = ET.Element(f"{{{_SVG}}}style")
        rules = (f".{name}{{{text}}}" for text, name in classes.items())
        style.text = "".join(["*{stroke-linejoin:round;stroke-linecap:butt}", *rules])
        root.insert(0, style)
    return ET.tostring(root, encoding="unicode")


def _referred(root: ET.Element) -> set[str]:
    """Return the ids to which something refers."""
    found = set()
    for element in root.iter():
        for key, value in element.attrib.items():
            found |= {value[1:]} if key.endswith("href") and value.startswith("#") else set(_NAMED.findall(value))
    return found


def _shorten(element: ET.Element, prefix: str, used: set[str], classes: dict[str, str]) -> None:
    own = element.attrib
    if own.get("id") not in used:
        own.pop("id", None)
    else:
        own["id"] = prefix + own["id"]
    if own.get("transform", "").startswith("rotate(-0"):
        own.pop("transform")
    for key in list(own):
        if key.endswith("href"):
            own[key] = own[key].replace("#", f"#{prefix}", 1)
        elif key in _PLACED:
            own[key] = _tight(_NUMBER.sub(_rounded, " ".join(own[key].split())))
        else:
            own[key] = _NAMED.sub(rf"url(#{prefix}\1)", own[key])
    if style := own.pop("style", ""):
        own["class"] = classes.setdefault(_colours(style), _class(style))


def _tight(text: str) -> str:
    """Return a path without the blanks that nobody needs, and without points that lie on the way between others."""
    parts = re.findall(r"[A-Za-z][^A-Za-z]*", text) if re.match(r"M ?-?\d", text) else []
    if not parts:
        return text
    kept: list[str] = []
    for part in parts:
        straight = part[0] == "L" and len(kept) > 1 and kept[-1][0] == "L" and kept[-2][0] in "ML"
        if straight and _between(*(_point(one) for one in (kept[-2], kept[-1], part))):
            kept.pop()
        kept.append(part)
    return "".join(part.replace(" ", "", 1).rstrip() for part in kept)


def _point(part: str) -> tuple[float, float]:
    x, y = part[1:].split()
    return float(x), float(y)


def _between(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    """Return whether a point lies on the way from one to another, as near as is drawn."""
    off = abs((c[0] - a[0]) * (b[1] - a[1]) - (c[1] - a[1]) * (b[0] - a[0]))
    long = max(abs(c[0] - a[0]), abs(c[1] - a[1]))
    inside = all(min(p, r) <= q <= max(p, r) for p, q, r in zip(a, b, c, strict=True))
    return inside and off <= _NEAR * long


def _rounded(found: re.Match[str]) -> str:
    text = f"{float(found[0]):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _colours(style: str) -> str:
    text = re.sub(r"\s*([:;])\s*", r"\1", style)
    for drawn, shown in _FOLLOWS.items():
        text = text.replace(drawn, shown)
    return re.sub(r"font-family:[^;]*;?", "", text)


def _class(style: str) -> str:
    return "s" + hashlib.sha256(style.encode()).hexdigest()[:6]


def _unwrap(element: ET.Element) -> None:
    """Put the content of groups that say nothing in their place."""
    for child in list(element):
        _unwrap(child)
    flat: list[ET.Element] = []
    for child in element:
        flat += list(child) if child.tag.endswith("}g") and not child.attrib else [child]
    element[:] = [c for c in flat if len(c) or c.attrib or c.text]


def _unspace(element: ET.Element) -> None:
    """Take out the blanks between elements; those of a text stay."""
    if not element.tag.endswith(("}text", "}tspan")) and not (element.text or "").strip():
        element.text = None
    element.tail = None if not (element.tail or "").strip() else element.tail
