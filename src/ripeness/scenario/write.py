"""Scenario files out: what was changed is laid into the text that was read; every other line stays as it is.

The text that was read is laid out again as nodes with their first and last character. The plain form of what it
meant and that of what it shall mean are compared from the top; where they differ, the span of a value is
replaced, an entry is added after its sibling, or taken out. What comes out is read again and compared before
anyone gets it.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path as FilePath
from typing import NoReturn

from ripeness.errors import Place, Problem, ScenarioError
from ripeness.scenario.model import Scenario
from ripeness.scenario.plain import to_plain
from ripeness.scenario.read import Places, read_text
from ripeness.yamltext.edit import lay
from ripeness.yamltext.forms import same
from ripeness.yamltext.spell import whole


def write(scenario: Scenario, file: str | FilePath | None = None, *, force: bool = False) -> str:
    r"""Return the text of a scenario's file, and write it where a file is given.

    What was changed since the scenario was read is laid into the text that it was read from; comments, order and
    every other line stay, byte for byte. A scenario that came from no file is laid out afresh. The text is read
    again and compared with the scenario before it is returned.

    Parameters
    ----------
    scenario : Scenario
        As read, or a changed copy (``model_copy(update=...)``).
    file : str or path, optional
        Where to write it: whole or not at all.
    force : bool
        Overwrite ``file`` also when it holds something else than what the scenario was read from.

    Returns
    -------
    str
        The text, with the line ends and the byte order mark of the file.

    Raises
    ------
    ScenarioError
        The problems of the changed scenario; ``not-writable`` when the text would not mean the same;
        ``file-changed`` when the file holds something else than what was read; ``cannot-write``.

    Notes
    -----
    Comments inside a removed entry go with it; those above it stay. A change to what an anchor names or an alias
    stands for writes out every alias of the file.

    Examples
    --------
    >>> import ripeness
    >>> from ripeness.scenario.write import write
    >>> scenario = ripeness.read("libya-2020")
    >>> renamed = scenario.model_copy(update={"title": "Libya: five days"})
    >>> before = write(scenario).splitlines()
    >>> [line for line in write(renamed).splitlines() if line not in before]
    ['title: "Libya: five days"']
    """
    text = _written(scenario)
    if file is not None:
        _save(FilePath(file), text, original(scenario), force=force)
    return text


def original(scenario: Scenario) -> str | None:
    """Return the text that a scenario was read from, or None when it came from no file."""
    places = scenario._places  # noqa: SLF001 - the one other place that knows them
    if not isinstance(places, Places):
        return None
    return getattr(places.source.text, "mark", "") + places.source.text


def name_of(scenario: Scenario) -> str:
    """Return the name of the file that a scenario was read from, or its id."""
    places = scenario._places  # noqa: SLF001 - as above
    return places.source.name if isinstance(places, Places) else scenario.id


def _written(scenario: Scenario) -> str:
    was, after = original(scenario), to_plain(scenario)
    if was is None:
        text = whole(after)
    else:
        mark = "\ufeff" * was.startswith("\ufeff")
        before = to_plain(read_text(was, name_of(scenario)))
        if same(before, after):
            return was
        text = mark + lay(was.removeprefix("\ufeff"), before, after)
    _verify(text, scenario)
    return text


def _verify(text: str, scenario: Scenario) -> None:
    """Raise unless the text means what the scenario says; nothing that reads otherwise leaves this module."""
    name = f"{name_of(scenario)} as changed"
    try:
        again = read_text(text, name)
    except UnicodeEncodeError:
        _cannot("not-writable", "the scenario holds characters that no file can hold", name, "replace them")
    if _meaning(again) != _meaning(scenario):
        hint = "parts of a scenario are made by its classes, as Number(is_=5); if they are, please report this"
        _cannot("not-writable", "what would be written does not mean what the scenario says", name, hint)


def _meaning(scenario: Scenario) -> str:
    """Return the meaning as the digest takes it, afresh: a changed copy may carry the digest of what it was."""
    content = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True, warnings=False)
    return json.dumps(content, separators=(",", ":"))


def _cannot(code: str, message: str, name: str, hint: str = "") -> NoReturn:
    raise ScenarioError([Problem(code, message, Place(name, 1, 1), hint)]) from None


def _save(path: FilePath, text: str, was: str | None, *, force: bool) -> None:
    content = text.encode("utf-8")
    try:
        if path.is_dir():
            _cannot("cannot-write", f"'{path}' is a folder", str(path), "name a file in it")
        if path.exists():
            there = path.read_bytes()
            if there == content:
                return
            if not force and (was is None or there != was.encode("utf-8")):
                hint = "read it again and repeat the change, or write with force=True"
                _cannot("file-changed", f"'{path}' does not hold what was read", str(path), hint)
        _replace(path.resolve(), content)
    except OSError as error:
        _cannot("cannot-write", f"'{path}' cannot be written: {error.strerror or error}", str(path))


def _replace(path: FilePath, content: bytes) -> None:
    """Put a file in the place of another at once; it keeps who may read and write it."""
    mask = os.umask(0)
    os.umask(mask)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        FilePath(name).chmod(mode)
        FilePath(name).replace(path)
    except BaseException:
        FilePath(name).unlink(missing_ok=True)
        raise
