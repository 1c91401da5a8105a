import pytest

from ripeness.errors import ScenarioError
from ripeness.scenario.tree import MAX_BYTES, MAX_DEPTH, NOTHING, List, Map, SourceText, decode, locate, parse, walk


def tree_of(text):
    tree, problems = parse(text, SourceText("f.yaml", text))
    assert problems == []
    return tree


def only_problem(text):
    with pytest.raises(ScenarioError) as caught:
        parse(text, SourceText("f.yaml", text))
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    "written",
    ["on", "off", "yes", "no", "true", "2020-01-14", "0.1", "1e3", "0x10", "010", "1_000", "12:30:00", "=", "<<"],
)
def test_scalars_stay_the_text_that_stands_there(written):
    assert tree_of(f"key: {written}") == {"key": written}


@pytest.mark.parametrize("written", ["~", "null", "Null", "NULL", ""])
def test_an_empty_value_is_nothing(written):
    assert tree_of(f"key: {written}\n") == {"key": NOTHING}


@pytest.mark.parametrize("written", ['"null"', "'~'", '""', "''"])
def test_a_quoted_value_is_text(written):
    assert isinstance(tree_of(f"key: {written}")["key"], str)


@pytest.mark.parametrize("key", ["on", "no", "2020-01-14", "1", "0 days"])
def test_keys_stay_text_too(key):
    assert list(tree_of(f"{key}: x")) == [key]


def test_order_is_kept():
    assert list(tree_of("b: 1\na: 2\nc: 3\n")) == ["b", "a", "c"]


def test_marks_of_keys_values_and_items():
    tree = tree_of('a: {b: x}\nlist:\n  - one\n  - "two"\n')
    assert tree["a"].marks["b"][:2] == ((0, 4), (0, 7))
    assert [m.value for m in tree["list"].marks] == [(2, 4), (3, 4)]
    assert [m.quoted for m in tree["list"].marks] == [False, True]


def test_marks_of_text_over_several_lines():
    tree = tree_of("a: >\n  one\n  two\nb: x\n")
    assert not tree.marks["a"].one_line
    assert tree.marks["b"].one_line


def test_columns_count_characters_not_bytes():
    assert tree_of("a: {ü😀: x, b: y}\n")["a"].marks["b"].key == (0, 11)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_lines_are_counted_alike_whatever_ends_them(end):
    text = f"a: x{end}b: y{end}c: z{end}"
    mark, _ = locate(tree_of(text), ("c",))
    assert SourceText("f", text).place(*mark.value).text == "c: z"


def test_locate_finds_the_deepest_part_that_exists():
    tree = tree_of("a: {b: [x, {c: y}]}")
    assert locate(tree, ("a", "b", 1, "c"))[1] == ("a", "b", 1, "c")
    assert locate(tree, ("a", "b", 7, "c"))[1] == ("a", "b")
    assert locate(tree, ("zz",)) == (None, ())


def test_locate_steps_over_tags_that_are_not_in_the_file():
    assert locate(tree_of("a: {b: x}"), ("a", "<tag>", "b"))[1] == ("a", "b")


def test_walk_gives_every_part_in_file_order():
    paths = [path for path, _ in walk(tree_of("a: {b: x, c: [y, z]}\nd: w"))]
    assert paths == [(), ("a",), ("a", "b"), ("a", "c"), ("a", "c", 0), ("a", "c", 1), ("d",)]


def test_an_alias_stands_for_what_it_names():
    tree = tree_of("a: &x {b: 1}\nc: *x\nd: &y word\ne: *y\n")
    assert tree["c"] == {"b": "1"}
    assert tree["e"] == "word"


def test_containers_are_plain_to_their_users():
    tree = tree_of("a: [x]")
    assert isinstance(tree, Map)
    assert isinstance(tree, dict)
    assert isinstance(tree["a"], List)
    assert isinstance(tree["a"], list)


def test_a_duplicate_key_is_a_problem_and_the_first_value_stays():
    text = "a: 1\nb: 2\na: 3\n"
    tree, problems = parse(text, SourceText("f.yaml", text))
    assert tree == {"a": "1", "b": "2"}
    assert [(p.code, p.place.line, p.place.column) for p in problems] == [("duplicate-key", 3, 1)]
    assert "line 1" in problems[0].message


def test_every_duplicate_is_reported():
    text = "a: {b: 1, b: 2, b: 3}\na: 4\n"
    assert [p.place.line for p in parse(text, SourceText("f", text))[1]] == [1, 1, 2]


@pytest.mark.parametrize("style", ["flow", "block"])
def test_the_depth_limit_is_exact(style):
    def nested(depth):
        return "[" * depth + "]" * depth if style == "flow" else "- " * depth + "x"

    tree_of(nested(MAX_DEPTH))
    assert only_problem(nested(MAX_DEPTH + 1)).code == "too-deep"


def test_the_size_limit_is_exact():
    fits = b"# " + b"x" * (MAX_BYTES - 2)
    assert len(decode(fits, "f")) == MAX_BYTES
    with pytest.raises(ScenarioError) as caught:
        decode(fits + b"x", "f")
    assert caught.value.problems[0].code == "too-large"


def test_a_byte_order_mark_is_accepted():
    assert decode(b"\xef\xbb\xbfa: 1", "f") == "a: 1"


def test_a_byte_that_is_no_text_is_placed():
    with pytest.raises(ScenarioError) as caught:
        decode("a: 1\nb: caf\xe9\n".encode("latin-1"), "f")
    place = caught.value.problems[0].place
    assert (place.line, place.column) == (2, 7)


def test_a_control_character_is_placed_by_characters_not_bytes():
    place = only_problem('id: äöü\ntitle: "äöü\x07"\n').place
    assert (place.line, place.column, place.text[:6]) == (2, 12, "title:")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_control_character_is_placed_whatever_ends_the_lines(end):
    place = only_problem(f'id: x{end}title: "a\x07"{end}').place
    assert (place.line, place.column) == (2, 10)


# Each trips new authors; the problem must point to the line and its hint to the cure.
SYNTAX = {
    "question mark in braces": ("a: {b: does it hold?, c: d}\nx: {q: ? why, c: d}\n", 2, "quote"),
    "colon in braces": ("x: 1\na: {b: note: two, c: d}\n", 2, "quote"),
    "colon in text": ("x: 1\na: two: three\n", 2, "quote"),
    "tab as indent": ("a:\n\tb: 1\n", 2, "tab"),
    "tab in a deeper line": ("a:\n  b: 1\n\tc: 2\n", 3, "tab"),
    "no blank after a colon": ("a: 1\nb:2\nc: 3\n", 2, "blank after"),
    "no blank after the last colon": ("a: 1\nb:2\n", 2, "blank after"),
    "unclosed brace": ("x: 1\na: {b: 1, c: 2\nd: 3\n", 3, "clos"),
    "unclosed bracket": ("x: 1\na: [b, c\nd: 3\n", 3, "clos"),
    "unclosed quote": ('x: 1\na: "text\nb: 2\n', 2, "quote"),
    "text after a quote": ('x: 1\na: "one" two\n', 2, "quote"),
    "wrong indent": ("a:\n  b: 1\n c: 2\n", 3, "column"),
    "an asterisk": ("x: 1\na: * star\n", 2, "quote"),
    "an ampersand": ("x: 1\na: & and\n", 2, "quote"),
    "an at sign": ("x: 1\na: @home\n", 2, "quote"),
    "a percent sign": ("x: 1\na: %home\n", 2, "quote"),
    "a backquote": ("x: 1\na: `home`\n", 2, "quote"),
    "a bad escape": ('x: 1\na: "C:\\path"\n', 2, ""),
}


@pytest.mark.parametrize("name", SYNTAX)
def test_what_is_not_yaml_is_placed_and_its_cure_named(name):
    text, line, hint = SYNTAX[name]
    problem = only_problem(text)
    assert (problem.code, problem.place.line) == ("not-yaml", line)
    assert problem.hint
    assert hint in problem.hint
    assert problem.place.text.strip()
