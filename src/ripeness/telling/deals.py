"""What could be agreed: whether any package would be signed by all, which are best, where the drafts lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ripeness.bargaining import DealsResult
from ripeness.bargaining.strengths import Strength
from ripeness.plot import agreements as picture
from ripeness.plot import by_strength
from ripeness.plot.figure import svg
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Block, Bullets, Cell, Heading, Paragraph, Picture, Section, Table, blocks
from ripeness.telling.improvements import improving
from ripeness.telling.obstacles import obstacles
from ripeness.words import deals as say
from ripeness.words import obstacles as why
from ripeness.words.figures import percent, points


def agreements(scenario: Scenario, result: DealsResult) -> Section:
    """Return the section on what could be agreed."""
    return Section(
        "deals",
        "What could be agreed?",
        blocks(
            Paragraph(say.answer(result)),
            Paragraph(say.without(result)) if result.without is not None else None,
            Paragraph(say.who(scenario, result), "quiet"),
            [Paragraph(f"{w.message}.", "note") for w in result.warnings],
            _picture(scenario, result),
            _nearest(scenario, result),
            _picked(scenario, result),
            obstacles(scenario, result),
            Bullets(tuple(f"{term[0].upper()}{term[1:]}: {meaning}" for term, meaning in say.terms(result))),
            _drafts(scenario, result),
            improving(scenario, result),
            _guarantees(scenario, result),
            _strengths(scenario, result),
        ),
    )


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
    spoken = [say.answer(result)]
    spoken += [f"{one.title}: {_surplus(scenario, one.agreement.surplus)}." for one in say.best(result)]
    spoken += [f"{scenario.name('drafts', s.draft)}: {_surplus(scenario, s.agreement.surplus)}." for s in result.drafts]
    return Picture(svg(picture, result, names=say.plain_names(scenario), size=(7.2, 5.0)), caption, " ".join(spoken))


def _surplus(scenario: Scenario, surplus: Mapping[str, float | None]) -> str:
    return ", ".join(f"{scenario.name('actors', a)} {points(s, signed=True)}" for a, s in surplus.items())


@dataclass(frozen=True)
class _Column:
    """A package in the table that compares packages: its figures in words, and its clauses."""

    title: str
    surplus: tuple[str, ...]
    chance: str
    package: Mapping[str, str]


def _nearest(scenario: Scenario, result: DealsResult) -> Sequence[Block]:
    if result.certificate is None:
        return []
    return [Heading("What comes nearest"), Paragraph(why.least(scenario, result.certificate))]


def _picked(scenario: Scenario, result: DealsResult) -> Sequence[Block]:
    """Return a table of the packages that solutions pick, or that come nearest, beside each other."""
    columns = [*_least(scenario, result), *_best(scenario, result)]
    found: list[Block] = [] if result.certificate is not None else [Heading("The best agreements")]
    if columns:
        found.append(_compared(scenario, result, columns))
    if say.missing(result):
        found.append(Paragraph(say.missing(result)))
    return found


def _least(scenario: Scenario, result: DealsResult) -> list[_Column]:
    found = result.certificate
    if found is None or found.package is None:
        return []
    surplus = tuple(text for _, text, _ in why.shortfalls(scenario, found))
    return [_Column("Least shortfall", surplus, percent(found.probability.get("probability")), found.package)]


def _best(scenario: Scenario, result: DealsResult) -> list[_Column]:
    columns = []
    for one in say.best(result):
        surplus = (
            f"{text} ({share})" if share else text for _, text, share in say.gained(scenario, result, one.agreement)
        )
        more = f" (one of {one.number:,} packages equally good)" if one.number > 1 else ""
        chance = percent(one.agreement.probability.get("probability"))
        columns.append(_Column(one.title + more, tuple(surplus), chance, one.agreement.package))
    return columns


def _compared(scenario: Scenario, result: DealsResult, columns: Sequence[_Column]) -> Table:
    rows = [
        (Cell(f"{scenario.name('actors', actor)}: surplus", "head"), *(Cell(c.surplus[k], "number") for c in columns))
        for k, actor in enumerate(result.asked.signatories)
    ]
    rows.append((Cell("chance that all sign", "head"), *(Cell(c.chance, "number") for c in columns)))
    for issue, record in scenario.issues.items():
        if any(c.package[issue] != record.now for c in columns):
            rows.append((Cell(scenario.name("issues", issue), "head"), *(_clause(scenario, issue, c) for c in columns)))
    share = " (share of the most that it could get)" if result.zone.empty is False else ""
    caption = f"Surplus in points of each actor's own utility{share}; issues not listed stay as today"
    return Table(("", *(c.title for c in columns)), tuple(rows), caption)


def _clause(scenario: Scenario, issue: str, column: _Column) -> Cell:
    alternative = column.package[issue]
    wording = scenario.wording(issue, alternative)
    return Cell(f"as today: {wording}", "quiet") if alternative == scenario.issues[issue].now else Cell(wording)


def _drafts(scenario: Scenario, result: DealsResult) -> Sequence[Block]:
    if not result.drafts:
        return []
    rows = []
    beside = []
    for s in result.drafts:
        name = scenario.name("drafts", s.draft)
        figures = (points(x, signed=True) for x in s.agreement.surplus.values())
        mean = percent(s.agreement.probability.get("probability"))
        rows.append(
            (
                Cell(name, "head"),
                *(Cell(text, "number") for text in figures),
                Cell(say.in_zone(s)),
                Cell(say.away(s), "number"),
                Cell(mean, "number"),
            )
        )
        said = say.beside(scenario, s, lambda actor: scenario.name("actors", actor))
        beside.append((Cell(name, "head"), Cell(" ".join(said))))
    names = (f"{scenario.name('actors', a)}: surplus" for a in result.asked.signatories)
    header = ("draft", *names, "in the zone", "clauses away", "chance that all sign")
    text = Paragraph(
        "Each draft with its own guarantees. Clauses away: how many must change, at the least, for all to sign it. "
        "What is better for everybody need not be enough for all to sign.",
        "quiet",
    )
    more = Table(("draft", "red lines, what is better for everybody, what is near"), tuple(beside))
    return [Heading("Where the drafts lie"), text, Table(header, tuple(rows)), more]


def _guarantees(scenario: Scenario, result: DealsResult) -> Sequence[Block]:
    if not result.guarantees:
        return []
    rows = []
    for found in result.guarantees:
        added = ", ".join(scenario.name("ties", tie) for tie in found["added"]) or "none"
        confidence = (Cell(percent(found["confidence"][a]), "number") for a in result.asked.signatories)
        rows.append((Cell(added, "head"), Cell(say.number_of(found["zone"]), "number"), *confidence))
    names = (f"confidence of {scenario.name('actors', a)}" for a in result.asked.signatories)
    return [Heading("With and without guarantees"), Table(("added", "packages in the zone", *names), tuple(rows))]


def _strengths(scenario: Scenario, result: DealsResult) -> Sequence[Block]:
    """Return how agreements move with strength: a sentence where they do not, a table and pictures where they do."""
    sweeps = [say.sweep(result, side) for side in say.sides(result)]
    if not sweeps:
        return []
    still = tuple(sentence for swept in sweeps if (sentence := say.constant(scenario, swept)))
    moving = [swept for swept in sweeps if not say.constant(scenario, swept)]
    found: list[Block] = [Heading("How it moves with strength")]
    if still:
        found.append(Bullets(still))
    if moving:
        found.append(_swept(scenario, result, moving))
        found += [_by_strength(scenario, result, swept) for swept in moving]
    return found


def _swept(scenario: Scenario, result: DealsResult, sweeps: Sequence[Sequence[Strength]]) -> Table:
    rows = []
    for swept in sweeps:
        name = scenario.name("actors", swept[0].side)
        for k, s in enumerate(say.telling(swept)):
            figures = (Cell(text, "number") for text in say.moved(result, s))
            signed = Cell(say.YES[s.empty], "unknown" if s.empty is None else "text")
            rows.append((Cell("" if k else name, "head"), Cell(f"{s.factor:g}", "number"), signed, *figures))
    header = ("strength of", "times", "signed", *(scenario.name("actors", a) for a in result.asked.signatories))
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
    spoken = "; ".join(f"{s.factor:g} times: {_surplus(scenario, s.surplus)}" for s in say.telling(swept))
    drawn = svg(by_strength, result, side, names=say.plain_names(scenario), size=(7.2, 2.9))
    return Picture(drawn, caption, f"Strength of {name}. {spoken}")
