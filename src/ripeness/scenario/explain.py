"""What a validation error means for whoever wrote the file: code, message, hint, and what to write in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

from ripeness.errors import near
from ripeness.scenario.characters import as_id, straight
from ripeness.scenario.fields import known_keys, text_keys
from ripeness.scenario.logic import meant
from ripeness.scenario.quoting import quoted
from ripeness.scenario.record import is_id, shown
from ripeness.scenario.tree import NOTHING, List, Map, Mark, Node, Path, SourceText

Told = tuple[str, str, str, str | None]

#: Words for keys that others use, and the keys that they may stand for here.
_KEYS: dict[str, tuple[str, ...]] = {
    "evidence": ("because",),
    "claims": ("because",),
    "claim": ("because",),
    "sources": ("because",),
    "reason": ("because", "note"),
    "reasons": ("because",),
    "since": ("because",),
    "comment": ("note",),
    "comments": ("note",),
    "remark": ("note",),
    "notes": ("note",),
    "description": ("summary", "note"),
    "label": ("name", "title"),
    "title": ("name",),
    "name": ("title",),
    "text": ("says", "package", "title"),
    "statement": ("says",),
    "quote": ("says",),
    "page": ("at",),
    "where": ("at",),
    "type": ("kind", "role"),
    "roles": ("role",),
    "source": ("from",),
    "target": ("to",),
    "parties": ("signatories", "actors"),
    "players": ("actors",),
    "signers": ("signatories",),
    "options": ("alternatives",),
    "answers": ("alternatives",),
    "choices": ("alternatives",),
    "current": ("now",),
    "today": ("now",),
    "status-quo": ("now",),
    "owner": ("by",),
    "actor": ("by",),
    "probability": ("chance", "hazard"),
    "prob": ("chance", "probability"),
    "likelihood": ("chance",),
    "rate": ("hazard",),
    "weight": ("weights",),
    "importance": ("weights", "salience"),
    "priorities": ("weights",),
    "value": ("values", "is"),
    "utility": ("values",),
    "utilities": ("values",),
    "batna": ("reservation", "walk-away"),
    "range": ("is", "within"),
    "date": ("as_of", "on", "by"),
    "when": ("never",),
    "never": ("when",),
    "if": ("when",),
    "condition": ("when", "never", "p"),
    "effect": ("sets",),
    "set": ("sets",),
    "power": ("capability", "strength"),
    "influence": ("capability",),
    "clauses": ("package",),
    "terms": ("package",),
    "version": ("ripeness",),
    "end": ("until",),
    "deadline": ("by", "until"),
    "price": ("cost",),
    "costs": ("cost",),
    "otherwise": ("else",),
    "default": ("else",),
    "without": ("else",),
}
_VALUES: dict[str, str] = {
    "belligerent": "party",
    "signatory": "party",
    "fighter": "party",
    "supporter": "backer",
    "ally": "backer",
    "sponsor": "backer",
    "patron": "backer",
    "broker": "mediator",
    "facilitator": "mediator",
    "third party": "mediator",
    "bystander": "observer",
    "reward": "inducement",
    "incentive": "inducement",
    "aid": "inducement",
    "carrot": "inducement",
    "threat": "sanction",
    "penalty": "sanction",
    "stick": "sanction",
    "pressure": "sway",
    "influence": "sway",
    "military": "support",
    "true": "yes",
    "false": "no",
}


class At:
    """The part of a file that an error is about."""

    def __init__(
        self, tree: Map, path: Path, source: SourceText, keys: Iterable[str], ids: Mapping[str, str] | None = None
    ) -> None:
        self.tree, self.path, self.source, self.keys, self.ids = tree, path, source, tuple(keys), ids or {}
        node: Any = tree
        self.parent: Node = tree
        for step in path:
            self.parent, node = node, node[step]
        self.value: Node = node

    @property
    def mark(self) -> Mark | None:
        """Where it stands."""
        step = self.path[-1] if self.path else None
        if isinstance(self.parent, Map) and isinstance(step, str):
            return self.parent.marks[step]
        if isinstance(self.parent, List) and isinstance(step, int):
            return self.parent.marks[step]
        return None

    @property
    def written(self) -> str:
        """The value as it stands in one line of the file, or empty."""
        mark = self.mark
        if mark is None or mark.end is None or mark.end[0] != mark.value[0]:
            return ""
        return self.source.between(mark.value, mark.end)


def _explain(error: ErrorDetails, at: At) -> Told:
    kind, context = error["type"], error.get("ctx") or {}
    last = str(error["loc"][-1]) if error["loc"] else ""
    value = at.value
    if "message" in context and "hint" in context:
        return (kind, str(context["message"]), *_sharper(kind, context, at))
    if kind == "missing":
        return "missing-key", f"the key '{last}' is missing here", f"add `{last}: …`", None
    if kind == "extra_forbidden":
        return ("unknown-key", f"'{last}' is not a key that may stand here", *_key_hint(last, at))
    if kind in ("literal_error", "enum"):
        expected = str(context.get("expected", "")).replace("'", "")
        words = [w.strip() for w in expected.replace(" or ", ",").split(",")]
        return ("not-one-of", f"{shown(value)} is not one of: {', '.join(words)}", *_word_hint(value, words))
    if kind == "union_tag_invalid":
        words = str(context.get("expected_tags", "")).replace("'", "").split(", ")
        found = str(context.get("tag", ""))
        message = f"the kind {shown(found)} is not one of: {', '.join(words)}"
        return ("not-one-of", message, *_word_hint(found, words))
    if kind == "union_tag_not_found":
        typed = [k for k in ("type", "Kind", "kinds", "sort", "tie") if isinstance(value, Map) and k in value]
        hint = "add `kind:` support, sanction, inducement, guarantee or sway"
        message = "the key 'kind' is missing here"
        return (
            "missing-key",
            message,
            f"write `kind` in place of `{typed[0]}`" if typed else hint,
            next(iter(typed), None),
        )
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return ("wrong-shape", f"keys with values were expected, found {shown(value)}", *_keys_hint(at))
    if kind in ("tuple_type", "list_type"):
        return ("wrong-shape", f"a list was expected, found {shown(value)}", *_list_hint(at))
    if kind == "too_short":
        return "empty", "at least one entry is needed here", "", None
    return "wrong-shape", f"{error['msg']}, found {shown(value)}", "", None


explain = _explain


def _sharper(kind: str, context: dict[str, Any], at: At) -> tuple[str, str | None]:
    """Return the hint of a validator, or one that knows the place."""
    hint, write = str(context["hint"]), context.get("write")
    key = next((s for s in reversed(at.path) if isinstance(s, str)), "")
    if kind == "not-a-number" and "hazard" in at.path and isinstance(at.value, str):
        return _rate_hint(at.value) or (hint, write)
    if kind == "bad-id" and key == "by" and isinstance(at.value, (List, str)) and not write:
        return "an option belongs to one actor: write two options, one for each", None
    if kind == "bad-id" and isinstance(at.value, str) and (items := _items(at.value)) and len(items) > 1:
        if key == "by":
            return "an option belongs to one actor: write two options, one for each", None
        return f"one id stands here, not {len(items)}: {' or '.join(items)}", None
    if kind == "bad-id" and isinstance(at.value, str) and write and write not in at.ids:
        return _id_hint(at.value, write, at) or (hint, write)
    if kind == "wrong-shape" and key in text_keys() and at.written and at.written[0] in "[{":
        new = quoted(at.written)
        return f"text that begins with {at.written[0]} stands in quotes: write `{new}`", new
    return hint, write


def _id_hint(value: str, suggestion: str, at: At) -> tuple[str, str | None] | None:
    """Return the id that is meant by a name, or by an id that is not written well and stands nowhere."""
    if value in at.ids:
        return f"ids tie the parts together, names are for readers: write `{at.ids[value]}`", at.ids[value]
    hint = near(suggestion, at.ids.values())
    return (
        (f"ids hold small letters, digits and single hyphens; {hint}", hint.split("'")[1]) if "mean" in hint else None
    )


_PER = {"day": 1, "week": 7, "month": 30, "year": 365, "d": 1, "w": 7, "wk": 7, "mo": 30, "yr": 365}


def _rate_hint(text: str) -> tuple[str, str | None] | None:
    """Return what to write for a rate with a unit of time, or for a chance within some time."""
    plain = straight(text).strip().lower()
    match = re.fullmatch(
        r"([0-9]+(?:[.,][0-9]+)?) ?(%?) ?(?:(?:(?:per|an?|each|every|/) ?)?([a-z]+?)s?(?:ly)?)?", plain
    )
    if not match or (match[3] and match[3] not in _PER):
        return None
    number = float(match[1].replace(",", ".")) / (100 if match[2] else 1)
    days = _PER[match[3] or "day"]
    if days == 1:
        return f"a hazard is a rate per day: write `{number:.6g}`", f"{number:.6g}"
    if number >= 1:
        return f"a hazard is a rate per day: write `{number / days:.6g}`", f"{number / days:.6g}"
    new = f"chance: {number:.6g}, within: {days} days"
    return (
        f"a hazard is a rate per day; for a chance within some days write `{new}` in place of `hazard`",
        f"@key {new}",
    )


def _key_hint(key: str, at: At) -> tuple[str, str | None]:
    plain = re.sub(r"[_ ]+", "-", straight(key).strip().lower())
    known = at.keys
    for word in (*_KEYS.get(plain, ()),):
        if word in known and not (isinstance(at.parent, Map) and word in at.parent):
            return f"did you mean '{word}'?", word
    hint = near(plain, known)
    if hint.startswith("did you mean") and hint.split("'")[1] not in (at.parent if isinstance(at.parent, Map) else ()):
        return hint, hint.split("'")[1]
    if parted := _parted(at):
        return parted
    if len(at.path) > 1 and plain in known_keys() and plain not in known:
        hint = f"it belongs to another part, or its line to another column; {hint}"
    return hint, None


def _parted(at: At) -> tuple[str, str | None] | None:
    """Return the hint that an unknown key is the rest of a text that a comma and a colon have parted."""
    if not isinstance(at.parent, Map) or not at.mark:
        return None
    keys = list(at.parent)
    index = keys.index(str(at.path[-1]))
    before = at.parent.marks[keys[index - 1]] if index else None
    if before is None or keys[index - 1] not in text_keys() or before.quoted or before.value[0] != at.mark.value[0]:
        return None
    if at.mark.end is None or at.mark.end[0] != before.value[0] or not isinstance(at.value, str):
        return None
    whole = at.source.between(before.value, at.mark.end)
    new = quoted(whole)
    return f"if it belongs to the text of '{keys[index - 1]}', put that in quotes: write `{new}`", f"@before {new}"


def _word_hint(value: object, words: list[str]) -> tuple[str, str | None]:
    if not isinstance(value, str):
        return f"write one of {', '.join(words)}", None
    plain = straight(value).strip(" \"'").lower()
    same = [w for w in words if w.lower() == plain or w.lower() == re.sub(r"[_ ]+", "-", plain)]
    if not same and _VALUES.get(plain) in words:
        same = [_VALUES[plain]]
    if not same and re.fullmatch(r"[a-f][1-6]", plain):
        same = [c for c in plain.upper() if c in words]
        return f"sources carry the letter, claims the digit: write `{same[0]}`", same[0]
    if same:
        return f"write `{same[0]}`", same[0]
    items = _items(plain)
    if len(items) > 1 and all(i in words for i in items):
        new = f"[{', '.join(items)}]"
        return f"several stand in a list: write `{new}`", new
    hint = near(plain, words)
    return hint, hint.split("'")[1] if hint.startswith("did") else None


def _items(text: str) -> list[str]:
    """Return the ids that a text names with commas or other signs between, or nothing."""
    found = [part.strip() for part in re.split(r"\s*[,;/&+]\s*|\s+and\s+", straight(text)) if part.strip()]
    return found if all(is_id(f) for f in found) else []


def _list_hint(at: At) -> tuple[str, str | None]:
    value = at.value
    if isinstance(value, str) and at.path[-1:] == ("sets",) and (better := meant(value)):
        new = f'["{better}"]' if better[:1] == "!" else f"[{better}]"
        return f"a list stands in brackets: write `{new}`", new
    if isinstance(value, str):
        items = _items(value) if "&" not in value else []
        mark = at.mark
        text = value if items or (mark and not mark.quoted and not re.search(r"[!&|=,]", value)) else quoted(value)
        new = f"[{', '.join(items)}]" if items else f"[{text}]"
        return f"a list stands in brackets: write `{new}`", new
    if isinstance(value, Map) and value and all(v is NOTHING for v in value.values()):
        new = f"[{', '.join(value)}]"
        return f"a list stands in brackets, not braces: write `{new}`", new
    if at.path[-1:] == ("sets",) and isinstance(value, Map) and all(v in ("true", "false") for v in value.values()):
        new = "[" + ", ".join(k if v == "true" else f'"!{k}"' for k, v in value.items()) + "]"
        return f"facts that are set stand in a list, those made false with `!`: write `{new}`", new
    if isinstance(value, Map) and at.written.startswith("{"):
        new = f"[{at.written}]"
        return f"also a single entry stands in a list: write `{new}`", new
    if isinstance(value, Map):
        return "each entry of a list begins with a dash and a blank: `- …`", None
    return "write a list: [a, b]", None


def _keys_hint(at: At) -> tuple[str, str | None]:
    value, key = at.value, next((s for s in reversed(at.path) if isinstance(s, str)), "")
    if key == "package" and isinstance(value, List):
        return _package_hint(value, at)
    if key == "alternatives" and isinstance(value, (List, Map)):
        items = [i for i in value if isinstance(i, str)]
        ids = [as_id(i) for i in items]
        if len(items) == len(value) and len(set(ids)) == len(ids) and all(ids):
            said = [w if re.fullmatch("[A-Za-z0-9 -]+", w) else quoted(w) for w in items]
            new = ", ".join(f"{i}: {w}" for i, w in zip(ids, said, strict=True))
            return f"each alternative has an id and its wording: write `{{{new}}}`", f"{{{new}}}"
    if isinstance(value, str) and at.path[:1] == ("rules",):
        return _wrapped("never", value)
    if isinstance(value, str) and key == "never":
        return _wrapped("when", value)
    if isinstance(value, str) and len(at.path) == 2 and at.path[0] == "actors":
        role = _word_hint(value, ["party", "backer", "mediator", "observer"])[1]
        new = f"{{role: {role}}}" if role else f"{{name: {quoted(value) if ',' in value else value}, role: party}}"
        return f"an actor has keys of its own: write `{new}`", new if role else None
    if isinstance(value, List) and value and all(isinstance(i, Map) and isinstance(i.get("id"), str) for i in value):
        first = value[0]["id"]
        return f"an id is the key, not a value: write `{first}: {{…}}` in place of `- id: {first}`", None
    if isinstance(value, List) and key == "facts":
        facts = ", ".join(f"{i}: {'true' if n == 0 else 'false'}" for n, i in enumerate(value) if isinstance(i, str))
        return f"say which facts are true at the start, as in `{{{facts}}}`", None
    if isinstance(value, List):
        ids = [i for i in value if isinstance(i, str)][:2] or ["id"]
        return f"keys with values stand in braces: write `{{{', '.join(f'{i}: …' for i in ids)}}}`", None
    if isinstance(value, str) and (match := re.fullmatch(r"([\w-]+):(\S.*)", value)):
        new = f"{{{match[1]}: {match[2]}}}"
        return f"put a blank after the colon: write `{new}`", new
    return "", None


def _wrapped(key: str, value: str) -> tuple[str, str]:
    new = f"{{{key}: {quoted(value)}}}"
    return f"the condition stands under `{key}`: write `{new}`", new


def _package_hint(value: List, at: At) -> tuple[str, str | None]:
    issues = at.tree.get("issues")
    found = []
    for item in value:
        owners = [
            issue
            for issue, record in (issues.items() if isinstance(issues, Map) else ())
            if isinstance(item, str)
            and isinstance(record, Map)
            and isinstance(record.get("alternatives"), Map)
            and item in record["alternatives"]
        ]
        match = re.fullmatch(r"([\w-]+) ?= ?([\w-]+)", item) if isinstance(item, str) else None
        if match:
            found.append(f"{match[1]}: {match[2]}")
        elif len(owners) == 1:
            found.append(f"{owners[0]}: {item}")
    if len(found) == len(value):
        new = f"{{{', '.join(found)}}}"
        return f"a package names issues and their alternatives: write `{new}`", new
    return "a package names issues and their alternatives: write `{issue: alternative}`", None
