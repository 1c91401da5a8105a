"""What `show` says of a scenario, as plain data: the content of the file, and what follows from it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ripeness.scenario import Estimate, Scenario
from ripeness.scenario.parties import OMITTED
from ripeness.scenario.record import Path, claims_of, note_of

HIDDEN = "confidential"


def data(scenario: Scenario, *, confidential: bool) -> dict[str, Any]:
    """Return all of a scenario as plain data for JSON; what confidential sources say only when asked."""
    return {
        "scenario": scenario.id,
        "digest": scenario.digest,
        "content": _content(scenario, confidential=confidential),
        "numbers": numbers(scenario, confidential=confidential),
        "unknown": unknown(scenario),
        "claims": {claim: resting_on(scenario, claim) for claim in scenario.claims},
        "drafts": {draft: differences(scenario, draft) for draft in scenario.drafts},
        "calendar": [{"date": day, "what": what} for day, what in calendar(scenario, forecasts=True)],
    }


def numbers(scenario: Scenario, *, confidential: bool) -> list[dict[str, Any]]:
    """Return every number with its range, its line and what it rests on, in file order."""
    reasons = _reasons(scenario)
    return [
        _number(scenario, path, estimate, reasons, confidential=confidential)
        for path, estimate in scenario.estimates.items()
    ]


def unknown(scenario: Scenario) -> list[str]:
    """Return the paths of the numbers that nobody knows."""
    return [path for path, estimate in scenario.estimates.items() if estimate.central is None]


def resting_on(scenario: Scenario, claim: str) -> list[str]:
    """Return the paths of the numbers and records that name a claim under ``because``."""
    return [
        ".".join(map(str, path))
        for path, part in scenario.parts
        if path[:1] != ("claims",) and claim in claims_of(part)
    ]


def hidden(scenario: Scenario, claim: str, *, confidential: bool) -> bool:
    """Return whether what a claim says is to be left out."""
    return scenario.sources[scenario.claims[claim].source].confidential and not confidential


def grade(scenario: Scenario, claim: str) -> str:
    """Return the letter of a claim's source and the claim's own digit, as in ``B2``."""
    record = scenario.claims[claim]
    return f"{scenario.sources[record.source].grade}{record.grade}"


def differences(scenario: Scenario, draft: str) -> dict[str, Any]:
    """Return a draft as its differences from today, and each version as its differences from the draft."""
    record = scenario.drafts[draft]
    now = scenario.package()
    text = scenario.package(record.package)
    return {
        "changes": {i: a for i, a in record.package.items() if a != now[i]},
        "confirms": [i for i, a in record.package.items() if a == now[i]],
        "silent": [i for i in scenario.issues if i not in record.package],
        "versions": {
            name: {
                "title": version.title,
                "chance": str(version.chance.is_),
                "changes": {i: a for i, a in version.package.items() if a != text[i]},
            }
            for name, version in record.versions.items()
        },
    }


def calendar(scenario: Scenario, *, forecasts: bool) -> list[tuple[str, str]]:
    """Return the days of the scenario in order, each with what is on it; also the last days of forecasts if asked."""
    dated: list[tuple[str, str]] = [(str(scenario.as_of), "the scenario stands on this day")] if scenario.as_of else []
    if scenario.timeline:
        dated += [(str(e.on), e.name or n) for n, e in scenario.timeline.events.items() if e.on]
        dated += [(str(scenario.timeline.until), "end of the timeline")]
    for name, draft in scenario.drafts.items():
        dated += [(str(draft.date), f"draft {name}")] if draft.date else []
        seen = draft.observed
        dated += [(str(seen.on), f"draft {name}: {observed(scenario, name)}")] if seen and seen.on else []
    if forecasts:
        dated += [(str(f.by), f"last day of the forecast {name}") for name, f in scenario.forecasts.items()]
    return sorted(dated, key=lambda entry: entry[0])


def observed(scenario: Scenario, draft: str) -> str:
    """Return in words who has been seen to sign a draft, and who to refuse."""
    seen = scenario.drafts[draft].observed
    if seen is None:
        return ""
    said = [f"{actor} signed" for actor in seen.signed] + [f"{actor} refused" for actor in seen.refused]
    return ", ".join(said) or "nobody signed or refused"


def figure(number: Decimal) -> str:
    """Return a number to one place behind the point, small ones to two digits."""
    shown = f"{number:.1f}" if abs(number) >= 1 else f"{number:.2g}"
    return shown.rstrip("0").rstrip(".") if "." in shown and "e" not in shown else shown


def _content(scenario: Scenario, *, confidential: bool) -> dict[str, Any]:
    content = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for claim in scenario.claims:
        if hidden(scenario, claim, confidential=confidential):
            kept = {k: v for k, v in content["claims"][claim].items() if k in ("source", "grade")}
            content["claims"][claim] = kept | {"says": HIDDEN}
    for source, record in scenario.sources.items():
        if record.confidential and not confidential:
            content["sources"][source] = {"grade": record.grade, "confidential": True}
    return content


def _reasons(scenario: Scenario) -> dict[str, tuple[tuple[str, ...], str]]:
    """Return the claims and the note of every record that has any: they stand for the numbers in it too."""
    found: dict[str, tuple[tuple[str, ...], str]] = {}
    for path, part in scenario.parts:
        because, note = claims_of(part), note_of(part)
        if (because or note) and not isinstance(part, Estimate):
            found[".".join(map(str, path))] = because, note
    return found


def _number(
    scenario: Scenario,
    path: str,
    estimate: Estimate,
    reasons: dict[str, tuple[tuple[str, ...], str]],
    *,
    confidential: bool,
) -> dict[str, Any]:
    because, note, of = estimate.because, estimate.note, path
    while not (because or note) and "." in of:
        of = of.rpartition(".")[0]
        because, note = reasons.get(of, ((), ""))
    if any(hidden(scenario, claim, confidential=confidential) for claim in because):
        note = HIDDEN if note else ""
    written = scenario.written(path)
    place = scenario.place(path) if written else None
    drawn = estimate.drawn
    return {
        "path": path,
        "written": _written(estimate),
        "central": None if estimate.central is None else float(estimate.central),
        "low": None if drawn.low is None else float(drawn.low),
        "high": None if drawn.high is None else float(drawn.high),
        "line": place.line if place else None,
        "because": [{"claim": c, "source": scenario.claims[c].source, "grade": grade(scenario, c)} for c in because],
        "else": str(estimate.else_ or "unknown") if estimate.because else None,
        "note": note,
        "reason": _reason(scenario, path, estimate, claims=bool(because), note=bool(note)),
        "of": of if (because or note) and of != path else None,
    }


def _written(estimate: Estimate) -> str:
    if estimate.is_.shape == "ranked" and estimate.central is not None:
        return f"ranked, about {figure(estimate.central)}"
    if estimate.is_.word and estimate.is_.low is not None and estimate.is_.high is not None:
        return f"{estimate.is_.word} [{figure(estimate.is_.low)}, {figure(estimate.is_.high)}]"
    return str(estimate.is_)


def _reason(scenario: Scenario, path: str, estimate: Estimate, *, claims: bool, note: bool) -> str:
    """Return on what kind of reason a number rests."""
    if claims or note:
        return "claims" if claims else "note"
    if not scenario.written(path):
        return "left out" if estimate is OMITTED else "default"
    steps: Path = tuple(path.split("."))
    if steps[0] == "forecasts" and scenario.forecasts[str(steps[1])].made_by != "analyst":
        return f"made by {scenario.forecasts[str(steps[1])].made_by}"
    ends = steps[0] == "preferences" and steps[2:3] == ("values",) and estimate.is_.mode in (0, 100)
    return "end of the scale" if ends and estimate.is_.shape == "point" else "no reason given"
