"""Laws of conditions, against truth worked out literally from the tree that the text was made of."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from ripeness.scenario.logic import could_hold, evaluate, parse

ATOMS = ("p", "q", "r=x", "s-1=y")
BINARY = ("&", "|", "->", "<->")

trees = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.tuples(st.just("!"), inner) | st.tuples(st.sampled_from(BINARY), inner, inner),
    max_leaves=12,
)


def written(tree):
    """Return the text of a tree with every group in parentheses."""
    if isinstance(tree, str):
        return tree
    if tree[0] == "!":
        return f"!({written(tree[1])})"
    return f"({written(tree[1])}) {tree[0]} ({written(tree[2])})"


def truth(tree, row):
    """Return the truth of a tree, given that of each atom."""
    if isinstance(tree, str):
        return row[tree]
    if tree[0] == "!":
        return not truth(tree[1], row)
    left, right = truth(tree[1], row), truth(tree[2], row)
    if tree[0] == "&":
        return left and right
    if tree[0] == "|":
        return left or right
    if tree[0] == "->":
        return right if left else True
    return left is right


def rows(known=()):
    """Yield every assignment of the atoms that agrees with what is known."""
    known = dict(known)
    for values in itertools.product([False, True], repeat=len(ATOMS)):
        row = dict(zip(ATOMS, values, strict=True))
        if all(known.get(a) in (None, v) for a, v in row.items()):
            yield row


def holds_in(row):
    return lambda atom: row[str(atom)]


@given(trees)
def test_evaluation_is_the_literal_truth(tree):
    condition = parse(written(tree))
    assert all(evaluate(condition, holds_in(row)) is truth(tree, row) for row in rows())


@given(trees)
def test_printing_keeps_the_truth(tree):
    again = parse(str(parse(written(tree))))
    assert all(evaluate(again, holds_in(row)) is truth(tree, row) for row in rows())


@given(trees)
def test_printing_is_stable(tree):
    once = str(parse(written(tree)))
    assert str(parse(once)) == once


@given(trees, st.fixed_dictionaries({a: st.sampled_from([True, False, None]) for a in ATOMS}))
def test_what_could_hold_is_right_for_every_completion(tree, known):
    answer = could_hold(parse(written(tree)), lambda atom: known[str(atom)])
    outcomes = {truth(tree, row) for row in rows(known)}
    assert answer is None or outcomes == {answer}


@given(trees, st.fixed_dictionaries({a: st.booleans() for a in ATOMS}))
def test_what_could_hold_is_settled_when_everything_is_known(tree, row):
    assert could_hold(parse(written(tree)), holds_in(row)) is truth(tree, row)


@given(
    st.lists(
        st.tuples(st.sampled_from(BINARY), st.sampled_from(["", "!", "!!"]), st.sampled_from(ATOMS)),
        min_size=1,
        max_size=7,
    )
)
def test_operators_group_as_a_reader_written_apart_groups_them(links):
    tokens = [token for sign, bangs, atom in links for token in (sign, *bangs, atom)][1:]
    condition, expected = parse(" ".join(tokens)), grouped(tokens)
    assert all(evaluate(condition, holds_in(row)) is truth(expected, row) for row in rows())


def grouped(tokens):
    """Return the tree of a list of tokens by precedence climbing."""
    tree, rest = climbed(list(tokens), 0)
    assert rest == []
    return tree


def climbed(tokens, level):
    """Return the tree at a level of BINARY, loosest first, and what is left over."""
    loosest_first = ("<->", "->", "|", "&")
    if level == len(loosest_first):
        return unary(tokens)
    sign = loosest_first[level]
    left, tokens = climbed(tokens, level + 1)
    while tokens[:1] == [sign]:
        right, tokens = climbed(tokens[1:], level if sign == "->" else level + 1)
        left = (sign, left, right)
    return left, tokens


def unary(tokens):
    first, rest = tokens[0], tokens[1:]
    if first != "!":
        return first, rest
    inner, rest = unary(rest)
    return ("!", inner), rest
