"""Words that trip up terminals, pages and pictures, put in place of every name of a scenario; and a way to run main."""

import io
import sys
from collections.abc import Mapping

from ripeness.cli.app import main
from ripeness.scenario.record import Record, Table

#: What people write, or others plant.
NAMES = {
    "arabic": "حكومة الوفاق 3 − 5 (مؤقتة)",
    "hebrew": "ממשלה 2:1",
    "persian": "می‌خواهد",
    "chinese": "民族团结政府",
    "amharic": "የኢትዮጵያ መንግሥት",
    "emoji": "Ratio 1:100:1000 :smile: 😄",
    "markup": "[bold]North[/bold] [/] [red]",
    "dollars": "$100 (5% tax) and $200 of $x_{1}^",
    "escapes": "A\x1b[31mred\x1b[0m\x07\x00\x9b31m",
    "bidi": "A\u202egnorw\u202c \u2066x\u2069 \u200f9",
    "html": '<script>alert(1)</script> & "quotes" {{7*7}} ]]> -->',
    "long": "x" * 3000,
    "long words": "Government " * 300,
    "signs": "−5 → “so” … · ≤ é ñ ß",
    "lines": "one\u2028two\u0085three",
}

#: Never on a terminal or in a page: C0 and C1 controls but the line feed, and what turns the order of text.
FORBIDDEN = {*map(chr, range(32)), *map(chr, range(127, 160)), *"\u2028\u2029\u061c\u200e\u200f"} - {"\n"}
FORBIDDEN |= {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}


def renamed(part, name):
    """Return a scenario, or part of one, in which everything with a name or title goes by one name."""
    if isinstance(part, Record):
        changes = {}
        for field in type(part).model_fields:
            value = getattr(part, field)
            if field in ("name", "title") and value:
                changes[field] = name
            elif field == "alternatives":
                changes[field] = Table(dict.fromkeys(value, name))
            elif isinstance(value, (Record, Mapping, tuple)):
                changes[field] = renamed(value, name)
        return part.model_copy(update=changes)
    if isinstance(part, Mapping):
        return Table({key: renamed(item, name) for key, item in part.items()})
    if isinstance(part, tuple):
        return tuple(renamed(item, name) for item in part)
    return part


def run(*arguments, encoding="utf-8", stdin=b""):
    """Run the command line in this process; return its exit code, and what it wrote as bytes."""
    streams = sys.argv, sys.stdin, sys.stdout, sys.stderr
    out, err = io.BytesIO(), io.BytesIO()
    sys.argv = ["ripeness", *map(str, arguments)]
    sys.stdin = None if stdin is None else io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(out, encoding=encoding, errors="strict", write_through=True)
    sys.stderr = io.TextIOWrapper(err, encoding=encoding, errors="strict", write_through=True)
    try:
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code or 0
    finally:
        kept = sys.stdout, sys.stderr
        sys.argv, sys.stdin, sys.stdout, sys.stderr = streams
    for stream in kept:
        stream.flush()
        stream.detach()
    return code, out.getvalue(), err.getvalue()
