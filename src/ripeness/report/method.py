"""How it was computed, what it does not claim, and what could not be answered."""

from __future__ import annotations

from collections.abc import Sequence

from ripeness.bargaining import SignResult
from ripeness.result import Result
from ripeness.telling.blocks import Bullets, Cell, Paragraph, Part, Table, Telling, parts

_LIMITS = (
    "It does not predict what will happen. It says what follows from the assumptions that are listed here.",
    "Points are of each actor's own utility: they are not comparable between actors, and add up to nothing.",
    "Verdicts are of the most likely values; a verdict close to zero surplus is not firm. Chances carry the "
    "uncertainty that the file states, and none that it leaves out.",
    "Likelihood is not confidence: a chance says what the numbers imply; the grades say how far to trust them.",
    "What was observed (signatures, refusals) is not used in verdicts on drafts and their chances; what it implies is "
    "shown apart. What happens by when does use it.",
    "What is called proven is proven of the numbers in this file.",
)


def missing(reasons: Sequence[tuple[str, str]]) -> Telling:
    """Return the section that names every question without an answer."""
    rows: list[tuple[Cell, ...]] = []
    named = ""
    for what, why in dict.fromkeys(reasons):
        rows.append((Cell("" if what == named else what, "head"), Cell(why)))
        named = what
    lead = Paragraph("These questions have no section above, because the file does not say enough for them.")
    table = Table(("question", "why not"), tuple(rows), "Questions without an answer")
    return Telling(id="missing", title="Not answered", answer="", parts=parts(Part("", (lead, table))))


def method(tellings: Sequence[Telling], results: Sequence[Result], command: str) -> Telling:
    """Return the section on method, provenance and limits: what each section says of how it was computed, once."""
    said: dict[str, str] = {}
    for telling in tellings:
        for sentence in telling.method:
            said.setdefault(sentence, telling.title)
    return Telling(
        id="method",
        title="How it was computed, and what it does not claim",
        answer="",
        parts=parts(
            Part("How", (Bullets(tuple(said)),) if said else ()),
            Part("Limits", (Bullets(_LIMITS),)),
            Part("To make it again", (_made(tellings, results, command),)),
        ),
    )


def _made(tellings: Sequence[Telling], results: Sequence[Result], command: str) -> Table | Paragraph:
    by = [(t.title, t.made) for t in tellings if t.made is not None]
    if not by:
        return Paragraph("No analysis could be made.")
    made = by[0][1]
    drawn = "; ".join(
        f"{title}: {made.draws:,} draws" if made.draws > 1 else f"{title}: central values" for title, made in by
    )
    errors = [
        r.probability(actor)["error"] or 0.0
        for r in results
        if isinstance(r, SignResult)
        for actor in ("", *(s.actor for s in r.text.signatories))
    ]
    rows = [
        ("scenario", f"{made.scenario}, SHA-256 of its meaning {made.digest}"),
        ("version", f"ripeness {made.version}"),
        ("draws", f"{drawn}. Seed {made.seed}."),
        ("command", command),
    ]
    if errors:
        worst = f"standard error of a chance of signing at most {100 * max(errors):.2g} percentage points"
        rows.insert(3, ("sampling error", worst))
    return Table(("what", "how"), tuple((Cell(a, "head"), Cell(b)) for a, b in rows), "What it takes")
