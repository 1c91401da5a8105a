"""Whose pressure would make all sign: the answer, the plan, what each could do, and what comes after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ripeness.leverage import PressureResult
from ripeness.leverage.answers import Rung
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Block, Bullets, Cell, Paragraph, Part, Picture, Table, Telling, blocks, parts
from ripeness.words import consequences as aftermath
from ripeness.words import deals as agreements
from ripeness.words import flips as flipping
from ripeness.words import needed as needing
from ripeness.words import plans
from ripeness.words import pressure as say
from ripeness.words.basis import basis, signing
from ripeness.words.figures import points
from ripeness.words.notes import notes

Bare = Mapping[str, tuple[float, str | None]]  # surplus without pressure, and the best way of refusing

METHOD = (
    "Pressure: a plan says how far each source uses each of its ties. Support is cut, sanctions and inducements change "
    "what refusing and signing are worth, sway makes others go further; each plan is judged again by the model of "
    "signing. The least plan is found by branch and bound, with a bound or a proof that there is none.",
)


def tell(scenario: Scenario, result: PressureResult) -> Telling:
    """Return what pressure could do."""
    draft = result.asked.draft
    shown = result.shown if result.shown is not None and result.shown.plan.steps else None
    bare = say.unpressed(scenario, result)
    answer, *why = say.answer(scenario, result)
    what = f"{scenario.name('drafts', draft)}: whose pressure" if draft is not None else "Any package: whose pressure"
    drafts = [draft] if draft is not None else []
    return Telling(
        id=f"pressure-{draft}" if draft is not None else "pressure",
        title=f"{what} would make them sign",
        answer=answer,
        why=why[0] if why else "",
        sure=basis(scenario, *signing(scenario.preferences, *drafts)),
        parts=parts(
            _asked(scenario, result, bare, why[1:]),
            _plan(scenario, result, shown) if shown else None,
            _hurdles(scenario, result),
            _flips(scenario, result, bare),
            _needed(scenario, result),
            _after(scenario, result) if shown else None,
            _draws(scenario, result),
            _prices(result),
            Part("What these numbers do not say", (Bullets(tuple(plans.limits(result))),), long=True),
        ),
        notes=notes(scenario, result.warnings),
        method=METHOD,
        unit="Points are of each actor's own utility.",
        made=result.provenance,
    )


def _asked(scenario: Scenario, result: PressureResult, bare: Bare, more: Sequence[str]) -> list[Part]:
    rows = [
        (
            Cell(say.actor(scenario, a), "head"),
            Cell(points(bare[a][0], signed=True), "number"),
            Cell(points(result.margins[a], signed=True), "number"),
        )
        for a in result.asked.signatories
    ]
    table = Table(("who is to sign", "surplus now", "wanted"), tuple(rows), say.asked(result).removesuffix("."))
    rules = Paragraph(" ".join(say.rules(scenario, result)), "quiet")
    return [
        Part("", tuple(Paragraph(text) for text in more)),
        Part("Where they stand", blocks(table, _package(scenario, result) if result.asked.draft is None else None)),
        Part("What counts as pressure here", blocks(rules, _map(scenario, result)), long=True),
    ]


def _package(scenario: Scenario, result: PressureResult) -> Sequence[Block]:
    """Return the package that figures are of, where no draft was given."""
    changed = [f"{issue}: {wording}" for issue, wording in agreements.against_today(scenario, result.package)]
    if result.guarantees:
        changed.append(f"Guarantees in it: {', '.join(say.tie(scenario, t) for t in result.guarantees)}")
    lead = Paragraph("Package that the plan puts forward, where there is one, and that surpluses below are of:")
    return [lead, Bullets(tuple(changed) or ("today's, unchanged",))]


def _map(scenario: Scenario, result: PressureResult) -> Picture | None:
    names = {a: say.actor(scenario, a) for a in scenario.actors}
    if not scenario.ties:
        return None

    def size() -> tuple[float, float]:
        from ripeness.plot.leverage_map import leverage_height

        return 7.2, leverage_height(scenario, result)

    caption = (
        "Who could act on whom. An arrow is the wider, the more its tie, used in full by itself, could add to the "
        "surplus of a signatory; what a dashed grey arrow (a source presses another) can do is what it makes the other "
        "do. How willing anybody is does not show here."
    )
    spoken = "A map of the ties between sources and signatories; the tables of sources hold the figures."
    return Picture("leverage", (scenario, result), size, caption, spoken, {"names": names})


def _plan(scenario: Scenario, result: PressureResult, rung: Rung) -> list[Part]:
    steps = rung.plan.steps
    rows = []
    for number, one in enumerate(steps):
        what, *rest = plans.details(scenario, steps, rung, number)
        after = rest.pop()
        done = plans.step(scenario, result, one)
        rows.append(
            (
                Cell(str(number + 1), "head"),
                Cell(done),
                Cell(f"{what}{f' ({rest[0]})' if rest else ''}"),
                Cell(after.partition(": ")[2]),
            )
        )
    table = Table(("step", "what is done", "by which tie", "surplus then"), tuple(rows), spare=(2, 3))
    costs = Paragraph(plans.costs(scenario, result, rung))
    return [Part(plans.title(result, rung), (table, costs), long=rung.willing == "all")]


def _hurdles(scenario: Scenario, result: PressureResult) -> Part | None:
    rows = plans.hurdles(scenario, result)
    if not rows:
        return None
    said = Paragraph(plans.hurdles_say(scenario, result))
    table = _table(("source", "tie", "goes to", "10 % more adds"), rows, (2, 3))
    return Part("How far each is ready to go", (said, table), long=True)


def _flips(scenario: Scenario, result: PressureResult, bare: Bare) -> list[Part]:
    found = [part for signatory in result.asked.signatories for part in _sources(scenario, result, signatory, bare)]
    if result.flips:
        meaning = (Paragraph(flipping.meaning(scenario, result)), _lifted(scenario, result))
        columns = Paragraph(flipping.columns(result), "quiet")
        found.append(Part("How what each source could do is reckoned", (*meaning, columns), long=True))
    return found


def _sources(scenario: Scenario, result: PressureResult, signatory: str, bare: Bare) -> list[Part]:
    header, rows, figures = flipping.sources(scenario, result, signatory)
    said = (
        *flipping.nothing(scenario, result, signatory, bare[signatory][1]),
        *flipping.pairs(scenario, result, signatory),
        *flipping.sways(scenario, result, signatory),
    )
    table = _table(header, rows, figures, most=3, spare=(1, 2)) if rows else None
    who = say.actor(scenario, signatory)
    standing = Paragraph(flipping.standing(scenario, result, signatory, bare[signatory][0]))
    return [
        Part(f"What each source alone could do, willing or not: {who}", blocks(standing, table)),
        Part(
            f"What two could do together, and what sway would have to add: {who}",
            (Bullets(said),) if said else (),
            long=True,
        ),
    ]


def _lifted(scenario: Scenario, result: PressureResult) -> Picture:
    names = {a: say.actor(scenario, a) for a in scenario.actors}

    def size() -> tuple[float, float]:
        from ripeness.plot.pressure import flip_height

        return 7.2, flip_height(result)

    caption = (
        "How far each source lifts a refusal when it uses all it has: alone (dark), and by those whom it moves "
        "(hatched). Right of the line at 0 the signatory signs."
    )
    spoken = "How far each source lifts a refusal; the tables of sources hold the figures."
    return Picture("flips", (result,), size, caption, spoken, {"names": names})


def _needed(scenario: Scenario, result: PressureResult) -> Part | None:
    said = needing.needing(scenario, result)
    return Part(needing.HEAD, (Paragraph(needing.MEANING), Bullets(tuple(said))), long=True) if said else None


def _after(scenario: Scenario, result: PressureResult) -> list[Part]:
    tables = [(name, rows) for name, rows in aftermath.changes(scenario, result) if rows]
    said = aftermath.harm(scenario, result)
    besides: list[Block] = [Paragraph(aftermath.CARRIED if tables else aftermath.unchanged(result))]
    besides += [_table((name, "before", "after"), rows, (1, 2)) for name, rows in tables]
    return [
        Part("Who could undo the plan", (Bullets(tuple(aftermath.undone(scenario, result))),), long=True),
        Part("What the plan does besides", tuple(besides), long=True),
        Part(
            "Harm to people, never netted against anything",
            (Bullets(tuple(said)),) if said else (),
            long=result.shown is not None and result.shown.willing == "all",
        ),
    ]


def _draws(scenario: Scenario, result: PressureResult) -> Part | None:
    said = (*plans.over_draws(result), *plans.robust(result))
    rows = plans.robust_rows(scenario, result)
    if not said:
        return None
    table = [_table(("source", "tie", "level asked"), rows, (2,))] if rows else []
    title = "How sure: over draws of the uncertain numbers"
    return Part(title, (Bullets(said), *table), long=not rows)


def _prices(result: PressureResult) -> Part | None:
    rows, none = plans.prices(result), plans.no_prices(result)
    title = "What a chance of signature costs"
    if not rows:
        return Part(title, (Paragraph(none),), long=True) if none else None
    caption = "The least cost of a plan, by the chance wanted that all sign."
    spoken = "The least cost of a plan by the chance wanted; the table above holds the figures."
    table = _table(("chance that all sign", "as judged", "if all were willing"), rows, (1, 2))
    return Part(title, (table, Picture("prices", (result,), (5.4, 3.0), caption, spoken)), long=True)


def _table(
    header: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    numbers: Sequence[int],
    *,
    most: int | None = None,
    spare: tuple[int, ...] = (),
) -> Table:
    """Return rows of text as a table: a head, then text and numbers."""
    made = [
        tuple(Cell(text, "head" if k == 0 else "number" if k in numbers else "text") for k, text in enumerate(row))
        for row in rows
    ]
    return Table(header, tuple(made), most=most, spare=spare)
