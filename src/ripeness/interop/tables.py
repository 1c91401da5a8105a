"""Tables in CSV: cells that remember where they stand, so that whatever is wrong is said with its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from ripeness.errors import Place, Problem, ScenarioError, near

MAX_BYTES = 32 * 2**20
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{0,100})?([eE][+-]?[0-9]{1,2})?")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"[ \t]*')


@dataclass(frozen=True)
class CsvCell:
    """The text of a cell, without blanks around it, and where it stands."""

    text: str
    place: Place


@dataclass
class CsvTable:
    """Rows of a file by the names of its columns, and the problems that were found.

    Problems are collected, so that all are said at once.
    """

    file: str
    columns: tuple[str, ...]
    rows: list[dict[str, CsvCell]]
    problems: list[Problem] = field(default_factory=list)

    def problem(self, cell: CsvCell, code: str, message: str, hint: str = "") -> None:
        """Note a problem with a cell."""
        self.problems.append(Problem(code, message, cell.place, hint))

    def number(self, row: dict[str, CsvCell], column: str, low: float, high: float | None) -> float | None:
        """Return the number in a cell; None where it is empty, not there, or wrong (which is noted)."""
        cell = row.get(column)
        if cell is None or not cell.text:
            return None
        if not _NUMBER.fullmatch(cell.text):
            hint = "leave the cell empty where it is not known"
            if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", cell.text):
                hint = f"write a decimal point: {cell.text.replace(',', '.')}"
            self.problem(cell, "not-a-number", f"'{cell.text[:60]}' in column '{column}' is not a number", hint)
            return None
        value = float(cell.text)
        if value < low or (high is not None and value > high):
            bounds = f"{low:g} to {high:g}" if high is not None else f"{low:g} or more"
            hint = f"divide by 100: {value / 100:g}?" if high == 1 and 1 < value <= 100 else f"write {bounds}"
            self.problem(cell, "out-of-range", f"{cell.text} in column '{column}' is outside {bounds}", hint)
            return None
        return value


def read_table(path: Path, needed: Sequence[str], optional: Sequence[str]) -> CsvTable:
    """Return a CSV table with a line of column names, separated by commas (or semicolons) and encoded in UTF-8.

    Raises
    ------
    ScenarioError
        ``no-such-file``, ``unreadable-file``, ``too-large``, ``not-text``, ``empty-table``, ``missing-column``: what
        leaves nothing to be read. Problems of single lines and cells are in the table.
    """
    name = str(path)
    lines = _lines(path, name)
    filled = [k for k, line in enumerate(lines) if line.strip()]
    if not filled:
        _fail("empty-table", f"'{name}' holds no table", Place(name, 1, 1), f"begin it with {', '.join(needed)}")
    first = filled[0]
    separator = ";" if ";" in lines[first] and "," not in lines[first] else ","
    table = CsvTable(name, (), [])
    heads = _cells(table, lines[first], first + 1, separator)
    table.columns = tuple(cell.text.lower() for cell in heads)
    known = (*needed, *optional)
    for head, column in zip(heads, table.columns, strict=True):
        if column not in known:
            table.problem(
                head, "unknown-column", f"there is no use for the column '{head.text[:60]}'", near(column, known)
            )
        elif table.columns.count(column) > 1:
            table.problem(head, "named-twice", f"the column '{column}' stands twice")
    missing = [column for column in needed if column not in table.columns]
    for column in missing:
        message = f"the column '{column}' is missing"
        table.problem(
            heads[0], "missing-column", message, f"columns: {', '.join(needed)}; if any: {', '.join(optional)}"
        )
    if missing:
        raise ScenarioError(table.problems)
    for number, line in enumerate(lines[first + 1 :], start=first + 2):
        if line.strip(f" \t{separator}"):
            _row(table, _cells(table, line, number, separator), line, number)
    return table


def _row(table: CsvTable, cells: list[CsvCell], line: str, number: int) -> None:
    """Add a line to a table; one with too many or too few cells is a problem."""
    extra = [cell for cell in cells[len(table.columns) :] if cell.text]
    if extra or len(cells) < len(table.columns):
        place = extra[0].place if extra else Place(table.file, number, len(line) + 1, line)
        message = f"this line has {len(cells)} cells, the table {len(table.columns)} columns"
        hint = "put a text with commas in quotation marks" if extra else "leave cells empty, but keep the commas"
        table.problems.append(Problem("bad-row", message, place, hint))
        return
    table.rows.append(dict(zip(table.columns, cells, strict=False)))


def _cells(table: CsvTable, line: str, number: int, separator: str) -> list[CsvCell]:
    """Return the cells of a line; quotation marks are doubled inside a quoted cell."""
    found, at = [], 0
    while True:
        start = at + len(line[at:]) - len(line[at:].lstrip(" \t"))
        place = Place(table.file, number, min(start, len(line)) + 1, line)
        quoted = _QUOTED.match(line, start)
        if quoted and (quoted.end() == len(line) or line[quoted.end()] == separator):
            text, at = quoted[1].replace('""', '"'), quoted.end()
        else:
            end = line.find(separator, at)
            end = len(line) if end < 0 else end
            text, at = line[at:end], end
            if text.lstrip().startswith('"'):
                message = "a quotation mark is not closed, or text follows it"
                table.problems.append(Problem("bad-row", message, place, "a cell ends on the line on which it begins"))
        found.append(CsvCell(text.strip(), place))
        if at >= len(line):
            return found
        at += 1


def _lines(path: Path, name: str) -> list[str]:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            message = f"'{name}' has {size:,} bytes; at most {MAX_BYTES:,} are read"
            _fail("too-large", message, Place(name, 1, 1), "split the table")
        data = path.read_bytes()
    except FileNotFoundError:
        _fail("no-such-file", f"there is no file '{name}'", Place(name, 1, 1), "name the folder that holds both tables")
    except OSError as error:
        _fail("unreadable-file", f"'{name}' cannot be read: {error.strerror or error}", Place(name, 1, 1))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        _fail(
            "not-text", f"byte {error.start:,} of '{name}' is not UTF-8", Place(name, line, column), "save it as UTF-8"
        )
    return list(_split(text))


def _split(text: str) -> Iterator[str]:
    yield from re.split(r"\r\n|\r|\n", text)


def _fail(code: str, message: str, place: Place, hint: str = "") -> NoReturn:
    raise ScenarioError([Problem(code, message, place, hint)]) from None
