"""Slips that YAML lets pass and that would set off many problems: told once, and mended for the rest of the reading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ripeness.errors import Edit, Problem, brief
from ripeness.scenario.characters import named, straight
from ripeness.scenario.fields import closed_keys, known_keys, text_keys
from ripeness.scenario.quoting import quoted
from ripeness.scenario.record import is_id, not_an_id
from ripeness.scenario.text import DEFINE, matching
from ripeness.scenario.tree import NOTHING, List, Map, Mark, SourceText, walk

_LONG = 80  # characters of an id
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*")


def told(tree: Map, bare: list[tuple[Map, str]], source: SourceText) -> list[Problem]:
    """Return the problems of a tree that are told once each; the tree is changed to what was meant."""
    wordings = {id(node) for node in matching(tree, ("issues", "*", "alternatives"))}
    return [*_parted(bare, source, wordings), *_steps(tree, source), *_ids(tree, source)]


# --- text that a comma, or a colon without a blank, has parted -------------------------------------------


def _parted(bare: list[tuple[Map, str]], source: SourceText, wordings: set[int]) -> Iterator[Problem]:
    done: set[tuple[int, str]] = set()
    for node, key in bare:
        if (id(node), key) in done or not _colonless(node, key, source):
            continue
        keys = list(node)
        at = keys.index(key)
        rest = [key]
        for following in keys[at + 1 :]:
            if node[following] is not NOTHING or not _colonless(node, following, source):
                break
            rest.append(following)
        done |= {(id(node), k) for k in rest}
        spaced = re.fullmatch(r"([\w-]+):(\S.*)", key)
        if spaced and (spaced[1] in known_keys() or (at and spaced[1] not in node)):
            yield from (_unspaced(node, k, source) for k in rest if ":" in k)
        elif at and isinstance(node[keys[at - 1]], str):
            yield from _joined(node, keys[at - 1], rest, source, wordings)


def _colonless(node: Map, key: str, source: SourceText) -> bool:
    """Return whether a key without a value has no colon either, as in ``{a, b}``."""
    line, column = node.marks[key].key
    text = source.line(line)[column:]
    return text.startswith(key) and not text[len(key) :].lstrip().startswith(":")


def _unspaced(node: Map, key: str, source: SourceText) -> Problem:
    word, _, value = key.partition(":")
    mark = node.marks.pop(key)
    node.pop(key)
    place = source.place(*mark.key)
    line, column = mark.key
    begin = (line, column + len(word) + 1)
    node[word] = value
    node.marks[word] = Mark(mark.key, begin, end=(line, column + len(key)))
    message = f"'{key}' is taken for one word: the colon after a key has a blank after it"
    edit = Edit(place.line, place.column, key, f"{word}: {value}")
    return Problem("unknown-key", message, place, f"write `{word}: {value}`", edits=(edit,))


def _joined(node: Map, before: str, rest: list[str], source: SourceText, wordings: set[int]) -> Iterator[Problem]:
    """Join a text with what follows its commas; tell it where the field holds text.

    A number, a day, a list or an id is only joined: its own problem names the comma.
    """
    first, begin = node.marks[before], node.marks[rest[0]].key
    end = (node.marks[rest[-1]].key[0], node.marks[rest[-1]].key[1] + len(rest[-1]))
    raw = source.between(first.value, end)
    for key in rest:
        del node[key], node.marks[key]
    node.marks[before] = first._replace(end=end)
    free = before in text_keys() or id(node) in wordings
    numeric = all(_NUMBER.fullmatch(part) for part in re.split(r",\s*", raw))
    if not first.quoted:
        node[before] = " ".join(raw.split())
        if not free and (numeric or before in known_keys()):
            return
    whole = " ".join(raw.split())
    if first.quoted:
        whole = str(node[before]) + whole[len(source.between(first.value, first.end or first.value)) :]
    odd = [c for c in (whole[0], whole[-1]) if not c.isascii() and straight(c) in ("'", '"')]
    new = quoted(whole[1:-1] if len(odd) == 2 else whole)
    curly = f"{named(odd[0])} is no quotation mark to YAML, straight ones are: " if odd else ""
    column = source.line(begin[0]).rfind(",", 0, begin[1])
    place = source.place(begin[0], column) if column >= 0 else source.place(*first.value)
    message = f"the comma ends the text of '{before}' here, for the text stands between braces without quotes"
    edit = Edit(first.value[0] + 1, first.value[1] + 1, raw, new)
    yield Problem(
        "comma-in-text", message, place, brief(f"{curly}put the text in quotes: write `{new}`"), edits=(edit,)
    )


# --- steps of a rate beside `age-of` ----------------------------------------------------------------------


def _steps(tree: Map, source: SourceText) -> Iterator[Problem]:
    timeline = tree.get("timeline")
    events = timeline.get("events") if isinstance(timeline, Map) else None
    for event in events.values() if isinstance(events, Map) else ():
        hazard = event.get("hazard") if isinstance(event, Map) else None
        if not isinstance(hazard, Map) or "from" in hazard:
            continue
        steps = [k for k in hazard if re.fullmatch(r"[0-9.]+ days?|[0-9]{4}-[0-9]{2}-[0-9]{2}", k)]
        if not steps:
            continue
        marks = [hazard.marks[s] for s in steps]
        inner = Map(hazard.start)
        for step in steps:
            inner[step], inner.marks[step] = hazard.pop(step), hazard.marks.pop(step)
        hazard["from"], hazard.marks["from"] = inner, marks[0]
        ends = [m.end for m in marks if m.end]
        raw = source.between(marks[0].key, ends[-1]) if len(ends) == len(marks) else ""
        edits: tuple[Edit, ...] = ()
        new = f"from: {{{', '.join(f'{k}: {v}' for k, v in inner.items() if isinstance(v, str))}}}"
        if raw and "\n" not in raw:
            new = f"from: {{{raw}}}"
            edits = (Edit(marks[0].key[0] + 1, marks[0].key[1] + 1, raw, new),)
        message = f"'{steps[0]}' is not a key that may stand here"
        place = source.place(*marks[0].key)
        yield Problem(
            "unknown-key", message, place, f"the steps of a rate stand under `from`: write `{new}`", edits=edits
        )


# --- ids that are badly written where they are defined ------------------------------------------------------


def _ids(tree: Map, source: SourceText) -> Iterator[Problem]:
    renamed: dict[str, str] = {}
    found: dict[str, Mark] = {}
    undefined = _undefined(tree)
    for pattern in DEFINE:
        for node in matching(tree, pattern[:-1]):
            for key in [k for k in node if not is_id(k) and len(k) <= _LONG]:
                better = _named(not_an_id(key)[2], undefined)
                if better and better not in node and renamed.get(key, better) == better:
                    renamed[key] = better
                    found.setdefault(key, node.marks[key])
    if not renamed:
        return
    renaming = _Renaming(renamed, source)
    renaming.apply(tree)
    for key, mark in found.items():
        message, hint, first = not_an_id(key)
        hint = hint.replace(f"`{first}`", f"`{renamed[key]}`")
        edits = tuple(renaming.edits[key])
        also = f", here and in the {len(edits) - 1} other places that name it" if len(edits) > 1 else ""
        yield Problem("bad-id", message, source.place(*mark.key), hint + also, edits=edits)


def _undefined(tree: Map) -> frozenset[str]:
    """Return the ids that a file uses for actors and issues and does not define."""
    used = [k for p in _USED for node in matching(tree, p[:-1]) for k in node if is_id(k)]
    defined = {k for p in (("actors", "*"), ("issues", "*")) for node in matching(tree, p[:-1]) for k in node}
    return frozenset(used) - defined


_USED = (
    ("preferences", "*"),
    ("preferences", "*", "weights", "*"),
    ("war", "strength", "*"),
    ("war", "cost", "*"),
    ("conference", "stands", "*"),
    ("graph", "preferences", "*"),
)


def _named(suggestion: str, undefined: frozenset[str]) -> str:
    """Return the id by which the rest of the file names what is badly written, or the suggestion where none is near."""
    if suggestion in undefined:
        return suggestion
    near = [u for u in undefined if suggestion.startswith(f"{u}-") or u.replace("-", "") == suggestion.replace("-", "")]
    return near[0] if len(near) == 1 else suggestion


class _Renaming:
    """Writes better ids in place of bad ones wherever they name something, and notes each change of the file."""

    def __init__(self, renamed: dict[str, str], source: SourceText) -> None:
        self.renamed = renamed
        self.source = source
        self.edits: dict[str, list[Edit]] = {old: [] for old in renamed}
        names = "|".join(map(re.escape, sorted(renamed, key=len, reverse=True)))
        self._named = re.compile(rf"(?<![\w-])({names})(?![\w-])")
        self._skipped = (text_keys() - {"path"}) | closed_keys()

    def apply(self, tree: Map) -> None:
        """Change the tree: keys, and values that are no free text."""
        for path, node in list(walk(tree)):
            free = path[-1:] == ("alternatives",) or (bool(path) and path[-1] in self._skipped)
            if isinstance(node, Map):
                self._keys(node)
                for key, value in list(node.items()):
                    if isinstance(value, str) and not free and key not in self._skipped:
                        node[key] = self._better(value, node.marks[key].value)
            elif isinstance(node, List):
                for index, item in enumerate(node):
                    if isinstance(item, str) and not free:
                        node[index] = self._better(item, node.marks[index].value)

    def _keys(self, node: Map) -> None:
        whole = [(key, self._better(key, node.marks[key].key)) for key in node if key in self.renamed or "." in key]
        new = {old: better for old, better in whole if better != old and better not in node}
        if not new:
            return
        content = [(new.get(key, key), node[key], node.marks[key]) for key in node]
        node.clear()
        node.marks.clear()
        for key, value, mark in content:
            node[key], node.marks[key] = value, mark

    def _better(self, text: str, start: tuple[int, int]) -> str:
        line, column = start
        written = self.source.line(line)
        column += written[column : column + 1] in ("'", '"')
        for match in self._named.finditer(text):
            old = match[1]
            if written.startswith(old, column + match.start()):
                self.edits[old].append(Edit(line + 1, column + match.start() + 1, old, self.renamed[old]))
        return self._named.sub(lambda m: self.renamed[m[1]], text)
