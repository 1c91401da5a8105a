"""What the measures of analyses are called, and how their values are written."""

from __future__ import annotations

from ripeness.scenario import Scenario
from ripeness.words.figures import percent
from ripeness.words.labels import facts, quoted
from ripeness.words.names import short
from ripeness.words.states import NAMES
from ripeness.words.timeline import named

_CHANCES = ("probability", "posterior", "again", "stalemate", "compliance", "common", "believed")
_VERDICTS = ("signs", "works", "flips", "holds", "empty", "way_out")


def subject(scenario: Scenario, measure: str) -> str:
    """Return in plain words what a measure is; its path where there are none."""
    steps = measure.split(".")
    name = scenario.name("drafts", steps[1] if len(steps) > 1 else "")
    draft = f"draft {quoted(name)}"
    if steps[0] == "sign" and len(steps) == 3 and steps[2] in ("probability", "signs"):
        return {
            "probability": f"the chance that all sign the {draft}",
            "signs": f"whether all sign the {draft}",
        }[steps[2]]
    if steps[0] == "sign" and len(steps) == 4 and steps[2] in scenario.actors:
        name = short(scenario, "actors", steps[2])
        said = {
            "probability": f"the chance that {name} signs the {draft}",
            "signs": f"whether {name} signs the {draft}",
            "surplus": f"what signing the {draft} is worth to {name} beyond refusing, in its points",
        }
        return said.get(steps[3], measure)
    if steps[0] == "panel" and len(steps) == 4:
        name = short(scenario, "actors", steps[1])
        view = "by the common estimate" if steps[2] == "common" else "by its own beliefs"
        said = {
            "way_out": f"whether there is a way out for {name}, {view}",
            "hurting": f"what {name} loses by the war against the best agreement, {view}, in its points",
            "stalemate": f"the chance that {name} does not win outright, {view}",
        }
        return said.get(steps[3], measure)
    if steps[0] == "conference" and len(steps) == 3:
        return f"where the conference settles {_issue(scenario, steps[1])}, by {steps[2]}"
    if steps[0] == "timeline" and len(steps) == 3 and steps[2] == "probability" and scenario.timeline:
        return f"the chance of {_question(scenario, steps[1])}"
    if steps[0] == "pressure":
        return _pressure(scenario, steps) or measure
    if steps[0] == "moves" and len(steps) > 2:
        return _situations(steps) or measure
    if measure.endswith(".zone.empty"):
        bare = ", without any guarantee" if "without_guarantees" in steps else ""
        under = f", under the guarantees of the {draft}" if steps[1] in scenario.drafts else ""
        return f"whether there is no package that all would sign{bare}{under}"
    return measure


def _question(scenario: Scenario, question: str) -> str:
    """Return in plain words what a timeline is asked; of a time that it comes at all."""
    record = scenario.timeline.questions.get(question) if scenario.timeline else None
    if record is not None and record.time_to is not None and not record.name:
        return f"{quoted(facts(record.time_to.text))} at all"
    return quoted(named(scenario, question))


def _situations(steps: list[str]) -> str | None:
    """Return in plain words what a measure of moves is."""
    if steps[1] in ("equilibria", "wanted") and len(steps) == 3 and steps[2] in NAMES:
        which = "wanted situations" if steps[1] == "wanted" else "situations"
        return f"how many {which} would hold by {NAMES[steps[2]]}"
    if steps[1] == "today" and len(steps) == 4 and steps[2] in NAMES:
        return f"whether today's situation holds by {NAMES[steps[2]]}"
    return None


def _issue(scenario: Scenario, issue: str) -> str:
    scale = scenario.conference.issues.get(issue) if scenario.conference else None
    return quoted(scale.name if scale and scale.name else issue)


def _pressure(scenario: Scenario, steps: list[str]) -> str | None:
    """Return in plain words what a measure of pressure is."""
    free = steps[1] not in scenario.drafts
    rest = steps[1:] if free else steps[2:]
    text = "some package" if free else f"the draft {quoted(scenario.name('drafts', steps[1]))}"
    if rest == ["everything", "works"]:
        return f"whether all sign {text} when every source does all that it would"
    if rest == ["plan", "works"]:
        return f"whether all sign {text} under the least plan of pressure"
    if rest[0] == "flips" and len(rest) == 5:
        who, signatory = short(scenario, "actors", rest[2]), short(scenario, "actors", rest[1])
        how = "alone" if rest[3] == "alone" else "with those whom it moves"
        if rest[4] == "flips":
            return f"whether {who}, {how}, could make {signatory} sign {text}"
        if rest[4] == "surplus_at_full":
            return f"what signing {text} is worth to {signatory} when {who}, {how}, does all that it can"
    return None


def is_chance(measure: str) -> bool:
    """Return whether a measure is a chance, to be shown in per cent."""
    return measure.rpartition(".")[2] in _CHANCES


def is_verdict(measure: str) -> bool:
    """Return whether a measure is a yes or a no."""
    return measure.rpartition(".")[2] in _VERDICTS


def worded(measure: str, number: float | None, *, mean: bool) -> str:
    """Return a value of a measure as it reads best; ``mean``: over draws, where yes and no become a share."""
    if number is None:
        return "not asked"
    if number != number:  # noqa: PLR0124 - NaN
        return "unknown"
    if is_verdict(measure) and not mean:
        return "yes" if number >= 0.5 else "no"
    if is_chance(measure) or is_verdict(measure):
        return percent(number)
    return f"{number:,.1f}".replace("-", "\N{MINUS SIGN}") if abs(number) >= 1 else figure(number)


def figure(number: float) -> str:
    """Return a figure with about three digits that count, never in powers of ten."""
    size = abs(number)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    text = f"{number:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return ("0" if text in ("-0", "") else text).replace("-", "\N{MINUS SIGN}")
