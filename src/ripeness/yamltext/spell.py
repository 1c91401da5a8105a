"""Plain data spelled out as YAML: bare where it may be, else in quotes, folded at a width."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from typing import Any

from ripeness.yamltext.forms import Bare, Many, Rule, alone

WIDTH = 120  # columns of the lines that are spelled here
WORDS_OF_YAML = frozenset(["null", "~", "true", "false", "yes", "no", "on", "off", "y", "n"])
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_KEY = re.compile(r"[a-z0-9][a-z0-9_.-]*( days?)?")
_ATOM = re.compile(r"[a-z0-9-]+")
_SENTENCE = re.compile(r"\S+(?: \S+)*\n")


def spelled(value: Any) -> str:
    """Return a plain form on one line, as it may stand between braces.

    Examples
    --------
    >>> from ripeness.yamltext.forms import Bare
    >>> from ripeness.yamltext.spell import spelled
    >>> spelled({"is": [Bare("1"), Bare("2")], "note": "why: a guess"})
    '{is: [1, 2], note: "why: a guess"}'
    """
    if alone(value):
        return spelled(value["is"])
    if isinstance(value, dict):
        return f"{{{', '.join(f'{spelled_key(k)}: {spelled(v)}' for k, v in value.items())}}}"
    if isinstance(value, Many) and len(value) == 1:
        return spelled(value[0])
    if isinstance(value, list):
        return f"[{', '.join(map(spelled, value))}]"
    return spelled_scalar(value, flow=True)


def spelled_key(key: str) -> str:
    """Return a key as it is to be written."""
    return key if _KEY.fullmatch(key) else _quoted(key)


def spelled_scalar(text: str, *, flow: bool) -> str:
    """Return a text as it is to be written; ``flow``: between braces or brackets."""
    if isinstance(text, Bare) or _can_be_bare(text, flow=flow):
        return str(text)
    return _quoted(text)


def _can_be_bare(text: str, *, flow: bool) -> bool:
    if not text or not text.isprintable() or text != text.strip() or text.lower() in WORDS_OF_YAML:
        return False
    if not (text[0].isalnum() or text[0] == "(") or (text[0].isdigit() and " " not in text):
        return False  # numbers and dates among the texts are quoted for other readers of YAML
    if isinstance(text, Rule) and not _ATOM.fullmatch(text):
        return False
    if ": " in text or " #" in text or text.endswith(":"):
        return False
    return not (flow and any(c in text for c in ",[]{}?:"))


def _quoted(text: str) -> str:
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    if text.isprintable() and "'" not in text:
        return f"'{text}'"
    return f'"{"".join(_ESCAPES.get(c) or (c if c.isprintable() else _escaped(ord(c))) for c in text)}"'


def _escaped(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def spelled_lines(head: str, value: Any, indent: int, *, deep: bool = False) -> list[str]:
    """Return the lines of a key or dash with its value: on one line where it fits, unless it shall be ``deep``."""
    pad = " " * indent
    if isinstance(value, str):
        return _text_lines(pad + head, value, indent)
    one = f"{pad}{head} {spelled(value)}"
    if not value or (len(one) <= WIDTH and not deep) or alone(value):
        return [one]
    inner = _inner_lines(value, indent + 2)
    if head != "-":
        return [pad + head, *inner]
    return [f"{pad}- {inner[0].lstrip()}", *inner[1:]]


def _inner_lines(value: Any, indent: int) -> list[str]:
    if isinstance(value, dict):
        return [line for key, item in value.items() for line in spelled_lines(f"{spelled_key(key)}:", item, indent)]
    return [line for item in value for line in spelled_lines("-", item, indent)]


def _text_lines(head: str, text: str, indent: int) -> list[str]:
    block = block_lines(text, " " * (indent + 2))
    return [f"{head} {block[0]}", *block[1:]] if block else [f"{head} {spelled_scalar(text, flow=False)}"]


def block_lines(text: str, pad: str) -> list[str] | None:
    """Return a text that ends with a line break as a folded or literal block, or None where it cannot be one."""
    if _SENTENCE.fullmatch(text) and text[:-1].isprintable():
        width = max(20, WIDTH - len(pad))
        folded = textwrap.wrap(text[:-1], width, break_long_words=False, break_on_hyphens=False)
        return [">", *(pad + line for line in folded)]
    lines = text.split("\n")
    if len(lines) < 3 or lines[-1] or not lines[-2] or lines[0][:1] in ("", " "):
        return None
    return ["|", *(pad + line if line else "" for line in lines[:-1])] if "".join(lines).isprintable() else None


def whole(value: Mapping[str, Any]) -> str:
    """Return the plain form of a scenario as a file of its own, in a tidy layout in the order of the reference."""
    lines: list[str] = []
    for key, item in value.items():
        section = isinstance(item, (dict, list)) and bool(item)
        lines += [""] * section + spelled_lines(f"{spelled_key(key)}:", item, 0, deep=section)
    return "\n".join(lines) + "\n"
