"""What if: the same scenario with numbers set, red lines taken one way, or a package laid on the table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from pydantic import ValidationError

from ripeness.errors import AnalysisError, Problem, near
from ripeness.scenario.checks import check
from ripeness.scenario.drafts import Draft
from ripeness.scenario.estimate import Estimate, Score, Spread, plain
from ripeness.scenario.model import Scenario
from ripeness.scenario.parties import Ranking
from ripeness.scenario.record import Record, Table

#: Id of the draft that a package given for a question becomes; with a number behind it where the file has one.
DRAFT = "package"

Value = int | float | str | Sequence[int | float | str]


def changed(
    scenario: Scenario,
    *,
    set: Mapping[str, Value] | None = None,  # noqa: A002 - as it is typed: --set
    package: Mapping[str, str] | None = None,
    red_lines: Mapping[str, Literal["held", "bluff"]] | None = None,
    on: date | None = None,
) -> Scenario:
    """Return the scenario as it would be if some of its numbers, or the text on the table, were others.

    Every other number keeps its path, and so its draws: what differs in an answer comes from the change alone. Results
    carry the changes (``changes``), and the digest is that of the changed scenario.

    Parameters
    ----------
    scenario : Scenario
        Left as it is.
    set : mapping of path to number, text or list, optional
        Estimates by dotted path, as ``{"preferences.north.trust": 0.5}``; a list is a range, as ``[0.2, 0.6]``. The
        claims that stood behind the old number do not stand behind the new one.
    package : mapping of issue to alternative, optional
        A text to be judged as a draft of its own, with the id ``package``: what it does not settle is as today, all
        parties are to sign it, and it holds no guarantees.
    red_lines : mapping of actor to {"held", "bluff"}, optional
        Whose red lines are surely held, or surely bluff.
    on : date, optional
        The day on which the question is asked; only the day of the scenario itself has a meaning as yet.

    Raises
    ------
    AnalysisError
        With every problem: ``unknown-path``, ``out-of-range`` and whatever else the reader finds in such numbers;
        ``unknown-issue``, ``unknown-alternative``; ``unknown-actor``, ``no-red-line``; ``other-day``; and every
        problem of the scenario as changed.

    Examples
    --------
    >>> import ripeness
    >>> libya = ripeness.read("libya-2020")
    >>> sure = ripeness.changed(libya, set={"preferences.lna.noise": 0})
    >>> [(c["path"], c["was"], c["now"]) for c in sure.changes]
    [('preferences.lna.noise', '[3, 5, 9]', '0')]
    """
    problems: list[Problem] = []
    instead: dict[str, Estimate] = {}
    for path, value in (set or {}).items():
        try:
            instead[path] = _estimate(scenario, path, value)
        except AnalysisError as error:
            problems += error.problems
    problems += [*_wrong_clauses(scenario, package or {}), *_wrong_day(scenario, on)]
    if problems:
        raise AnalysisError(problems)
    found = _set(scenario, instead)
    for actor, how in (red_lines or {}).items():
        found = with_red_lines(found, actor, how)
    if package is not None:
        found = _with_package(found, package)
    if on is not None:
        found = found.noted(what="on", on=str(on))
    problems = [_problem(found, finding) for finding in check(found)] if found is not scenario else []
    if problems:
        raise AnalysisError(problems)
    return found


def _problem(scenario: Scenario, finding: Any) -> Problem:
    path = ".".join(map(str, finding.path))
    return Problem(finding.code, f"as changed: {finding.message}", scenario.place(path), finding.hint, path=path)


# ---- numbers ---------------------------------------------------------------------------------------------------------


def _set(scenario: Scenario, instead: Mapping[str, Estimate]) -> Scenario:
    if not instead:
        return scenario
    changes = {tuple(path.split(".")): estimate for path, estimate in instead.items()}
    found: Scenario = put(scenario, changes)
    for path, estimate in instead.items():
        was = scenario.estimates[path]
        said = str(was.is_) if was.is_.shape != "ranked" else f"ranked, about {plain(was.central or was.is_.low)}"  # type: ignore[arg-type]
        found = found.noted(what="set", path=path, was=said, now=str(estimate.is_), digest=scenario.digest)
    return found


def _estimate(scenario: Scenario, path: str, value: Value) -> Estimate:
    """Return the estimate that is to stand at a path."""
    was = scenario.estimates.get(path)
    if was is None:
        message = f"'{path}' is not the path of an estimate of this scenario"
        raise AnalysisError.of("unknown-path", message, hint=_near(scenario, path), path=path)
    given = list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
    kind = Score if was.is_.shape == "ranked" else type(was)
    content: dict[str, Any] = {"is": given, "note": "set for a question; in the file it is another number"}
    if given == "unknown" and was.within is not None:
        content["within"] = was.within
    try:
        estimate = kind.model_validate(content)
    except ValidationError as error:
        raise AnalysisError([_refused(path, details) for details in error.errors(include_url=False)]) from None
    _admissible(path, was.within, estimate.is_)
    return estimate


def _refused(path: str, details: Any) -> Problem:
    context = details.get("ctx") or {}
    message = str(context.get("message", details["msg"]))
    return Problem(details["type"], f"'{path}': {message}", None, str(context.get("hint", "")), path=path)


def _admissible(path: str, within: Spread | None, value: Spread) -> None:
    """Refuse what leaves the range that the file admits for a number."""
    if within is None or within.low is None or within.high is None:
        return
    for number in (value.low, value.mode, value.high):
        if number is not None and not within.low <= number <= within.high:
            message = f"'{path}': {plain(number)} is outside {within}, the range that the file admits"
            hint = f"write a number from {plain(within.low)} to {plain(within.high)}"
            raise AnalysisError.of("out-of-range", message, hint=hint, path=path)


def _near(scenario: Scenario, path: str) -> str:
    """Return the nearest paths, or what could follow where a path begins right."""
    known = list(scenario.estimates)
    beginning = [p for p in known if p.startswith(f"{path}.")]
    if beginning:
        return f"it goes on, as in: {', '.join(beginning[:6])}{', …' if len(beginning) > 6 else ''}"
    hint = near(path, known)
    return hint if hint.startswith("did") else "`ripeness show FILE --long` lists every number with its path"


def put(part: Any, changes: Mapping[tuple[str, ...], Estimate]) -> Any:
    """Return a part of a scenario with estimates replaced, by the steps of their paths.

    A ranking one of whose values is replaced becomes values one by one, each where it is drawn about.
    """
    if () in changes:
        return changes[()]
    below: dict[str, dict[tuple[str, ...], Estimate]] = {}
    for (step, *rest), estimate in changes.items():
        below.setdefault(step, {})[tuple(rest)] = estimate
    if isinstance(part, Ranking):
        return Table({a: put(part.central(a), below[a]) if a in below else part.central(a) for a in part.ranked})
    if isinstance(part, Record):
        # Keys of a record that takes any, such as the issues under an actor's stand, are no fields of its class.
        names = {field.alias or name: name for name, field in type(part).model_fields.items()}
        extra = part.model_extra or {}
        found = {step: getattr(part, names[step]) if step in names else extra[step] for step in below}
        return part.model_copy(update={names.get(step, step): put(found[step], below[step]) for step in below})
    if isinstance(part, tuple):
        return tuple(put(item, below[str(k)]) if str(k) in below else item for k, item in enumerate(part))
    # Keys may be ages and dates; values that the file omits have no key, and no table where it omits them all.
    table = dict(part or {})
    keys = {str(key): key for key in table}
    return Table({**table, **{keys.get(step, step): put(table.get(keys.get(step)), below[step]) for step in below}})


# ---- red lines -------------------------------------------------------------------------------------------------------


def with_red_lines(scenario: Scenario, actor: str, how: Literal["held", "bluff"]) -> Scenario:
    """Return the scenario with every red line of one actor surely held, or surely bluff.

    Its digest is another one, for it says something else.

    Parameters
    ----------
    scenario : Scenario
        Left as it is.
    actor : str
        Whose red lines.
    how : {"held", "bluff"}
        Whether they are held with certainty, or not at all.

    Raises
    ------
    AnalysisError
        ``unknown-actor``, or ``no-red-line`` when it has none.

    Examples
    --------
    >>> import ripeness
    >>> libya = ripeness.read("libya-2020")
    >>> bluff = ripeness.with_red_lines(libya, "lna", "bluff")
    >>> [str(line.firm.is_) for line in bluff.preferences["lna"].never]
    ['0', '0']
    """
    from ripeness.scenario.estimate import Share

    if actor not in scenario.actors:
        message = f"'{actor}' is not an actor, so it has no red lines"
        raise AnalysisError.of("unknown-actor", message, hint=near(actor, scenario.actors), path="actors")
    wants = scenario.preferences.get(actor)
    if wants is None or not wants.never:
        others = [a for a, record in scenario.preferences.items() if record.never]
        hint = f"red lines have: {', '.join(others)}" if others else ""
        raise AnalysisError.of("no-red-line", f"'{actor}' has no red line", hint=hint, path=f"preferences.{actor}")
    firm = Share(is_=1 if how == "held" else 0, note=f"taken as surely {how}")
    lines = tuple(line.model_copy(update={"firm": firm}) for line in wants.never)
    preferences = Table({**scenario.preferences, actor: wants.model_copy(update={"never": lines})})
    found = scenario.model_copy(update={"preferences": preferences})
    return found.noted(what="red-lines", actor=actor, how=how, digest=scenario.digest)


# ---- a package, a day ------------------------------------------------------------------------------------------------


def _with_package(scenario: Scenario, package: Mapping[str, str]) -> Scenario:
    names = (DRAFT, *(f"{DRAFT}-{n}" for n in range(2, len(scenario.drafts) + 3)))
    draft = next(name for name in names if name not in scenario.drafts)
    record = Draft(title="the package given with the question", package=Table(package))
    found = scenario.model_copy(update={"drafts": Table({**scenario.drafts, draft: record})})
    return found.noted(what="package", draft=draft, package=dict(package), digest=scenario.digest)


def draft_of(scenario: Scenario) -> str | None:
    """Return the draft that a given package became; None where none was given."""
    return next((str(c["draft"]) for c in reversed(scenario.changes) if c["what"] == "package"), None)


def _wrong_clauses(scenario: Scenario, package: Mapping[str, str]) -> list[Problem]:
    problems = []
    for issue, alternative in package.items():
        if issue not in scenario.issues:
            hint = near(issue, scenario.issues)
            problems.append(Problem("unknown-issue", f"'{issue}' is not an issue", None, hint, path="issues"))
        elif alternative not in scenario.issues[issue].alternatives:
            hint, path = near(alternative, scenario.issues[issue].alternatives), f"issues.{issue}"
            message = f"'{alternative}' is not an alternative of '{issue}'"
            problems.append(Problem("unknown-alternative", message, None, hint, path=path))
    return problems


def _wrong_day(scenario: Scenario, on: date | None) -> list[Problem]:
    if on is None or on == scenario.as_of:
        return []
    stands = f"it stands on {scenario.as_of} (`as_of`)" if scenario.as_of else "it says no day (`as_of`)"
    message = f"what this scenario says on {on} cannot be asked yet: {stands}"
    return [Problem("other-day", message, None, "leave `--on` out, or write a file for that day", path="as_of")]


# ---- as it is typed --------------------------------------------------------------------------------------------------


def typed_value(text: str) -> str | list[str]:
    """Return a number or word, or the numbers of a range, from text such as ``0.5`` or ``[0.2, 0.6]``."""
    inner = re.fullmatch(r"\[(.*)\]", text.strip(), re.DOTALL)
    return [part.strip() for part in inner[1].split(",")] if inner else text.strip()
