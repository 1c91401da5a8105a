"""Files out: nothing of other content is overwritten without being asked."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ripeness.errors import Place, Problem, ScenarioError


def write(path: Path, text: str, *, force: bool) -> None:
    """Write a text file whole or not at all.

    Raises
    ------
    ScenarioError
        ``file-exists`` when a file of other content stands there and ``force`` is not given;
        ``cannot-write`` when the folder is missing or may not be written.
    """
    content = text.encode("utf-8")
    try:
        if path.is_dir():
            _fail("cannot-write", f"'{path}' is a folder", path, "name a file in it")
        if path.is_file():
            if path.stat().st_size == len(content) and path.read_bytes() == content:
                return
            if not force:
                _fail("file-exists", f"'{path}' exists and holds something else", path, "add --force to overwrite it")
        _replace(path, content)
    except OSError as error:
        _fail("cannot-write", f"'{path}' cannot be written: {error.strerror or error}", path)


def _replace(path: Path, content: bytes) -> None:
    if path.exists() and not path.is_file():  # a device or pipe, such as /dev/stdout
        path.write_bytes(content)
        return
    handle, name = tempfile.mkstemp(dir=path.resolve().parent, prefix=f".{path.name}.")
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
