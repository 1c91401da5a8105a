"""Settings of options such that any two values of two different options stand together in one of them."""

from collections.abc import Mapping, Sequence
from itertools import combinations, product

from tests.generator.chance import Chance

Pair = tuple[tuple[str, str], tuple[str, str]]
_CANDIDATES = 12


def settings(options: Mapping[str, Sequence[str]], name: str) -> list[dict[str, str]]:
    """Return settings that cover all pairs, found greedily; ``name`` is that of the chance that breaks ties."""
    open_ = pairs(options)
    made: list[dict[str, str]] = []
    while open_:
        tried = [_setting(options, open_, Chance(f"{name}/{len(made)}/{n}")) for n in range(_CANDIDATES)]
        best = max(tried, key=lambda setting: len(open_ & covered(setting)))
        made.append({option: best[option] for option in options})
        open_ -= covered(best)
    return made or [{option: values[0] for option, values in options.items()}]


def pairs(options: Mapping[str, Sequence[str]]) -> set[Pair]:
    """Return every two values of two options, in the order of the options."""
    return {((a, x), (b, y)) for a, b in combinations(sorted(options), 2) for x, y in product(options[a], options[b])}


def covered(setting: Mapping[str, str]) -> set[Pair]:
    return set(combinations(sorted(setting.items()), 2))  # type: ignore[arg-type]


def _setting(options: Mapping[str, Sequence[str]], open_: set[Pair], chance: Chance) -> dict[str, str]:
    """Return a setting that begins with a pair that is open, and takes for each further option what opens most."""
    first = chance.pick(sorted(open_))
    made = dict(first)
    for option in chance.shuffled(list(options)):
        if option not in made:
            made[option] = max(chance.shuffled(options[option]), key=lambda value: _gain(made, option, value, open_))
    return made


def _gain(made: Mapping[str, str], option: str, value: str, open_: set[Pair]) -> int:
    return sum(tuple(sorted([(option, value), other])) in open_ for other in made.items())
