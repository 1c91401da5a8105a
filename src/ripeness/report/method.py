"""How it was computed, and what it does not claim."""

from __future__ import annotations

from collections.abc import Sequence

from ripeness.bargaining.sign import SignResult
from ripeness.telling.blocks import Bullets, Cell, Heading, Paragraph, Section, Table, blocks


def method(results: Sequence[SignResult], command: str) -> Section:
    """Return the section on method, provenance and limits."""
    steps = Bullets(
        (
            "Utility of a package: the weights of the issues, divided by their sum, times the value of each clause, "
            "plus bonuses.",
            "War is a costly lottery (Fearon 1995): the chances of its outcomes times what they are worth, less the "
            "cost of fighting, eased by what support brings. Who wins follows strengths with support (ratio contest, "
            "Tullock 1980).",
            "Each actor refuses in its best way: war, waiting, or another declared alternative, judged by its own "
            "beliefs.",
            "Signing carries the risk that others break their word (Walter 1997): with confidence h they comply; "
            "otherwise the actor has its way of refusing or the draft, whichever is worse, less betrayal and exposure.",
            "An actor signs when signing is worth at least as much as refusing and no red line that it holds is "
            "crossed. With noise the chance follows a logistic curve in the surplus (Luce 1959).",
            "Repairs: first whether any package at all would be signed by all, then whether one would that is one "
            "clause away, then two, and so on; each is judged anew as a whole.",
            "What could be agreed: issues are settled one after the other, and only sums that no other dominates are "
            "kept (Nemhauser and Ullmann 1969), in whole numbers: nothing is rounded, and no package is left out.",
            "Where there is none: wishes are granted one after the other for as long as there still is none; those "
            "left conflict (deletion filter, Guieu and Chinneck 1999). A change that would open the zone is the least "
            "of its kind, and the zone is worked out anew with it.",
            "One text, changed step by step: the single-text procedure (Fisher; Raiffa 1982), with the answers of the "
            "scenario.",
            "Of the agreements: Nash (1950), Kalai and Smorodinsky (1975), egalitarian and utilitarian are the best by "
            "definition; the most robust is found over draws, by branch and bound (Land and Doig 1960).",
            "What happens by when: events change facts at rates or on days; the chance of every reachable state is "
            "followed through time (uniformisation, Jensen 1953), signatories keeping the disposition with which they "
            "answered.",
        )
    )
    limits = Bullets(
        (
            "It does not predict what will happen. It says what follows from the assumptions that are listed here.",
            "Points are of each actor's own utility: they are not comparable between actors, and add up to nothing.",
            "Verdicts are of the most likely values; a verdict close to zero surplus is not firm. Chances carry the "
            "uncertainty that the file states, and none that it leaves out.",
            "Likelihood is not confidence: a chance says what the numbers imply; the grades say how far to trust them.",
            "What was observed (signatures, refusals) is not used in verdicts on drafts and their chances; what it "
            "implies is shown apart. What happens by when does use it.",
        )
    )
    return Section(
        "method",
        "How it was computed, and what it does not claim",
        blocks(Heading("How"), steps, Heading("Limits"), limits, Heading("To make it again"), _made(results, command)),
    )


def _made(results: Sequence[SignResult], command: str) -> Table | Paragraph:
    if not results:
        return Paragraph("No analysis could be made.")
    made = results[0].provenance
    error = max((r.probability()["error"] or 0.0) for r in results)
    rows = (
        ("scenario", f"{made.scenario}, SHA-256 of its meaning {made.digest}"),
        ("version", f"ripeness {made.version}"),
        ("draws", f"{made.draws:,} with seed {made.seed}" if made.draws > 1 else "central values only"),
        ("sampling error", f"standard error of a chance at most {100 * error:.1f} percentage points"),
        ("command", command),
    )
    return Table(("", ""), tuple((Cell(a, "head"), Cell(b)) for a, b in rows))
