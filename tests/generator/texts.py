"""Ids and texts: plain ones, and those that trip programs that print, draw, escape or read them back."""

from tests.generator.chance import Chance

PLAIN = ("Northern Command", "Where the forces stand", "They stay", "Talks end without a signature", "judged", "x")

#: What a file may hold and a terminal, a page, a picture or a pattern takes for something else.
HOSTILE = (
    "",
    " ",
    "الجيش الوطني",
    "北方司令部",
    "한국어와 日本語",
    "עִבְרִית",
    "नमस्ते",
    "🕊️ peace 👩‍👩‍👧 :dove:",
    ":smile: :warning:",
    "[bold]not bold[/bold]",
    "[/]",
    "[link=x]",
    "$x$",
    "$\\frac{1}{$",
    "100 $ and 5 %",
    "%(name)s {0} {name} %d",
    "<b>&amp;</b><script>alert(1)</script>",
    "&lt; ]]> --> \"quoted\" 'single'",
    "\x1b[31mred\x07",
    "nul\x00 bell\x07 delete\x7f",
    "next\x85line\u2028and\u2029here",
    "\u202eright to left\u202c \u200b\ufeff\u2066",
    "a\u00a0b\u3000c\tdone",
    "zalgo h\u0337\u0321\u034e\u0321e\u0337\u0321",
    "several\nlines\n\n- not: a list\n",
    "key: value",
    "# no comment",
    "- item",
    "{a: b}, [c]",
    "!!int 5",
    "*alias &anchor",
    "%YAML 1.2",
    "---",
    "...",
    "|",
    "> folded",
    "@at `tick`",
    "yes",
    "null",
    "~",
    "2031-03-02",
    "1e400",
    ".nan",
    "\\n \\x1b \\",
    "'",
    '"',
    "=cmd()",
    "../../etc",
    "a" * 3000,
    "long words " * 270,
    "無" * 300,
    "\u0130\u0131\u00df\u01c5",
    "\U0001f600" * 40,
)

ACTORS = ("north", "south", "giant", "delta", "harbour")
ISSUES = ("lines", "groups", "supplies", "control", "return")
ALTERNATIVES = ("stay", "half", "leave", "swap")
PARTS = ("one", "two", "three", "four", "five", "six")

#: Ids that words of the format, numbers, dates or other kinds of ids could be taken for.
ODD = (
    *("1", "0", "007", "1e5", "2031-03-02", "a", "a-1", "no", "on", "true", "null", "unknown", "likely", "none"),
    *(
        "war",
        "now",
        "because",
        "note",
        "weights",
        "values",
        "ends",
        "all",
        "today",
        "signed",
        "total",
        "mean",
        "x" * 80,
    ),
)


def words(chance: Chance, wild: float) -> str:
    return chance.pick(HOSTILE) if chance.yes(wild) else chance.pick(PLAIN)


def ids(chance: Chance, pool: tuple[str, ...], count: int, wild: float, refused: frozenset[str]) -> list[str]:
    """Return different ids, mostly from a pool; none that is refused."""
    found: list[str] = []
    for name in (name for name in pool if name not in refused):
        odd = [other for other in ODD if other not in refused and other not in found and other not in pool]
        found.append(chance.pick(odd) if odd and chance.yes(wild) else name)
    return found[:count]
