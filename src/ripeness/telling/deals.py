"""What could be agreed: whether any package would be signed by all, which are best, where the drafts lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ripeness.bargaining import DealsResult
from ripeness.bargaining.agreements.strengths import Strength
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Block, Bullets, Cell, Paragraph, Part, Picture, Table, Telling, blocks, parts
from ripeness.telling.improvements import improving
from ripeness.telling.obstacles import obstacles, opening
from ripeness.words import deals as say
from ripeness.words import obstacles as why
from ripeness.words.basis import basis, signing
from ripeness.words.figures import brief_chance, percent, points
from ripeness.words.names import short
from ripeness.words.notes import notes

_METHOD = (
    "What could be agreed: issues are settled one after the other, and only sums that no other dominates are kept "
    "(Nemhauser and Ullmann 1969), in whole numbers: nothing is rounded, and no package is left out.",
    "Where there is none: wishes are granted one after the other for as long as there still is none; those left "
    "conflict (deletion filter, Guieu and Chinneck 1999). A change that would open the zone is the least of its kind, "
    "and the zone is worked out anew with it.",
    "One text, changed step by step: the single-text procedure (Fisher; Raiffa 1982).",
    "Of the agreements: Nash (1950), Kalai and Smorodinsky (1975), egalitarian and utilitarian are the best by "
    "definition; the most robust is found over draws, by branch and bound (Land and Doig 1960).",
)


def tell(scenario: Scenario, result: DealsResult) -> Telling:
    """Return what could be agreed."""
    signatories = result.asked.signatories
    drafts = [result.asked.draft] if result.asked.draft else []
    return Telling(
        id="deals",
        title="What could be agreed?",
        answer=say.central(result),
        why=_why(scenario, result),
        sure=" ".join(filter(None, (say.over_draws(result), basis(scenario, *signing(signatories, *drafts))))),
        parts=parts(
            _asked(scenario, result),
            _picked(scenario, result),
            opening(scenario, result),
            _drafts(scenario, result),
            obstacles(scenario, result),
            improving(scenario, result),
            _guarantees(scenario, result),
            _strengths(scenario, result),
            _terms(result),
        ),
        notes=notes(scenario, (w for w in result.warnings if w.code != "interrupted")),
        method=_METHOD,
        unit="Points are of each actor's own utility.",
        made=result.provenance,
    )


def _why(scenario: Scenario, result: DealsResult) -> str:
    """Return how near the nearest package comes, or what the solutions pick."""
    if result.certificate is not None:
        return why.least(scenario, result.certificate)
    best = say.best(result)
    if not best:
        return ""
    changed = say.against_today(scenario, best[0].agreement.package)
    text = "; ".join(f"{issue}: {wording}" for issue, wording in changed)
    return f"{best[0].title}: {text}." if text else f"{best[0].title}: today's package, unchanged."


def _asked(scenario: Scenario, result: DealsResult) -> list[Part]:
    """Return who is to sign under which guarantees, and what they change."""
    broken = f"Interrupted while {result.interrupted}: what comes after is missing." if result.interrupted else ""
    without = say.without(result) if result.without is not None else ""
    said = [Paragraph(text) for text in (broken, without) if text]
    return [
        Part("", tuple(said)),
        Part("Who is to sign, and under which guarantees", (Paragraph(say.who(scenario, result)),), long=True),
    ]


def _terms(result: DealsResult) -> Part:
    terms = tuple(f"{term[0].upper()}{term[1:]}: {meaning}" for term, meaning in say.terms(result))
    return Part("What the words mean", (Bullets(terms),), long=True)


def _picture(scenario: Scenario, result: DealsResult) -> Picture | None:
    """Return packages in the eyes of the signatories; nothing where that is not known."""
    if result.zone.empty is None:
        return None
    two = len(result.asked.signatories) == 2
    caption = (
        "Each light dot is a package that crosses no red line, by what signing it is worth to either side; the line of "
        "dark dots holds those that cannot be improved for one side without loss for the other. Dashed: what refusing "
        "is worth. In the shaded corner both would rather sign."
        if two
        else "Each line is a package, by the surplus of every signatory: above zero it would rather sign than refuse. "
        "Grey: packages that cannot be improved for one without loss for another."
    )
    caption += " Blue: what the solutions pick; open orange circles: drafts."
    spoken = "Packages in the eyes of the signatories; the tables of this section hold what is picked, and the drafts."
    return Picture("agreements", (result,), (7.2, 5.0), caption, spoken, {"names": say.plain_names(scenario)})


@dataclass(frozen=True)
class _Column:
    """A package in the table that compares packages: its figures in words, and its clauses."""

    title: str
    surplus: tuple[str, ...]
    chance: str
    package: Mapping[str, str]


def _picked(scenario: Scenario, result: DealsResult) -> Part:
    """Return the packages that solutions pick, or that come nearest, beside each other."""
    columns = [*_least(scenario, result), *_best(scenario, result)]
    title = "The best agreements" if result.certificate is None else "What comes nearest"
    missing = Paragraph(say.missing(result)) if say.missing(result) else None
    table = _compared(scenario, result, columns) if columns else None
    return Part(title, blocks(table, missing, _picture(scenario, result)))


def _least(scenario: Scenario, result: DealsResult) -> list[_Column]:
    found = result.certificate
    if found is None or found.package is None:
        return []
    surplus = tuple(text for _, text, _ in why.shortfalls(scenario, found))
    return [_Column("Least shortfall", surplus, _chance(found.probability), found.package)]


def _best(scenario: Scenario, result: DealsResult) -> list[_Column]:
    columns = []
    for one in say.best(result):
        surplus = (
            f"{text} ({share})" if share else text for _, text, share in say.gained(scenario, result, one.agreement)
        )
        more = f" (one of {one.number:,} packages equally good)" if one.number > 1 else ""
        chance = _chance(one.agreement.probability)
        columns.append(_Column(one.title + more, tuple(surplus), chance, one.agreement.package))
    return columns


def _chance(found: Mapping[str, float | None]) -> str:
    names = ("probability", "low", "high")
    return brief_chance({name: found.get(name) for name in names})


def _compared(scenario: Scenario, result: DealsResult, columns: Sequence[_Column]) -> Table:
    rows = [
        (Cell(f"{short(scenario, 'actors', actor)}: surplus", "head"), *(Cell(c.surplus[k], "number") for c in columns))
        for k, actor in enumerate(result.asked.signatories)
    ]
    rows.append((Cell("chance that all sign (5-95 %)", "head"), *(Cell(c.chance, "number") for c in columns)))
    for issue, record in scenario.issues.items():
        if any(c.package[issue] != record.now for c in columns):
            rows.append((Cell(scenario.name("issues", issue), "head"), *(_clause(scenario, issue, c) for c in columns)))
    share = " (share of the most that it could get)" if result.zone.empty is False else ""
    caption = f"Surplus in points of each actor's own utility{share}; issues not listed stay as today"
    first = 2 if result.certificate is not None else 3
    spare = tuple(range(first, 1 + len(columns)))
    return Table(("figure, clause", *(c.title for c in columns)), tuple(rows), caption, spare=spare)


def _clause(scenario: Scenario, issue: str, column: _Column) -> Cell:
    alternative = column.package[issue]
    wording = scenario.wording(issue, alternative)
    return Cell(f"as today: {wording}", "quiet") if alternative == scenario.issues[issue].now else Cell(wording)


def _drafts(scenario: Scenario, result: DealsResult) -> list[Part]:
    if not result.drafts:
        return []
    rows = []
    beside = []
    for s in result.drafts:
        name = scenario.name("drafts", s.draft)
        figures = (points(x, signed=True) for x in s.agreement.surplus.values())
        rows.append(
            (
                Cell(name, "head"),
                *(Cell(text, "number") for text in figures),
                Cell(say.in_zone(s)),
                Cell(say.away(s), "number"),
                Cell(percent(s.agreement.probability.get("probability")), "number"),
            )
        )
        said = say.beside(scenario, s, lambda actor: short(scenario, "actors", actor))
        beside.append((Cell(name, "head"), Cell(" ".join(said))))
    names = (short(scenario, "actors", a) for a in result.asked.signatories)
    header = ("draft", *names, "in the zone", "clauses away", "all sign")
    caption = "Surplus with the guarantees of each draft; how many clauses must change for all to sign"
    more = Table(
        ("draft", "what is to be said"), tuple(beside), "Better for everybody need not be enough for all to sign"
    )
    return [
        Part("Where the drafts lie", (Table(header, tuple(rows), caption),), long=True),
        Part("Red lines of the drafts, and what would be better for everybody", (more,), long=True),
    ]


def _guarantees(scenario: Scenario, result: DealsResult) -> Part | None:
    if not result.guarantees:
        return None
    rows = []
    for found in result.guarantees:
        added = ", ".join(scenario.name("ties", tie) for tie in found["added"]) or "none"
        confidence = (Cell(percent(found["confidence"][a]), "number") for a in result.asked.signatories)
        rows.append((Cell(added, "head"), Cell(say.number_of(found["zone"]), "number"), *confidence))
    names = (short(scenario, "actors", a) for a in result.asked.signatories)
    caption = "Packages that all would sign, and how far each trusts that the others comply"
    table = Table(("added", "packages", *names), tuple(rows), caption)
    return Part("With and without guarantees", (table,), long=True)


def _strengths(scenario: Scenario, result: DealsResult) -> Part | None:
    """Return how agreements move with strength: a sentence where they do not, a table and pictures where they do."""
    sweeps = [say.sweep(result, side) for side in say.sides(result)]
    if not sweeps:
        return None
    still = tuple(sentence for swept in sweeps if (sentence := say.constant(scenario, swept)))
    moving = [swept for swept in sweeps if not say.constant(scenario, swept)]
    found: list[Block] = [Bullets(still)] if still else []
    if moving:
        found.append(_swept(scenario, result, moving))
        found += [_by_strength(scenario, result, swept) for swept in moving]
    return Part("How it moves with strength", tuple(found), long=True)


def _swept(scenario: Scenario, result: DealsResult, sweeps: Sequence[Sequence[Strength]]) -> Table:
    rows = []
    for swept in sweeps:
        name = short(scenario, "actors", swept[0].side)
        for k, s in enumerate(say.telling(swept)):
            figures = (Cell(text, "number") for text in say.moved(result, s))
            signed = Cell(say.YES[s.empty], "unknown" if s.empty is None else "text")
            rows.append((Cell("" if k else name, "head"), Cell(f"{s.factor:g}", "number"), signed, *figures))
    header = ("strength of", "times", "signed", *(short(scenario, "actors", a) for a in result.asked.signatories))
    caption = (
        "Surplus at the Nash package (share of the most that each could get); where no package would be signed by all, "
        "at the one that comes nearest"
    )
    return Table(header, tuple(rows), caption)


def _by_strength(scenario: Scenario, result: DealsResult, swept: Sequence[Strength]) -> Picture:
    side = swept[0].side
    name = scenario.name("actors", side)
    caption = (
        f"As the strength of {name} is scaled (1: as estimated): surplus of each signatory at the Nash package (filled "
        "marks) or, where no package would be signed by all, at the one that comes nearest (open marks)."
    )
    spoken = f"How agreements move with the strength of {name}; the table above holds the figures."
    return Picture("by_strength", (result, side), (7.2, 2.9), caption, spoken, {"names": say.plain_names(scenario)})
