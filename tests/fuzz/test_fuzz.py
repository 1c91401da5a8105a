"""Files that chance has damaged: what is refused is refused in words, what is accepted means what it says.

Each input is a copy of a good scenario with a few changes; the same number always gives the same input. The slow test
runs thousands of them in parts, so that several workers share it; the fast one runs 500.
"""

import random
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ripeness.errors import ScenarioError
from ripeness.scenario import Scenario, read_bytes
from ripeness.valuation.advise import all_advice
from tests.budget import examples

write = pytest.importorskip("ripeness.scenario.write").write

ROOT = Path(__file__).parents[2]
CASES = ROOT / "src" / "ripeness" / "cases"
SEEDS = {
    "two-banks": ROOT / "tests" / "data" / "two-banks.yaml",
    "template": CASES / "template.yaml",
    "libya-2020": CASES / "libya-2020" / "scenario.yaml",
}
TEXTS = {name: path.read_text(encoding="utf-8") for name, path in SEEDS.items() if path.exists()}
# Every section of the format in fifty lines: cheap to read, so that many more can be tried.
PAGE = (ROOT / "docs" / "reference" / "problems.md").read_text(encoding="utf-8")
TEXTS["base"] = re.search(r"(?ms)^```yaml base\n(.*?)^```$", PAGE)[1]
SHARES = {"libya-2020": 1, "two-banks": 6, "template": 5, "base": 88}

SECONDS = 5  # for one input, with everything that is done to it, also on a machine that is busy
PARTS = 40
FIRST = 50_000  # the number of the first input: those before are others
INPUTS = examples(5_000, 50_000)
_SECTION = re.compile(r"(?m)^(?=[a-z_]+:)")
_RECORD = re.compile(r"(?m)^(?=  [a-z0-9-]+:)")
_TOKEN = re.compile(r"[A-Za-z0-9_.!&|=>-]+")
_PAIR = re.compile(r"([a-z0-9-]+): ")

NASTY = (
    *("", "~", "null", "true", "no", "nan", ".inf", "-1", "0", "1", "1.5", "100", "101", "1e9", "1e-30", "1e400"),
    *("0x10", "1_000", "1,5", "٣", "5%", "unknown", "likely", "ranked", "war", "reservation", "agreement", "is"),
    *("probability", "[]", "{}", "[1, 2]", "[2, 1]", "[0, 0, 1]", "{is: unknown}", "{is: 5, because: [x]}", "*x"),
    *("&x y", "!!int 5", "? x", "- x", "|", ">", "'", '"', "#", ": ", "{", "}", "[", "]", "%", "@", "`", "\\", "\t"),
    *("\x00", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u202e", "\ufeff", "\ud800", "🕊", "ä", "x" * 90, "9" * 40),
    *("a=b", "!a", "a & b", "a -> (b", "2020-02-30", "2031-03-02", "0 days", "3 days", "1e3 days", "-5 days"),
    *(
        "preferences.north.trust",
        "war.strength.north",
        "a.b",
        "..",
        "<<",
        "---",
        "...",
        "# ripeness: allow x because y",
    ),
)


def _mutated(text, chance):
    """Return a text with one change of a kind that chance chooses."""
    return chance.choice(KINDS)(text, chance)


def _flipped_byte(text, chance):
    raw = bytearray(text.encode("utf-8", "surrogatepass"))
    if raw:
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return raw.decode("utf-8", "surrogateescape")


def _deleted_lines(text, chance):
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    del lines[at : at + chance.choice((1, 1, 1, 2, 5))]
    return "\n".join(lines)


def _doubled_line(text, chance):
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    lines.insert(chance.choice((at, chance.randrange(len(lines)))), lines[at])
    return "\n".join(lines)


def _swapped_lines(text, chance):
    lines = text.split("\n")
    a = chance.randrange(len(lines))
    b = chance.choice((min(a + 1, len(lines) - 1), chance.randrange(len(lines))))
    lines[a], lines[b] = lines[b], lines[a]
    return "\n".join(lines)


def _shifted_line(text, chance):
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    for line in range(at, min(at + chance.choice((1, 1, 3)), len(lines))):
        blanks = chance.choice(("", " ", "  ", "    ", "\t"))
        lines[line] = blanks + (lines[line].lstrip() if chance.random() < 0.3 else lines[line])
    return "\n".join(lines)


def _replaced_token(text, chance):
    found = list(_TOKEN.finditer(text))
    if not found:
        return text
    token = chance.choice(found)
    new = chance.choice(NASTY) if chance.random() < 0.6 else chance.choice(found)[0]
    return text[: token.start()] + new + text[token.end() :]


def _changed_number(text, chance):
    found = list(re.finditer(r"[0-9]+(?:\.[0-9]+)?", text))
    if not found:
        return text
    number = chance.choice(found)
    new = chance.choice(
        ("0", "1", "-1", "50", "99", "1000", "0.5", "[0, 1]", "unknown", number[0] + "0", number[0] + ".5")
    )
    return text[: number.start()] + new + text[number.end() :]


def _swapped_keys(text, chance):
    found = list(_PAIR.finditer(text))
    if len(found) < 2:
        return text
    a, b = sorted(chance.sample(found, 2), key=lambda match: match.start())
    return text[: a.start(1)] + b[1] + text[a.end(1) : b.start(1)] + a[1] + text[b.end(1) :]


def _cut(text, chance):
    return text[: chance.randrange(len(text) + 1)]


KINDS = (
    _flipped_byte,
    _deleted_lines,
    _doubled_line,
    _swapped_lines,
    _shifted_line,
    _replaced_token,
    _replaced_token,
    _changed_number,
    _changed_number,
    _swapped_keys,
    _cut,
)


def _shortened(text, chance):
    """Return a text without some of the sections that no other needs: less to read, and still sound."""
    gone = {name for name in ("graph:", "conference:", "forecasts:", "rules:") if chance.random() < 0.85}
    gone |= {"timeline:"} if "forecasts:" in gone and chance.random() < 0.85 else set()
    return "".join(section for section in _SECTION.split(text) if not section.startswith(tuple(gone) or ("-",)))


def _thinned(text, chance):
    """Return a text without some of its sections and records, whatever refers to them."""
    sections = _SECTION.split(text)
    kept = []
    for section in sections:
        if chance.random() < 0.5 or section.startswith(("ripeness:", "id:", "actors:", "issues:")):
            head, *records = _RECORD.split(section)
            keep_all = chance.random() < 0.5 or section.startswith(("actors:", "issues:"))
            kept.append(head + "".join(r for r in records if keep_all or chance.random() < 0.3))
    return "".join(kept)


def made(number):
    """Return input number ``number``: a few changes to a good scenario, thinned more often than not."""
    chance = random.Random(number)
    name = chance.choices(list(TEXTS), [SHARES[name] for name in TEXTS])[0]
    text = TEXTS[name]
    size = chance.random()
    if size < 0.25:
        text = _thinned(text, chance)
    elif size < 0.9:
        text = _shortened(text, chance)
    for _ in range(chance.choice((1, 1, 1, 1, 2, 3))):
        text = _mutated(text, chance)
    return text.encode("utf-8", "surrogateescape" if "\ud800" not in text else "replace")


def judged(raw):
    """Return whether some bytes were accepted, after everything that must then hold of them."""
    problems = ()
    try:
        scenario = read_bytes(raw, "fuzzed.yaml")
    except ScenarioError as error:
        problems = error.problems
        scenario = None
    for problem in problems:
        assert all(line.isprintable() for line in str(problem).splitlines())
        assert re.fullmatch("[a-z-]+", problem.code)
        assert problem.hint
    if scenario is None:
        assert problems
        return False
    _accepted(scenario, raw)
    return True


def _accepted(scenario, raw):
    dumped = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    again = Scenario.model_validate(dumped, by_alias=True, by_name=False)
    assert again.digest == scenario.digest
    assert len(scenario.digest) == 64
    unchanged = write(scenario)
    assert (
        unchanged.encode("utf-8") == raw
        or read_bytes(unchanged.encode("utf-8"), "again.yaml").digest == scenario.digest
    )
    for warning in all_advice(scenario).warnings if len(raw) % 3 == 0 else ():
        assert all(line.isprintable() for line in str(warning).splitlines())


def run(numbers):
    """Judge inputs; return how many were accepted, refused, and the seconds that the slowest took."""
    accepted = refused = 0
    slowest = 0.0
    for number in numbers:
        raw = made(number)
        begun = time.perf_counter()
        try:
            sound = judged(raw)
        except Exception as error:
            raise AssertionError(f"input {number}: {type(error).__name__}: {error}") from error
        seconds = time.perf_counter() - begun
        assert seconds < SECONDS, f"input {number} took {seconds:.1f} s"
        slowest = max(slowest, seconds)
        accepted += sound
        refused += not sound
    return accepted, refused, slowest


def test_500_damaged_files():
    accepted, refused, _ = run(range(500))
    assert accepted > 20
    assert refused > 100


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_many_damaged_files(part, request):
    accepted, refused, slowest = run(range(FIRST + part, FIRST + INPUTS, PARTS))
    for name, value in (("accepted", accepted), ("refused", refused), ("slowest", round(slowest, 3))):
        request.node.user_properties.append((name, value))  # for the report of the run
    assert accepted + refused == INPUTS / PARTS


@given(st.binary(max_size=200))
@settings(max_examples=examples(100, 600))
def test_any_bytes(raw):
    judged(raw)


@given(st.text(max_size=200))
@settings(max_examples=examples(100, 600))
def test_any_text(text):
    judged(text.encode("utf-8", "surrogatepass"))


_WORDS = st.sampled_from([*NASTY[:60], "party", "keep", "a", "i", "role", "now", "alternatives"])
_TREES = st.recursive(
    _WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3), max_leaves=12
)
_SECTIONS = st.sampled_from(
    [name for name in Scenario.model_fields if name not in ("ripeness", "id", "actors", "issues")]
)


@given(st.dictionaries(_SECTIONS, _TREES, max_size=4))
@settings(max_examples=examples(150, 900))
def test_any_tree_under_the_keys_of_the_format(tree):
    import yaml

    whole = {"ripeness": "1", "id": "x", "actors": {"a": {"role": "party"}}}
    whole |= {"issues": {"i": {"now": "keep", "alternatives": {"keep": "K"}}}, **tree}
    judged(yaml.safe_dump(whole, allow_unicode=True, default_style='"', sort_keys=False).encode("utf-8", "replace"))
