"""Conditions as people write them: every operator, nested, with and without blanks and needless parentheses."""

from collections.abc import Sequence

from tests.generator.chance import Chance

_BINARY = (" & ", "&", " | ", " -> ", "->", " <-> ", " & ", " | ")


def condition(chance: Chance, atoms: Sequence[str], depth: int = 2) -> str:
    """Return a condition on atoms."""
    if depth == 0 or chance.yes(0.45):
        return chance.pick(("", "", "!", "! ", "!!")) + chance.pick(atoms)
    left, right = (condition(chance, atoms, depth - 1) for _ in range(2))
    text = f"{_grouped(chance, left)}{chance.pick(_BINARY)}{_grouped(chance, right)}"
    return f"!({text})" if chance.yes(0.15) else text


def _grouped(chance: Chance, text: str) -> str:
    # Without parentheses the binding of the operators counts.
    return f"({text})" if chance.yes(0.7) else text
