"""A scenario itself: who is there, what each wants, what lies on the table, which dates stand."""

from __future__ import annotations

from ripeness.scenario import Scenario
from ripeness.scenario.content import calendar, differences, observed
from ripeness.scenario.parties import Ranking
from ripeness.telling.blocks import Bullets, Cell, Paragraph, Part, Table, Telling, blocks, cells, parts
from ripeness.telling.models import conference, graph, timeline
from ripeness.telling.wants import actors, issues, refusing, ties, war
from ripeness.words.basis import whole
from ripeness.words.figures import day
from ripeness.words.labels import quoted
from ripeness.words.names import actors as named
from ripeness.words.names import short

_MOST_WANTED = 2
_DATES = 1
_ROLES = (("party", "parties"), ("backer", "backers"), ("mediator", "mediators"), ("observer", "observers"))


def tell(scenario: Scenario) -> Telling:
    """Return what a scenario is about."""
    return Telling(
        id="conflict",
        title="Who wants what",
        answer=_answer(scenario),
        why=scenario.summary.strip(),
        sure=whole(scenario),
        parts=parts(
            _who(scenario),
            _wanted(scenario),
            _drafts(scenario),
            _dates(scenario),
            Part("A remark on the file", blocks(Paragraph(scenario.note) if scenario.note else None), long=True),
            actors(scenario),
            issues(scenario),
            refusing(scenario),
            war(scenario),
            ties(scenario),
            _texts(scenario),
            graph(scenario),
            conference(scenario),
            timeline(scenario),
            _calendar(scenario),
        ),
    )


def _answer(scenario: Scenario) -> str:
    called = f"{scenario.title} ({scenario.id})" if scenario.title else scenario.id
    counts = [(sum(role in a.role for a in scenario.actors.values()), role, several) for role, several in _ROLES]
    counts += [(len(scenario.issues), "issue", "issues"), (len(scenario.drafts), "draft", "drafts")]
    told = ", ".join(f"{n} {one if n == 1 else several}" for n, one, several in counts if n)
    on = f", as of {day(scenario.as_of)}" if scenario.as_of else ""
    return f"{called}{on}: {told}."


def _who(scenario: Scenario) -> Part:
    rows = []
    for role, several in _ROLES:
        mine = [a for a, record in scenario.actors.items() if record.role[0] == role]
        if mine:
            said = ", ".join(f"{short(scenario, 'actors', a)} ({a})" for a in mine)
            rows.append((Cell(several, "head"), Cell(said)))
    return Part("Who is there", (Table(("role", "actors"), tuple(rows), most=2),))


def _wanted(scenario: Scenario) -> Part:
    """Return what the parties want most: the issues that weigh most with each, and its best answer to them."""
    rows: list[tuple[Cell, ...]] = []
    for actor in scenario.parties:
        wants = scenario.preferences.get(actor)
        if wants is None:
            continue
        known = [(float(w.central), issue) for issue, w in wants.weights.items() if w.central is not None]
        total = sum(weight for weight, _ in known)
        for k, (weight, issue) in enumerate(sorted(known, key=lambda one: -one[0])[:_MOST_WANTED]):
            share = f"{100 * weight / total:.0f} %" if total else "unknown"
            head = Cell("" if k else short(scenario, "actors", actor), "head")
            best = _best(scenario, actor, issue)
            rows.append((head, Cell(scenario.name("issues", issue)), Cell(share, "number"), Cell(best)))
    header = ("party", "issue", "weight", "its best answer")
    return Part("What the parties want most", (Table(header, tuple(rows)),) if rows else ())


def _best(scenario: Scenario, actor: str, issue: str) -> str:
    given = scenario.preferences[actor].values.get(issue)
    if isinstance(given, Ranking):
        return scenario.wording(issue, given.ranked[0])
    known = [(float(v.central), a) for a, v in (given or {}).items() if v.central is not None]
    return scenario.wording(issue, max(known)[1]) if known else "unknown"


def _drafts(scenario: Scenario) -> Part:
    rows = []
    for draft, record in scenario.drafts.items():
        found = differences(scenario, draft)
        seen = record.observed
        said = f"changes {len(found['changes'])} of {len(scenario.issues)}, silent on {len(found['silent'])}"
        answered = f"signed: {named(scenario, seen.signed)}; not: {named(scenario, seen.refused)}" if seen else ""
        on = str(record.date) if record.date else ""
        rows.append((Cell(record.title or draft, "head", id=draft), *cells(on, said, answered)))
    header = ("draft", "date", "clauses", "observed")
    return Part("What lies on the table", (Table(header, tuple(rows), spare=(3,), most=2),) if rows else ())


def _texts(scenario: Scenario) -> list[Part]:
    """Return each draft as its differences from today, with its versions, signatories and guarantees."""
    return [_text(scenario, draft) for draft in scenario.drafts]


def _text(scenario: Scenario, draft: str) -> Part:
    record, found = scenario.drafts[draft], differences(scenario, draft)
    rows = [
        (Cell(scenario.name("issues", i), "head"), Cell(scenario.wording(i, a)), Cell(f"{i}={a}"))
        for i, a in found["changes"].items()
    ]
    said = [
        f"{word}: {', '.join(scenario.name('issues', i) for i in those)}."
        for word, those in (("Confirms today's", found["confirms"]), ("Silent on", found["silent"]))
        if those
    ]
    said.append(f"To be signed by {named(scenario, scenario.signatories(draft))}.")
    for word, those in (("Guaranteed by", record.guarantees), ("Could be guaranteed by", record.may_guarantee)):
        said += [f"{word} {', '.join(scenario.name('ties', t) for t in those)}."] if those else []
    said += (
        [f"Observed{f' on {record.observed.on}' if record.observed.on else ''}: {observed(scenario, draft)}."]
        if (record.observed)
        else []
    )
    for name, version in found["versions"].items():
        changes = ", ".join(f"{i}={a}" for i, a in version["changes"].items()) or "no change"
        titled = f" {quoted(version['title'])}" if version["title"] else ""
        said.append(f"Version {name}{titled} (chance {version['chance']}): {changes}.")
    said += [record.note] if record.note else []
    table = Table(("issue", "what it says", "in the file"), tuple(rows), "Differences from today") if rows else None
    return Part(f"Draft {record.title or draft} ({draft})", blocks(table, Bullets(tuple(said))), long=True)


def _dates(scenario: Scenario) -> Part:
    today = str(scenario.as_of or "")
    ahead = [entry for entry in calendar(scenario, forecasts=False) if entry[0] > today]
    rows = tuple((Cell(on, "head"), Cell(what)) for on, what in ahead[:_DATES])
    return Part("The next dates", (Table(("day", "what"), rows),) if rows else ())


def _calendar(scenario: Scenario) -> Part:
    rows = tuple((Cell(on, "head"), Cell(what)) for on, what in calendar(scenario, forecasts=True))
    return Part("Calendar", (Table(("day", "what"), rows),) if rows else (), long=True)
