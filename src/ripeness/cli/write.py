"""The one writer of files: whole or not at all, nothing lost that was not asked for, and ``-`` is standard output."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from ripeness.cli.shell import print_file
from ripeness.errors import Place, Problem, ScenarioError

Kind = Literal["HTML", "YAML", "JSON", "CSV", "Word"]

#: What programs take a file to be from the end of its name; other ends say nothing, and may hold anything.
_HOLDS: dict[str, tuple[str, ...]] = {
    "HTML": (".html", ".htm", ".xhtml"),
    "YAML": (".yaml", ".yml", ".txt"),
    "JSON": (".json", ".yaml", ".yml", ".txt"),  # JSON is YAML, too
    "CSV": (".csv", ".txt"),
    "PDF": (".pdf",),
    "Word": (".docx", ".doc", ".rtf", ".odt"),
    "a workbook": (".xlsx", ".xls", ".ods"),
    "slides": (".pptx", ".ppt", ".odp"),
    "a book": (".epub",),
    "a picture": (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".tif", ".tiff"),
    "text": (".txt", ".md", ".rst", ".tex"),
    "a notebook": (".ipynb",),
    "an archive": (".zip", ".gz", ".tar", ".7z"),
}


def write(
    path: Path | str, text: str | bytes, *, kind: Kind, force: bool, inputs: Iterable[str | Path | None] = ()
) -> Path | None:
    """Write a file whole or not at all, and return its path; None when it went to standard output.

    Parameters
    ----------
    path : path or str
        Where to; ``-`` for standard output.
    text : str or bytes
        What is written; texts in UTF-8.
    kind : {"HTML", "YAML", "JSON", "CSV", "Word"}
        What it is.
    force : bool
        Whether a file of other content may be overwritten.
    inputs : iterable of path or None
        What the command read: it is not overwritten, whether asked or not, by whatever name it goes.

    Raises
    ------
    ScenarioError
        ``file-exists`` when a file of other content stands there and ``force`` is not given;
        ``own-input`` when the command read that file; ``other-format`` when the name ends as that of another format;
        ``cannot-write`` when the folder is missing or may not be written.
    """
    if str(path) == "-":
        print_file(text if isinstance(text, str) else text.decode("utf-8"))
        return None
    path = Path(path)
    check(path, kind=kind, inputs=inputs)
    content = text.encode("utf-8") if isinstance(text, str) else text
    try:
        if path.is_dir():
            _fail("cannot-write", f"'{path}' is a folder", path, "name a file in it")
        if path.is_file():
            if path.stat().st_size == len(content) and path.read_bytes() == content:
                return path
            if not force:
                _fail("file-exists", f"'{path}' exists and holds something else", path, "add --force to overwrite it")
        _replace(path, content)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        _fail("cannot-write", f"'{path}' cannot be written: {reason}", path)
    return path


def check(path: Path | str, *, kind: Kind, inputs: Iterable[str | Path | None] = ()) -> None:
    """Raise what would stop ``write`` whatever is written; a command that takes long asks before it begins."""
    if str(path) == "-":
        return
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in _HOLDS[kind] and (
        other := next((k for k, ends in reversed(_HOLDS.items()) if ending in ends), "")
    ):
        word = ", or in .docx for a Word file" if kind == "HTML" else ""  # the page has both
        hint = f"give it a name that ends in {_HOLDS[kind][0]}{word}"
        _fail("other-format", f"'{path}' has the name of {other}, and what is written is {kind}", path, hint)
    for read in inputs:
        if _same(path, read):
            what = f"'{read}'" if read is not None and str(read) != "-" else "what is read from standard input"
            _fail("own-input", f"'{path}' is the same file as {what}, which this command reads", path, "name another")


def overwrite(path: Path, text: str) -> None:
    """Write a text file over itself, whole or not at all.

    Raises
    ------
    ScenarioError
        ``cannot-write``.
    """
    try:
        _replace(path, text.encode("utf-8"))
    except OSError as error:
        _fail("cannot-write", f"'{path}' cannot be written: {error.strerror or error}", path)


def _same(path: Path, read: str | Path | None) -> bool:
    """Return whether two names, or a name and standard input, are of one file: links and capitals do not matter."""
    try:
        there = path.stat()
        if read is None or str(read) == "-":
            return path.is_file() and sys.stdin is not None and os.path.samestat(there, os.fstat(sys.stdin.fileno()))
        return path.is_file() and os.path.samestat(there, Path(read).stat())
    except (OSError, ValueError):  # one of them is not there, or standard input is no file
        return False


def _replace(path: Path, content: bytes) -> None:
    if path.exists() and not path.is_file():  # a device or pipe, such as /dev/stdout
        path.write_bytes(content)
        return
    handle, name = tempfile.mkstemp(dir=path.resolve().parent, prefix=".ripeness.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path.resolve())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _fail(code: str, message: str, path: Path, hint: str = "") -> None:
    raise ScenarioError([Problem(code, message, Place(str(path), 1, 1), hint)]) from None
