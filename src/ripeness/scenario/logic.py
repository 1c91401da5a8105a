"""Conditions: ``lines=hold & !(groups=stay | control=nobody)``, parsed by a written grammar, never ``eval``.

An atom is ``issue=alternative`` on packages, an option id on graph states, a fact id on timelines.
``!`` binds tightest, then ``&``, ``|``, ``->`` (right-associative), ``<->``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from typing import Annotated, Any, Literal, TypeVar

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from ripeness.scenario.characters import as_id, named, straight
from ripeness.scenario.record import is_id, refuse, shown

MAX_LENGTH = 4_000
MAX_DEPTH = 60

GRAMMAR = r"""
?start: iff
?iff: implies ("<->" implies)*
?implies: or ("->" implies)?
?or: and ("|" and)*
?and: unary ("&" unary)*
?unary: "!" unary -> negation
      | atom
      | "(" iff ")"
atom: NAME ("=" NAME)?
NAME: /[a-z0-9]+(-[a-z0-9]+)*/
%ignore /[ \t\r\n]+/
"""

T = TypeVar("T")
Operator = Literal["not", "and", "or", "implies", "iff"]


@dataclass(frozen=True, slots=True)
class Atom:
    """``issue=alternative``, or the id of an option or fact (``value`` is then None).

    ``at`` is where it begins in the text of the condition, counted from 0.
    """

    name: str
    value: str | None
    at: int
    depth: int = 1

    def __str__(self) -> str:
        return self.name if self.value is None else f"{self.name}={self.value}"


@dataclass(frozen=True, slots=True)
class Compound:
    """An operator over conditions."""

    operator: Operator
    operands: tuple[Atom | Compound, ...]
    depth: int

    def __str__(self) -> str:
        sign = {"and": " & ", "or": " | ", "implies": " -> ", "iff": " <-> "}
        if self.operator == "not":
            return f"!{_grouped(self.operands[0])}"
        return sign[self.operator].join(_grouped(o) for o in self.operands)


Tree = Atom | Compound


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition; ``text`` is what was written."""

    text: str
    tree: Tree

    def __str__(self) -> str:
        """Return the condition in one standard spelling."""
        return str(self.tree)

    def atoms(self) -> Iterator[Atom]:
        """Yield the atoms from left to right."""
        stack: list[Tree] = [self.tree]
        while stack:
            tree = stack.pop()
            if isinstance(tree, Atom):
                yield tree
            else:
                stack += reversed(tree.operands)


def _grouped(tree: Tree) -> str:
    return str(tree) if isinstance(tree, Atom) or tree.operator == "not" else f"({tree})"


def evaluate(condition: Condition, holds: Callable[[Atom], T]) -> T:
    """Return the truth of a condition, given that of its atoms: booleans, or boolean arrays alike."""

    def value(tree: Tree) -> Any:
        if isinstance(tree, Atom):
            return holds(tree)
        operands = [value(o) for o in tree.operands]
        return _APPLY[tree.operator](operands)

    result: T = value(condition.tree)
    return result


_APPLY: dict[str, Callable[[list[Any]], Any]] = {
    "not": lambda o: o[0] ^ True,
    "and": lambda o: reduce(lambda a, b: a & b, o),
    "or": lambda o: reduce(lambda a, b: a | b, o),
    "implies": lambda o: (o[0] ^ True) | o[1],
    "iff": lambda o: reduce(lambda a, b: (a ^ b) ^ True, o),
}


def could_hold(condition: Condition, holds: Callable[[Atom], bool | None]) -> bool | None:
    """Return the truth of a condition when some atoms are still open (None): True, False or None.

    Kleene's strong three-valued logic: an answer other than None holds however the open atoms turn out.
    """

    def value(tree: Tree) -> bool | None:
        if isinstance(tree, Atom):
            return holds(tree)
        operands = [value(o) for o in tree.operands]
        if tree.operator == "not":
            return None if operands[0] is None else not operands[0]
        if tree.operator == "implies":
            return _any([None if operands[0] is None else not operands[0], operands[1]])
        if tree.operator == "or":
            return _any(operands)
        if tree.operator == "and":
            negated = _any([None if o is None else not o for o in operands])
            return None if negated is None else not negated
        return None if None in operands else reduce(lambda a, b: a == b, operands)

    return value(condition.tree)


def _any(operands: list[bool | None]) -> bool | None:
    if True in operands:
        return True
    return None if None in operands else False


def residue(tree: Tree, holds: Callable[[Atom], bool | None]) -> Tree | bool:
    """Return what is left of a condition once some of its atoms are settled: a smaller condition, or a truth.

    ``holds`` gives the truth of an atom, None while it is open.

    Two ways of settling atoms that leave the same residue need not be told apart any more.
    """
    if isinstance(tree, Atom):
        truth = holds(tree)
        return tree if truth is None else truth
    left = [residue(o, holds) for o in tree.operands]
    if tree.operator == "not":
        return _negated(left[0])
    if tree.operator == "implies":
        return _joined("or", [_negated(left[0]), left[1]])
    if tree.operator == "iff":
        open_ = [o for o in left if not isinstance(o, bool)]
        rest = True if not open_ else open_[0] if len(open_) == 1 else _compound("iff", open_)
        return _negated(rest) if left.count(False) % 2 else rest
    return _joined(tree.operator, left)


def _joined(operator: Operator, operands: list[Tree | bool]) -> Tree | bool:
    """Return operands under "and" or "or", without those that are settled."""
    decisive = operator == "or"
    if decisive in operands:
        return decisive
    open_ = [o for o in operands if not isinstance(o, bool)]
    if len(open_) < 2:
        return open_[0] if open_ else not decisive
    return _compound(operator, open_)


def _negated(tree: Tree | bool) -> Tree | bool:  # noqa: FBT001 - a truth is one of the values
    if isinstance(tree, bool):
        return not tree
    return tree.operands[0] if isinstance(tree, Compound) and tree.operator == "not" else _compound("not", [tree])


def _compound(operator: Operator, operands: list[Tree]) -> Compound:
    return Compound(operator, tuple(operands), 1 + max(o.depth for o in operands))


@lru_cache(maxsize=4096)
def parse(text: str) -> Condition:
    """Return the condition that a text stands for.

    Raises
    ------
    pydantic_core.PydanticCustomError
        ``bad-condition``, with the position of the first character that does not fit.
    """
    if len(text) > MAX_LENGTH:
        message = f"the condition has {len(text):,} characters; at most {MAX_LENGTH:,} are accepted"
        refuse("bad-condition", message, "split it into several rules or statements")
    from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

    try:
        tree: Any = _parser().parse(text)
    except UnexpectedCharacters as error:
        at = int(vars(error)["pos_in_stream"])
        _bad(text, f"{shown(text[at])} does not fit at position {at + 1}", at, _character_hint(text, at))
    except UnexpectedToken as error:
        ended = error.token.type == "$END"
        at = len(text) if ended else (error.token.start_pos or 0)
        found = "the condition ends too early" if ended else f"{shown(error.token)} does not fit"
        _bad(text, f"{found} at position {at + 1}", at, _token_hint(text, at))
    except UnexpectedInput as error:  # pragma: no cover - the two above are all that LALR raises
        _bad(text, str(error), 0, "")
    if tree.depth > MAX_DEPTH:
        refuse("bad-condition", f"the condition is nested more than {MAX_DEPTH} levels deep", "simplify it")
    return Condition(text, tree)


def _bad(text: str, message: str, at: int, hint: str) -> None:
    better = meant(text)
    if better:
        odd = [named(c) for c in dict.fromkeys(text) if c in _SIGNS or straight(c) != c]
        hint = f'{"; ".join([*odd, hint])}: write `"{better}"`'
    write = f'"{better}"' if better else None
    refuse("bad-condition", f"this condition does not parse: {message}", hint, item=f"@{at}", write=write)


#: Signs of logic and of programming, and what stands for them here.
_SIGNS = {"\u2227": "&", "\u2228": "|", "\u00ac": "!", "\u2192": "->", "\u21d2": "->", "\u2194": "<->", "\u21d4": "<->"}
_SIGNS |= {"\u2260": "!=", "\u2215": "/"}
_OTHERS = (
    (r"&&+", "&"),
    (r"\|\|+", "|"),
    (r"==+", "="),
    (r"=>", "->"),
    (r"~", "!"),
    (r"(?<![\w-])(?:if) (.+?),? then ", r"\1 -> "),
    (r"(?<=\w)\s+(?:is not)\s+(?=\w)", " != "),
    (r"(?<![\w-])not(?![\w-])\s*", "!"),
    (r",?\s*(?<![\w-])and(?![\w-])", " &"),
    (r",?\s*(?<![\w-])or(?![\w-])", " |"),
    (r"(?<=\w)\s+(?:is|are)\s+(?=\w)", "="),
    (r"([\w-]+)\s*(?:!=|<>)\s*([\w-]+)", r"!\1=\2"),
    (r"(?<=\w)\s*:\s*(?=\w)", "="),
    (r"(?<=[\w)])\s*[,;+]\s*(?=[\w(!])", " & "),
)
_NAME = re.compile(r"[^\W_]\w*(?:-\w+)*")


def meant(text: str) -> str | None:
    """Return the condition that a text was meant to be, where words and signs of other languages stand in it."""
    plain = straight("".join(_SIGNS.get(c, c) for c in text)).strip().strip("\"'`")
    for pattern, sign in _OTHERS:
        plain = re.sub(pattern, sign, plain, flags=re.IGNORECASE)
    plain = _NAME.sub(lambda m: m[0] if is_id(m[0]) else as_id(m[0]) or m[0], plain)
    if len(plain) > MAX_LENGTH:
        return None
    for candidate in (plain, f"{plain})", f"({plain}", plain.removesuffix(")"), plain.removeprefix("(")):
        if candidate != text and _parses(candidate):
            return candidate
    return None


def _parses(text: str) -> bool:
    from lark.exceptions import LarkError

    try:
        _parser().parse(text)
    except LarkError:
        return False
    return True


def _token_hint(text: str, at: int) -> str:
    words = set(re.findall(r"[a-z]+", text[max(0, at - 4) : at + 4]))
    if words & {"not", "and", "or"}:
        return "write ! for not, & for and, | for or"
    if "==" in text[max(0, at - 1) : at + 2]:
        return "write issue=alternative with one equals sign"
    return "an operator or a parenthesis is missing or too many"


def _character_hint(text: str, at: int) -> str:
    if text[at : at + 1].isupper():
        return "ids are written in small letters"
    if text[at : at + 1] in "~¬":
        return "write ! for not, & for and, | for or"
    if text[at : at + 1] in "=<>-":
        return "write issue=alternative with one equals sign; -> means `if … then`, <-> `exactly if`"
    return "conditions hold ids, =, !, &, |, ->, <-> and parentheses"


@cache
def _parser() -> Any:
    from lark import Lark, Transformer

    def compound(operator: Operator) -> Callable[[Any, list[Tree]], Tree]:
        return lambda _, operands: Compound(operator, tuple(operands), 1 + max(o.depth for o in operands))

    def atom(_: Any, names: list[Any]) -> Tree:
        return Atom(str(names[0]), str(names[1]) if len(names) > 1 else None, names[0].start_pos)

    rules: dict[str, Any] = {
        "iff": compound("iff"),
        "implies": compound("implies"),
        "or": compound("or"),
        "and": compound("and"),
        "negation": compound("not"),
        "atom": atom,
    }
    Build = type("Build", (Transformer,), rules)
    return Lark(GRAMMAR, parser="lalr", transformer=Build())


def _all_of(value: Any) -> str | None:
    """Return the condition that a mapping or list of clauses may stand for, all of them at once."""
    if isinstance(value, dict) and value and all(isinstance(v, str) for v in value.values()):
        parts = [f"{k}={v}" if v not in ("true", "false") else k if v == "true" else f"!{k}" for k, v in value.items()]
    elif isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        parts = [v if re.fullmatch(r"!?[\w=-]+", v) else f"({v})" for v in value]
    else:
        return None
    text = " & ".join(parts)
    return f'"{meant(text) or text}"' if _parses(meant(text) or text) else None


def _condition(value: Any) -> Condition:
    if isinstance(value, Condition):
        return value
    if not isinstance(value, str):
        hint = 'write a condition in quotes: "lines=hold & !(groups=stay)"'
        write = _all_of(value)
        hint = f"a condition stands in quotes: write `{write}`" if write else hint
        refuse("bad-condition", f"a condition was expected, found {shown(value)}", hint, write=write)
    return parse(value)


When = Annotated[Condition, PlainValidator(_condition), PlainSerializer(str), WithJsonSchema({"type": "string"})]
