"""Files that are not a scenario, or not yet: what is said about each, where, and how soon."""

import ast
import functools
import inspect
import time
from pathlib import Path

import pytest

import ripeness.scenario
from ripeness.errors import ScenarioError
from ripeness.scenario import read, read_bytes, read_text
from ripeness.scenario.checks import findings

EXAMPLE = (Path(__file__).parents[1] / "data" / "two-banks.yaml").read_text(encoding="utf-8")
SECONDS = 2

# Name: codes expected, in file order; then replacements of text that stands once in the example. Each § in a new
# text marks, in file order, the place of one problem, and is no part of the file.
CASES = {}


def case(name, codes, *changes):
    assert name not in CASES
    CASES[name] = (codes.split(), changes)


def cases(prefix, codes, old, *news):
    for new in news:
        case(f"{prefix}: {new.strip()[:90]}", codes, (old, new))


# Layout.
case("blank of another kind", "odd-character", ("    trust: 0.4", "    trust:§\u00a00.4"))
case(
    "blanks of another kind as indentation",
    "odd-character",
    ("  south: {name", "§\u00a0\u00a0south: {name"),
    ("  giant: {name", "\u00a0\u00a0giant: {name"),
)
case("comma in a text", "comma-in-text", ("harm: air strikes}", "harm: air strikes§, shelling}"))
case(
    "section without indentation",
    "indentation-lost",
    (
        "actors:\n  north: {name: Northern Command, role: party, leader: General Ember}\n  south: {name",
        "actors:\n§north: {name: Northern Command, role: party, leader: General Ember}\nsouth: {name",
    ),
)

# Ids that point nowhere.
case("claim", "unknown-claim", ("because: [tired], else: [0.1", "because: [§tird], else: [0.1"))
case("claim of a ranking", "unknown-claim", ("register, stay]}", "register, stay], because: [§tird]}"))
case("source of a claim", "unknown-source", ("source: gazette\n", "source: §gazete\n"))
case("source of a forecast", "unknown-source", ("made-by: gazette", "made-by: §gazete"))
case("actor with preferences", "unknown-actor", ("  delta: {weights", "  §delt: {weights"))
case("actor of a tie, from", "unknown-actor", ("from: emirate, to: north", "from: §emirat, to: north"))
case("actor of a tie, to", "unknown-actor", ("from: delta, to: north", "from: delta, to: §nort"))
case("support of the agreement", "unknown-actor", ("from: delta, to: north", "from: delta, to: §agreement"))
case("actor of an option", "unknown-actor", ("press: {by: north", "press: {by: §nort"))
case("actor of a removed move", "unknown-actor", ("no-move: [{by: south", "no-move: [{by: §sout"))
case("actor of a state preference", "unknown-actor", ("emirate: {ranking", "§emirat: {ranking"))
case("actor who sees", "unknown-actor", ("sees: {north: {", "sees: {§nort: {"))
case("actor who is seen", "unknown-actor", ("sees: {north: {south", "sees: {north: {§sout"))
case("actor of a stand", "unknown-actor", ("kingdom: {capability", "§kingdm: {capability"))
case("actor of a war cost", "unknown-actor", ("cost: {north: {is: [5", "cost: {§nort: {is: [5"))
case("actor who believes", "unknown-actor", ("believes: {north", "believes: {§nort"))
case("actor believed in", "unknown-actor", ("{strength: {south: [30", "{strength: {§suth: [30"))
case("signatory", "unknown-actor", ("[north, south]\n    guar", "[north, south, §sout]\n    guar"))
case("actor of a guarantee", "unknown-actor", ("strength: {north: [0.05", "strength: {§nort: [0.05"))
case("side believed in", "unknown-side", ("{strength: {south: [30", "{strength: {§giant: [30"))
case(
    "side that wins",
    "unknown-side",
    ("{winner: south", "{winner: §suth"),
)
case("issue of a weight", "unknown-issue", ("weights: {lines: 45", "weights: {§line: 45"))
case("issue of values", "unknown-issue", ("control: {nobody: 0,", "§contrl: {nobody: 0,"))
case("issue of an exposure", "unknown-issue", ("exposure: {lines", "exposure: {§line"))
case("issue of a package", "unknown-issue", ("{lines: hold, control", "{§line: hold, control"))
case("issue of a walk-away", "unknown-issue", ("wait: {package: {}", "wait: {package: {§line: hold}"))
case("issue of a rule", "unknown-issue", ("enter & control=obs", "enter & §contrl=obs"))
case("issue of a bonus", "unknown-issue", ('"lines=hold & groups=d', '"lines=hold & §group=d'))
case("issue of a red line", "unknown-issue", ('"lines=leave & groups=s', '"§line=leave & groups=s'))
case("issue of a stand", "unknown-issue", ("capability: 55, embargo", "capability: 55, §embrgo"))
case("alternative of today", "unknown-alternative", ("now: hold  ", "now: §hol  "))
case("alternative of values", "unknown-alternative", ("stay: 100, register", "stay: 100, §registr"))
case("alternative of an exposure", "unknown-alternative", ("exposure: {lines: {leave", "exposure: {lines: {§leav"))
case("alternative of a package", "unknown-alternative", ("control: brokers}", "control: §broker}"))
case("alternative of a version", "unknown-alternative", ("{supplies: freeze}", "{supplies: §freez}"))
case("alternative of an outcome", "unknown-alternative", ("enter, groups: disband}", "enter, groups: §disbnd}"))
case("alternative of a rule", "unknown-alternative", ('"lines=enter & control', '"§lines=entr & control'))
case(
    "alternative of a ranking",
    "unknown-alternative",
    ("ranked: [disband, register", "ranked: [disband, §registr"),
)
case("ranking that leaves one out", "ranking-incomplete", ("ranked: [disband, register,", "ranked: §[disband,"))
case("ranking that names one twice", "named-twice", ("ranked: [disband,", "ranked: §[disband, disband,"))
case("tie that is swayed", "unknown-tie", ("over: [delta-bases]", "over: [§delta-base]"))
case("tie of a guarantee", "unknown-tie", ("    guarantees: [broker-watch]", "    guarantees: [§broker-wach]"))
case("tie that may guarantee", "unknown-tie", ("may-guarantee: [broker-watch]", "may-guarantee: [§broker-wach]"))
case("tie believed in", "unknown-tie", ("ties: {harbour-arms", "ties: {§harbor-arms"))
case("draft of a signing", "unknown-draft", ("sign: capital,", "sign: §capitol,"))
case("draft of a worth", "unknown-draft", ("  wanted:", "  worth: [{when: sign, as: §capitol}]\n  wanted:"))
case("outcome of an event", "unknown-outcome", ("from-war: north-wins", "from-war: §north-win"))
case("fact that is set", "unknown-fact", ("sets: [truce]", "sets: [§truc]"))
case("fact that is unset", "unknown-fact", ('02-28}, sets: ["!truce"]', '02-28}, sets: [§"!truc"]'))
case("fact that is latched is not set", "unknown-fact", ("sets: [truce]", "sets: [§has-broken]"))
case("fact of an event", "unknown-fact", ("{when: truce, hazard: {base", "{when: §truc, hazard: {base"))
case("fact whose age counts", "unknown-fact", ("age-of: truce, since", "age-of: §truc, since"))
case("fact of an end", "unknown-fact", ("capture: capital-fallen", "capture: §capital-falen"))
case("fact that latches", "unknown-fact", ('has-broken: "!truce"', 'has-broken: "!§truc"'))
case("fact that latches itself", "unknown-fact", ('has-broken: "!truce"', 'has-broken: "!§has-broken"'))
case("fact of a question", "unknown-fact", ("falls: {p: capital-fallen", "falls: {p: §capital-falen"))
case("fact of a time", "unknown-fact", ("time-to: agreed", "time-to: §agred"))
case("fact of a condition", "unknown-fact", ('throughout: "!capital-fallen"', 'throughout: "!§capital-falen"'))
case("fact of a factor", "unknown-fact", ("when: watched", "when: §wached"))
case("fact of an effect", "unknown-fact", ("[{when: capital-fallen", "[{when: §capital-falen"))
case("event of a factor", "unknown-event", ("{event: breakdown", "{event: §brekdown"))
case("end", "unknown-end", ("first-of: ends", "first-of: [capture, §setlement]"))
case(
    "ends where there are none",
    "unknown-end",
    ("  ends: {capture: capital-fallen, settlement: agreed}\n", ""),
    ("first-of: ends", "first-of: §ends"),
)
case("question", "unknown-question", ('asks: "!falls"', 'asks: "!§fals"'))
case("option of an order", "unknown-option", ('"!ship -> sign"', '"!ship -> §sing"'))
case("option of a ranking", "unknown-option", ('[["ship & press"]', '[["ship & §pres"]'))
case("option of an infeasible state", "unknown-option", ('infeasible: ["press', 'infeasible: ["§pres'))
case("option of a removed move", "unknown-option", ('to: "sign & !register"', 'to: "sign & !§registr"'))
case("option of the wanted states", "unknown-option", ("sign & register & !ship", "sign & §registr & !ship"))
case(
    "path of a reading",
    "unknown-path",
    ("{preferences.north.values.lines.enter", "{§preferences.north.values.lines.entr"),
)
case("path of an effect", "unknown-path", ("path: war.strength.north", "path: §war.strenth.north"))
case("path that is left out", "unknown-path", ("path: war.strength.north, add", "path: §preferences.delta.trust, add"))

# Numbers.
SOUTH = "weights: {lines: 45"
cases(
    "weight",
    "not-a-number",
    SOUTH,
    *(
        f"weights: {{lines: §{x}"
        for x in ("nan", ".nan", "NaN", "inf", "-.inf", "1e999", "1e31", "5%", "55-70", "0x1F")
    ),
    *(
        f"weights: {{lines: §{x}"
        for x in ("1_000", '"1,5"', "twenty", "true", "~", "5 points", ".5", "5.", "--5", "'5 '")
    ),
    "weights: {lines: [§a, 5]",
    "weights: {lines: [5, §unknown]",
    "weights: {lines: [§[1, 2], 3]",
    f"weights: {{lines: §{'9' * 500}",
)
cases("weight", "out-of-range", SOUTH, *(f"weights: {{lines: §{x}" for x in ("-1", "-0.0001", "[-5, 5]", "[-1, 0, 5]")))
cases("weight", "bad-range", SOUTH, *(f"weights: {{lines: §{x}" for x in ("[1, 2, 3, 4]", "[]", "[5]")))
cases("weight", "range-upside-down", SOUTH, *(f"weights: {{lines: §{x}" for x in ("[70, 55]", "[55, 75, 60]")))
cases("weight", "word-needs-probability", SOUTH, "weights: {lines: §likely")
cases("weight", "unbounded-unknown", SOUTH, "weights: {lines: §unknown", "weights: {lines: §{is: unknown}")
cases("weight", "missing-key", SOUTH, "weights: {§lines: {}", "weights: {§lines: {note: x}")
cases("weight", "unknown-key", SOUTH, "weights: {lines: {is: 45, §nte: x}")
cases("weight", "duplicate-key", SOUTH, "weights: {lines: 45, §lines: 44", "weights: {lines: {is: 45, §is: 44}")
case("decimal comma", "not-a-number", ("betrayal: 12", "betrayal: §1,5"))
cases("trust", "out-of-range", "trust: 0.4", *(f"trust: §{x}" for x in ("1.5", "-0.1", "40", "[0.2, 1.1]")))
cases("trust", "not-a-number", "trust: 0.4", "trust: §likley", "trust: §Likely", "trust:§", "trust: §~")
cases("trust", "within-unused", "trust: 0.4", "trust: {is: 0.4, within: §[0, 1]}")
cases("trust", "else-unused", "trust: 0.4", "trust: {is: 0.4, else: §0.3}")
cases(
    "trust",
    "bad-range",
    "trust: 0.4",
    "trust: {is: unknown, within: §[0, 0.1, 1]}",
    "trust: {is: unknown, within: §0.5}",
)
cases("value", "out-of-range", "{enter: 0, hold", "{enter: §-1, hold", "{enter: §101, hold", "{enter: §[90, 101], hold")
cases("value", "word-needs-probability", "{enter: 0, hold", "{enter: §likely, hold")
case("else that is missing", "else-missing", ("betrayal: 12", "betrayal: §{is: 12, because: [tired]}"))
case(
    "else that is unknown",
    "unbounded-unknown",
    ("betrayal: 12", "betrayal: §{is: 12, because: [tired], else: unknown}"),
)
cases(
    "weights",
    "weights-all-zero",
    "weights: {lines: 60, supplies: 40}",
    "weights: §{lines: 0, supplies: 0}",
    "weights: §{}",
)
case(
    "strengths",
    "strengths-all-zero",
    ("strength: {north: [50, 60, 75], south: 50}", "strength: §{north: 0, south: 0}"),
    ("harbour, to: south, kind: support", "harbour, to: delta, kind: support"),
    ("emirate, to: north, kind: support", "emirate, to: delta, kind: support"),
    ("delta, to: north, kind: support", "delta, to: delta, kind: support"),
)

# Dates and lengths of time.
cases(
    "date",
    "impossible-date",
    "date: 2031-03-02, grade",
    "date: §2020-02-30, grade",
    "date: §2020-13-01, grade",
    "date: §0000-01-01, grade",
)
cases(
    "date",
    "not-a-date",
    "date: 2031-03-02, grade",
    *(f"date: §{x}, grade" for x in ("20200101", "2020-1-1", "tomorrow", "2031-03-02T00:00", "[a]", "~")),
)
cases("step", "impossible-date", "{2031-03-02: 0.01", "{§2031-02-30: 0.01")
cases(
    "horizon",
    "not-a-duration",
    "horizon: 90 days",
    *(f"horizon: §{x}" for x in ("90", "three weeks", "-5 days", "nan days", "~")),
)
cases("days", "not-a-duration", "within: 22 days", "within: §0 days", "within: §22")
case("event before the start", "date-order", ("on: 2031-03-09", "on: §2031-03-01"))
case("fact since a later day", "date-order", ("since: 2031-02-28", "since: §2031-03-05"))
case(
    "forecast that ends before it was made",
    "date-order",
    ("asked: 2031-03-02, by: 2031-03-09", "asked: 2031-03-02, by: §2031-03-01"),
)
case(
    "question after the end",
    "date-outside",
    ("falls: {p: capital-fallen, by: 2031-03-09", "falls: {p: capital-fallen, by: §2031-06-01"),
)
case("question before the start", "date-outside", ("p: truce, at: 2031-03-09", "p: truce, at: §2031-03-01"))
case("given after the end", "date-outside", ("{p: has-broken, by: 2031-03-09", "{p: has-broken, by: §2031-06-09"))
case("until after the end", "date-outside", ("until: 2031-03-09}}", "until: §2032-03-09}}"))
case("timeline without a start", "missing-key", ("as_of: 2031-03-02\n", ""), ("\ntimeline:", "\n§timeline:"))

# Conditions.
cases(
    "condition",
    "bad-condition",
    'has-broken: "!truce"',
    *(
        f'has-broken: "{x}"'
        for x in (
            "truce &§",
            "§Truce",
            "truce §truce",
            "!§",
            "(truce§",
            "truce§)",
            "truce & §& truce",
            "§",
            "truce =§",
            "truce §# x",
        )
    ),
)
cases(
    "condition",
    "bad-condition",
    'has-broken: "!truce"',
    "has-broken: §~",
    "has-broken: §[truce]",
    "has-broken: §{a: b}",
    'has-broken: "§truce=yes"',
)
case("condition of 5,000 characters", "bad-condition", ('has-broken: "!truce"', f'has-broken: §"{"truce & " * 625}"'))
case("condition nested too deep", "bad-condition", ('has-broken: "!truce"', f'has-broken: §"{"!" * 200}truce"'))
case("package condition without a value", "bad-condition", ("enter & control=obs", "enter & §control & control=obs"))
case("exclamation mark without quotes", "tag-refused", ('order: ["!press", "sign"', 'order: [§!press, "sign"'))

# Rules and drafts.
case(
    "rules that exclude all",
    "rules-exclude-all infeasible-draft infeasible-draft infeasible-draft",
    ("\nrules:\n", "\n§rules:\n"),
    ('"lines=enter & control=obs', '"lines=enter | !lines=enter | control=obs'),
    ("    package: {lines: hold, control: brokers}", "    §package: {lines: hold, control: brokers}"),
    ("{leaked: {chance", "{§leaked: {chance"),
    ("text, package: {lines: leave", "text, §package: {lines: leave"),
)
case(
    "draft that breaks a rule",
    "infeasible-draft",
    ("    package: {lines: hold, control: brokers}\n", "    §package: {lines: enter, control: observers}\n"),
    ("versions: {leaked: {chance: 0.3, package: {supplies: freeze}}} ", "# "),
)
case(
    "version that breaks a rule",
    "infeasible-draft",
    (
        "{leaked: {chance: 0.3, package: {supplies: freeze}}}",
        "{§leaked: {chance: 0.3, package: {lines: enter, control: observers}}}",
    ),
)
case(
    "versions that are too likely",
    "chances-above-one",
    ("versions: {leaked: {chance: 0.3,", "versions: §{other: {chance: 0.8}, leaked: {chance: 0.3,"),
)
case(
    "nobody signs",
    "empty",
    ("signatories: [north, south]\n    guar", "signatories: §[]\n    guar"),
    ("    observed: {on", "    # {on"),
)
case(
    "signatory named twice",
    "named-twice",
    ("signatories: [north, south]\n    guar", "signatories: §[north, south, south]\n    guar"),
)
case(
    "guarantee named twice",
    "named-twice",
    ("    guarantees: [broker-watch]", "    guarantees: §[broker-watch, broker-watch]"),
)
case(
    "signed and refused",
    "named-twice",
    ("observed: {on: 2031-03-01, signed: [south]", "observed: §{on: 2031-03-01, signed: [south, north]"),
)
case("observed signatory that is none", "not-a-signatory", ("signed: [south]", "signed: [south, §giant]"))
case("guarantee that is none", "not-a-guarantee", ("    guarantees: [broker-watch]", "    guarantees: [§giant-threat]"))
case(
    "possible guarantee that is none",
    "not-a-guarantee",
    ("may-guarantee: [broker-watch]", "may-guarantee: [§giant-threat]"),
)
case(
    "signatory without a reservation",
    "no-reservation",
    ("  delta: {weights", "  §delta: {weights"),
    (", reservation: 30}", "}"),
    ("[north, south]\n    guar", "[north, south, delta]\n    guar"),
)
case(
    "signatory without preferences", "no-reservation", ("[north, south]\n    guar", "[north, south, §giant]\n    guar")
)

# Ties and war.
case("guarantee to an actor", "guarantee-target", ("to: agreement", "to: §south"))
case("sway over the tie of another", "not-its-tie", ("over: [delta-bases]", "over: [§giant-threat]"))
case("belief about no support", "not-a-support", ("ties: {harbour-arms", "ties: {§giant-threat"))
case(
    "kind that is none",
    "not-one-of",
    (
        "  giant-threat: {from: giant, to: north, kind: sanction",
        "  giant-threat: {from: giant, to: north, kind: §santion",
    ),
)
case(
    "kind that is missing",
    "missing-key",
    ("  giant-threat: {from: giant, to: north, kind: sanction,", "  giant-threat: §{from: giant, to: north,"),
)
case(
    "chances of outcomes",
    "chances-not-one",
    ("    north-wins: {winner: north,", "    §north-wins: {chance: 0.2, winner: north,"),
    ("{winner: south,", "{chance: 0.2, winner: south,"),
    ("stalemate: {package: {}}", "stalemate: {chance: [0.1, 0.3]}"),
)
case(
    "chance on one outcome only",
    "chance-incomplete",
    ("    north-wins: {winner: north,", "    §north-wins: {chance: 0.2, winner: north,"),
)
case(
    "two stalemates",
    "several-stalemates",
    ("    north-wins:", "    §north-wins:"),
    ("stalemate: {package: {}}", "stalemate: {package: {}}\n    other: {}"),
)
case(
    "no stalemate", "no-stalemate", ("    north-wins:", "    §north-wins:"), ("    stalemate: {package: {}}", "    # ")
)
case(
    "side that wins twice",
    "outcome-of-side",
    ("    north-wins:", "    §north-wins:"),
    ("stalemate: {package: {}}", "stalemate: {package: {}}\n    again: {winner: north}"),
)
case(
    "war without strengths or chances",
    "no-reservation no-reservation missing-key unknown-path",
    ("  south:\n    weights", "  §§south:\n    weights"),
    ("path: war.strength.north", "path: §war.strength.north"),
    ("\nwar:", "\n§war:"),
    ("  strength: {north: [50, 60, 75], south: 50}\n", ""),
    ("{strength: {south: [30, 35, 45]}, decisive", "{decisive"),
)
case("belief in a missing strength", "unknown-side", ("{strength: {south: [30", "{strength: {§delta: [30"))

# Reserved ids.
for _name in ("agreement", "is", "probability"):
    case(f"actor called {_name}", "reserved-id", ("actors:\n", f"actors:\n  §{_name}: {{role: observer}}\n"))
for _name in ("war", "reservation"):
    case(f"walk-away called {_name}", "reserved-id", ("walk-away: {wait:", f"walk-away: {{§{_name}:"))
case(
    "conference issue called capability",
    "reserved-id",
    ("    force: {name", "    §capability: {name: x}\n    force: {name"),
)
case("alternative called ranked", "reserved-id", ("{flow: They continue,", "{§ranked: x, flow: They continue,"))
cases(
    "id",
    "bad-id",
    "actors:\n",
    *(
        f"actors:\n  §{x}: {{role: observer}}\n"
        for x in ("North", "two_words", "two words", "a--b", "-a", "ä", '""', "a.b", "a=b", "a" * 81)
    ),
)

# Shapes and keys.
case("unknown key of the file", "unknown-key", ("\nforecasts:", "\n§forcasts:"))
case("unknown key of an actor", "unknown-key", ("leader: General Ember", "§leadr: General Ember"))
case("unknown key of a tie", "unknown-key", ("cut-cost: 25", "§cutcost: 25"))
case("key with an underscore", "unknown-key", ("walk-away:", "§walk_away:"))
case(
    "colon without a blank in braces",
    "unknown-key",
    ("  delta-bases: {from: delta,", "  delta-bases: {§from:delta,"),
)
cases("format", "newer-format", "ripeness: 1\n", "ripeness: §2\n", "ripeness: §10\n", f"ripeness: §{'9' * 5_000}\n")
cases(
    "format", "bad-version", "ripeness: 1\n", *(f"ripeness: §{x}\n" for x in ("one", "0", "-1", "1.5", "~", "[1]", "²"))
)
case("role", "not-one-of", ("role: party, leader", "role: §prty, leader"))
case("role in a list", "not-one-of", ("role: [mediator, backer]}\n  harbour", "role: [mediator, §baker]}\n  harbour"))
case("no role", "empty", ("role: party, leader", "role: §[], leader"))
case("grade of a source", "not-one-of", ("grade: B}", "grade: §G}"))
case("grade of a claim", "not-one-of", ("    grade: 3\n", "    grade: §7\n"))
case("change of an option", "not-one-of", ("change: once", "change: §one"))
case("baseline", "not-one-of", ("cessation-bilateral", "§cessation"))
case("outcome of a forecast", "not-one-of", ("outcome: unknown", "outcome: §maybe"))
cases("flag", "not-true-false", "confidential: true", *(f"confidential: §{x}" for x in ("yes", "True", "1", "~")))
cases(
    "title", "wrong-shape", "title: The two banks of the river", "title: §[a]", "title: §{a: b}", "title:§", "title: §~"
)
cases(
    "actors",
    "wrong-shape",
    "  north: {name: Northern Command, role: party, leader: General Ember}",
    "  north: §party",
    "  north: §[party]",
    "  north:§",
    "  north: §role:party",
)
case("list of alternatives", "wrong-shape", ("{flow: They continue, freeze: They are frozen}", "§[flow, freeze]"))
case(
    "alternatives that are missing",
    "missing-key",
    ("  supplies:\n", "  §supplies:\n"),
    ("    alternatives: {flow: They continue, freeze: They are frozen}\n", ""),
)
case("list that is a mapping", "wrong-shape", ("because: [tired], else: [0.1", "because: §{tired: 1}, else: [0.1"))
case("list that is text", "wrong-shape", ("because: [tired], else: [0.1", "because: §tired, else: [0.1"))
case("text that is too long", "text-too-long", ("title: The two", f"title: §{'x' * 20_000}"))
case("key that is a list", "bad-key", ("id: two-banks", "? §[a]\n: b\nid: two-banks"))
case("key that is an alias", "bad-key", ("id: two-banks", "note: &a b\n§*a : b\nid: two-banks"))
case("alias of nothing", "unknown-alias", ("id: two-banks", "note: §*nothing\nid: two-banks"))
case("second document", "two-documents", ("id: two-banks", "§---\nid: two-banks"))
case("tag", "tag-refused", ("title: The two", "title: §!foo The two"))

# Graph.
case(
    "neither order nor ranking",
    "not-exactly-one",
    ('emirate: {ranking: [["ship & press"], ["ship & !press"], ["!ship"]]}', "emirate: §{}"),
)
case("order and ranking", "not-exactly-one", ("emirate: {ranking", "emirate: §{order: [ship], ranking"))
case("chances of preferences", "chances-not-one", ("any: [{chance: 0.7", "any: §[{chance: 0.8"))
case(
    "chances of preferences as seen",
    "chances-not-one",
    (
        '{south: {order: ["!register", "!press"]}}',
        "{south: {any: §[{chance: 0.7, order: [press]}, {chance: 0.7, order: [sign]}]}}",
    ),
)
case(
    "from-values without a worth",
    "worth-missing",
    ('emirate: {ranking: [["ship & press"], ["ship & !press"], ["!ship"]]}', "emirate: §from-values"),
)
case(
    "from-values as seen without a worth",
    "worth-missing",
    ('{south: {order: ["!register", "!press"]}}', "{south: §from-values}"),
)
case("today's state ruled out", "today-infeasible", ('infeasible: ["press', 'infeasible: [§ship, "press'))
case("every state ruled out", "today-infeasible", ('infeasible: ["press', 'infeasible: [§"ship | !ship", "press'))
case("an option that nobody owns", "missing-key", ("register: {by: south, name", "§register: {name"))
case("an option of nobody who is known", "unknown-actor", ("register: {by: south", "register: {by: §suoth"))

# Timeline.
EVENT = "new-truce: {when: "
case(
    "event of two kinds",
    "event-kind",
    ("22 days, sets", "22 days, hazard: 0.1, sets"),
    ("new-truce: {", "new-truce: §{"),
)
case(
    "event of no kind",
    "event-kind",
    ("new-truce: {", "new-truce: §{"),
    (", chance: roughly even chance, within: 22 days", ""),
)
case("event with a chance but no day", "event-kind", ("new-truce: {", "new-truce: §{"), (", within: 22 days", ""))
case("hazard with a chance", "chance-without-days", ("assault: {when", "assault: §{chance: 0.5, when"))
case("days without a chance", "missing-key", ("new-truce: {", "new-truce: §{"), ("chance: roughly even chance, ", ""))
case("chance of one within days", "chance-of-one", ("new-truce: {", "new-truce: §{"), ("roughly even chance,", "1,"))
case(
    "range up to one within days",
    "chance-of-one",
    ("new-truce: {", "new-truce: §{"),
    ("roughly even chance,", "[0.5, 1],"),
)
case("put without sign", "missing-key", ("signing: {on", "signing: §{on"), ("sign: capital, ", ""))
case("sign without a day", "missing-key", ("assault: {when", "assault: §{sign: capital, when"))
case("signing with a chance", "not-exactly-one", ("signing: {on", "signing: §{chance: 0.5, on"))
case("fact set twice", "named-twice", ("sets: [agreed, watched]", "sets: §[agreed, watched, agreed]"))
cases(
    "setting",
    "bad-setting",
    "sets: [truce]",
    'sets: [§"!! truce"]',
    "sets: [§Truce]",
    "sets: [§~]",
    "sets: [§[a]]",
    'sets: [§"truce & agreed"]',
)
HAZARD = "hazard: {age-of: truce, from: {0 days: 0.04, 3 days: 0.01}}"
cases(
    "hazard",
    "bad-steps",
    HAZARD,
    *(
        f"hazard: {{age-of: truce, from: §{{{x}}}}}"
        for x in (
            "1 day: 0.04",
            "0 days: 0.1, 2031-04-01: 0.2",
            "0 days: 1, 3 days: 1, 2 days: 1",
            "2031-04-01: 0.2",
            "",
            "0 days: 0.1, 3 days: 0.2, 3.0 days: 0.3",
        )
    ),
)
cases(
    "hazard",
    "age-missing",
    HAZARD,
    "hazard: {from: §{0 days: 0.04, 3 days: 0.01}}",
    "hazard: §{baseline: cessation-bilateral}",
)
cases(
    "hazard",
    "not-exactly-one",
    HAZARD,
    "hazard: §{age-of: truce}",
    "hazard: §{age-of: truce, baseline: cessation-bilateral, from: {0 days: 1}}",
)
cases("hazard", "out-of-range", HAZARD, "hazard: §-0.1", "hazard: {age-of: truce, from: {0 days: §-1}}")
cases("hazard", "not-a-number", HAZARD, "hazard: §often", "hazard: {age-of: truce, from: {0 days: §often}}")
QUESTION = "falls: {p: capital-fallen, by: 2031-03-09}"
cases(
    "question",
    "question-kind",
    QUESTION,
    "falls: §{p: capital-fallen}",
    "falls: §{by: 2031-03-09}",
    "falls: §{p: capital-fallen, by: 2031-03-09, at: 2031-03-09}",
    "falls: §{p: capital-fallen, by: 2031-03-09, time-to: agreed}",
    "falls: §{p: capital-fallen, at: 2031-03-09, throughout: true}",
    "falls: §{first-of: ends}",
    "falls: §{first-of: ends, at: 2031-03-09}",
    "falls: §{time-to: agreed, given: {p: truce, by: 2031-03-09}}",
    "falls: §{time-to: agreed, throughout: true}",
    "falls: §{time-to: agreed, at: 2031-03-09}",
    "falls: {p: agreed, by: 2031-03-09, given: §{p: truce}}",
    "falls: {p: agreed, by: 2031-03-09, given: §{throughout: truce}}",
    "falls: {p: agreed, by: 2031-03-09, given: §{throughout: true, until: 2031-03-09}}",
    "falls: {p: agreed, by: 2031-03-09, given: §{p: truce, by: 2031-03-09, until: 2031-03-09}}",
    "falls: {p: agreed, by: 2031-03-09, given: §{}}",
)
case("ends that are none", "empty", ("first-of: ends", "first-of: §[]"))
case("end that is no id", "bad-id", ("first-of: ends", "first-of: §The Ends"))
case(
    "latched fact that is a fact",
    "named-twice",
    ('latched: {has-broken: "!truce"}', 'latched: {§agreed: "!truce", has-broken: "!truce"}'),
)
EFFECT = "path: war.strength.north, add: 30}"
cases(
    "effect",
    "not-exactly-one",
    "effects: [{when: capital-fallen, path: war.strength.north, add: 30}",
    "effects: [§{when: capital-fallen, path: war.strength.north}",
    "effects: [§{when: capital-fallen, path: war.strength.north, add: 30, times: 2}",
)
cases("effect", "not-a-number", EFFECT, "path: war.strength.north, add: §lots}")
cases(
    "effect",
    "out-of-range",
    EFFECT,
    "path: §war.strength.north, add: -61}",
    "path: §war.strength.north, add: -55}",
    "path: §war.strength.north, sets: -1}",
    "path: §war.strength.north, times: -1}",
    "path: §war.decisive, sets: 1.5}",
    "path: §preferences.north.trust, times: 1.8}",
    "path: §preferences.north.trust, times: [1, 3]}",
    "path: §preferences.north.values.supplies.freeze, add: 30}",
    "path: §preferences.north.values.groups.register, add: 60}",
)
READING = "sets: {preferences.north.values.lines.enter: 40}"
cases(
    "reading",
    "out-of-range",
    READING,
    "sets: {§preferences.north.values.lines.enter: 140}",
    "add: {§preferences.north.values.lines.enter: 1}",
)
case(
    "reading of two kinds",
    "not-exactly-one",
    ("        says: South asked", "        §says: South asked"),
    (READING, f"{READING}\n        add: {{war.decisive: 0.1}}"),
)


def edited(changes):
    """Return the example with changes, without the marks, and the places that were marked."""
    text = EXAMPLE
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
        text = text.replace(old, new)
    places = []
    for number, line in enumerate(text.split("\n"), start=1):
        while "§" in line:
            places.append((number, line.index("§") + 1))
            line = line.replace("§", "", 1)  # noqa: PLW2901
    return text.replace("§", ""), places


@functools.cache
def problems_of(name):
    """Return the problems of a case, and how long it took to find them."""
    text, _ = edited(CASES[name][1])
    begun = time.perf_counter()
    try:
        read_text(text, "two-banks.yaml")
    except ScenarioError as error:
        return error.problems, time.perf_counter() - begun
    return (), time.perf_counter() - begun


@pytest.mark.parametrize("name", CASES)
def test_codes_and_places(name):
    codes, changes = CASES[name]
    problems, seconds = problems_of(name)
    found = [(p.code, p.place.line, p.place.column) for p in problems]
    assert found == [(code, *place) for code, place in zip(codes, edited(changes)[1], strict=True)]
    assert seconds < SECONDS


@pytest.mark.parametrize("code", sorted({code for codes, _ in CASES.values() for code in codes}))
def test_every_problem_has_a_hint(code):
    problems = [(name, p) for name in CASES for p in problems_of(name)[0] if p.code == code]
    assert [(name, p.message) for name, p in problems if not p.hint] == []


@pytest.mark.parametrize("name", CASES)
def test_every_problem_quotes_its_line(name):
    text = edited(CASES[name][1])[0].split("\n")
    for problem in problems_of(name)[0]:
        assert problem.place.text == text[problem.place.line - 1]
        assert f"{problem.place.line:>5} | " in str(problem)
        assert problem.severity == "error"
        assert len(problem.message) < 400


# Files that are no scenario at all: name, bytes (or what makes them), code, line, column.
def bomb():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 10)}]" for k in range(1, 10)]
    return "\n".join(lines).encode()


def deep_by_aliases():
    """A list some 4,000 levels deep, in a file that nowhere nests deeply."""
    levels = [f"  - &a{k} {'[' * 28}*a{k - 1}{']' * 28}" for k in range(1, 150)]
    return "\n".join(["z:", "  - &a0 []", *levels, ""]) + "{end}\n"


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
FILES = {
    "nothing": (b"", "empty-file", 1, 1),
    "blanks": (b" \n\n  \n", "empty-file", 1, 1),
    "a byte order mark": (b"\xef\xbb\xbf", "empty-file", 1, 1),
    "comments": (b"# one\n# two\n", "not-a-scenario", 1, 1),
    "an empty document": (b"---\n...\n", "not-a-scenario", 1, 1),
    "prose": (b"The two banks of the river are at war.\n", "not-a-scenario", 1, 1),
    "prose in paragraphs": (b"The two banks are at war.\n\nNorth presses on.\n", "not-a-scenario", 1, 1),
    "prose with colons": (b"Note: the two banks: at war\n", "not-yaml", 1, 7),
    "a list": (b"- ripeness: 1\n- id: x\n", "not-a-scenario", 1, 1),
    "a number": (b"42", "not-a-scenario", 1, 1),
    "null": (b"~", "not-a-scenario", 1, 1),
    "NUL bytes": (b"ripeness: 1\nid: a\x00b\n", "not-text", 2, 6),
    "NUL bytes only": (b"\x00" * 100, "not-text", 1, 1),
    "a picture": (PNG, "not-text", 1, 1),
    "a zip archive": (b"PK\x03\x04\x14\x00\x06\x00", "not-text", 1, 1),
    "UTF-16, little end first": ("\ufeff" + EXAMPLE).encode("utf-16-le"),
    "UTF-16, big end first": ("\ufeff" + EXAMPLE).encode("utf-16-be"),
    "UTF-16 without a mark": EXAMPLE.encode("utf-16-le"),
    "UTF-32": EXAMPLE.encode("utf-32"),
    "Latin-1": ("ripeness: 1\nid: x\ntitle: Café\n".encode("latin-1"), "not-text", 3, 11),
    "a lone surrogate": (b"ripeness: 1\ntitle: \xed\xa0\x80\n", "not-text", 2, 8),
    "an escape character": (b"ripeness: 1\ntitle: \x1b[31mred\n", "not-text", 2, 8),
    "an escape character after other scripts": (
        "ripeness: 1\nid: äöü\ntitle: ü \x1b[31m\n".encode(),
        "not-text",
        3,
        10,
    ),
    "a bell": (b"ripeness: 1\ntitle: a\x07b\n", "not-text", 2, 9),
    "a deletion": (b"ripeness: 1\ntitle: a\x7fb\n", "not-text", 2, 9),
    "50 MB": (lambda: b"# filled\n" * 5_600_000, "too-large", 1, 1),
    "one line of 4 MB": (lambda: b"ripeness: " + b"x" * (4 * 2**20 - 20), "missing-key", 1, 1),
    "20,000 levels of brackets": (b"a: " + b"[" * 20_000, "too-deep", 1, 35),
    "20,000 levels of braces": (b"{a: " * 20_000, "too-deep", 1, 129),
    "20,000 levels of dashes": (b"- " * 20_000 + b"x", "too-deep", 1, 65),
    "2,000 levels of indents": (lambda: "".join(" " * k + "a:\n" for k in range(2_000)).encode(), "too-deep", 33, 33),
    "20,000 closed levels": (b"[" * 20_000 + b"]" * 20_000, "too-deep", 1, 33),
    "a billion laughs": (bomb(), "too-many-parts", 6, None),
    "an alias of itself": (b"a: &a [*a]\n", "unknown-alias", 1, 8),
    "aliases of one another": (b"a: &a [*b]\nb: &b [*a]\n", "unknown-alias", 1, 8),
    "an unknown alias": (b"a: *b\n", "unknown-alias", 1, 4),
    "an alias as a key": (b"a: &a x\n*a : y\n", "bad-key", 2, 1),
    "a mapping as a key": (b"{a: b}: c\n", "bad-key", 1, 1),
    "a Python object": (b"a: !!python/object/apply:os.system [ls]\n", "tag-refused", 1, 4),
    "a Python name": (b"a: !!python/name:os.system\n", "tag-refused", 1, 4),
    "a tag of its own": (b"a: !foo bar\n", "tag-refused", 1, 4),
    "a standard tag": (b"a: !!str bar\n", "tag-refused", 1, 4),
    "a tag on a key": (b"!!str a: bar\n", "tag-refused", 1, 1),
    "a tag on the whole": (b"!scenario\na: bar\n", "tag-refused", 1, 1),
    "two documents": (b"a: 1\n---\nb: 2\n", "two-documents", 2, 1),
    "two documents, the first ended": (b"a: 1\n...\n---\nb: 2\n", "two-documents", 3, 1),
    "depth by aliases where a letter is expected": (
        deep_by_aliases().format(end="sources: {s: {title: t, grade: *a149}}").encode(),
        None,
        None,
        None,
    ),
    "depth by aliases where a number is expected": (
        deep_by_aliases().format(end="war: {outcomes: {o: {chance: *a149}}}").encode(),
        None,
        None,
        None,
    ),
    "depth by aliases where the kind of a tie is expected": (
        deep_by_aliases().format(end="ties: {t: {from: a, to: a, kind: *a149}}").encode(),
        None,
        None,
        None,
    ),
    "depth by aliases as format": (deep_by_aliases().format(end="ripeness: *a149").encode(), None, None, None),
    "depth by aliases in a condition": (
        deep_by_aliases().format(end="rules: [{never: *a149}]").encode(),
        None,
        None,
        None,
    ),
}
for _name, _entry in FILES.items():
    if isinstance(_entry, bytes):
        FILES[_name] = (_entry, "not-text", 1, None)


def bytes_of(name):
    raw = FILES[name][0]
    return raw() if callable(raw) else raw


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_scenario_is_refused_soon(name):
    raw, (_, code, line, column) = bytes_of(name), FILES[name]
    begun = time.perf_counter()
    with pytest.raises(ScenarioError) as caught:
        read_bytes(raw, "file.yaml")
    assert time.perf_counter() - begun < SECONDS
    first = caught.value.problems[0]
    assert code in (None, first.code)
    assert line in (None, first.place.line)
    assert column in (None, first.place.column)
    assert not any(c < " " and c != "\n" for c in str(caught.value))


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_scenario_is_refused_with_a_hint(name):
    with pytest.raises(ScenarioError) as caught:
        read_bytes(bytes_of(name), "file.yaml")
    assert [p.code for p in caught.value.problems if not p.hint] == []


def test_a_file_of_50_mb_is_not_read_whole(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(50 * 2**20)
    begun = time.perf_counter()
    with pytest.raises(ScenarioError) as caught:
        read(path)
    assert time.perf_counter() - begun < SECONDS
    assert [p.code for p in caught.value.problems] == ["too-large"]


@pytest.mark.parametrize(
    ("key", "message"), [("ripeness", "'ripeness'"), ("id", "'id'"), ("actors", "'actors'"), ("issues", "'issues'")]
)
def test_a_missing_key_of_the_file_is_named(key, message):
    text = "ripeness: 1\nid: x\nactors: {a: {role: party}}\nissues: {i: {now: b, alternatives: {b: B}}}\n"
    kept = "".join(line for line in text.splitlines(keepends=True) if not line.startswith(key))
    with pytest.raises(ScenarioError) as caught:
        read_text(kept)
    assert [p.code for p in caught.value.problems] == ["missing-key"]
    assert message in caught.value.problems[0].message


# --- all at once --------------------------------------------------------------------------------------------------

TOGETHER = [
    "source of a claim",
    "id: actors:\n  §a--b: {role: observer}",
    "unknown key of an actor",
    "alternative of today",
    "issue of a rule",
    "issue of a weight",
    "value: {enter: §101, hold",
    "actor who believes",
    "claim",
    "tie that is swayed",
    "kind that is missing",
    "guarantee to an actor",
    "signatory",
    "observed signatory that is none",
    "actor of an option",
    "option of the wanted states",
    "actor of a stand",
    "setting: sets: [§Truce]",
    "event of a factor",
    "fact of a time",
    "question",
]


def test_all_problems_come_at_once_and_in_file_order():
    text, places = edited([change for name in TOGETHER for change in CASES[name][1]])
    codes = [code for name in TOGETHER for code in CASES[name][0]]
    with pytest.raises(ScenarioError) as caught:
        read_text(text)
    assert [(p.code, p.place.line, p.place.column) for p in caught.value.problems] == [
        (code, *place) for code, place in zip(codes, places, strict=True)
    ]


DANGLING = ("because: [tired], else: [0.1", "because: [§tird], else: [0.1")

# A part that must be there and is wrong: other problems are reported beside it, and it causes no others.
REQUIRED = {
    "role": ("not-one-of", ("role: party, leader", "role: §prty, leader")),
    "alternatives": ("wrong-shape", ("{flow: They continue, freeze: They are frozen}", "§[flow, freeze]")),
    "alternative of today": ("bad-id", ("now: hold  ", "now: §Hold  ")),
    "source of a claim": ("bad-id", ("source: gazette\n", "source: §The Gazette\n")),
    "grade": ("not-one-of", ("grade: B}", "grade: §G}")),
    "actor": ("wrong-shape", ("  delta: {name: Delta Republic, role: backer}", "  delta: §backer")),
    "format": ("bad-version", ("ripeness: 1\n", "ripeness: §one\n")),
    "id": ("bad-id", ("id: two-banks\n", "id: §Two Banks\n")),
}


@pytest.mark.parametrize("name", REQUIRED)
def test_a_wrong_part_that_is_needed_hides_no_other_problem(name):
    code, change = REQUIRED[name]
    text, places = edited([change, DANGLING])
    with pytest.raises(ScenarioError) as caught:
        read_text(text)
    assert [(p.code, p.place.line, p.place.column) for p in caught.value.problems] == [
        (code, *places[0]),
        ("unknown-claim", *places[1]),
    ]


@pytest.mark.parametrize(
    ("line", "key"),
    [("ripeness: 1\n", "ripeness"), ("id: two-banks\n", "id"), ("  delta-bases: {from: delta, to", "from")],
)
def test_a_missing_key_hides_no_other_problem(line, key):
    text, _ = edited([(line, "  delta-bases: {to" if key == "from" else ""), DANGLING])
    with pytest.raises(ScenarioError) as caught:
        read_text(text)
    assert sorted(p.code for p in caught.value.problems) == ["missing-key", "unknown-claim"]


def test_a_wrong_item_of_a_list_hides_no_problem_of_its_neighbours():
    text, places = edited([("rules:\n", 'rules:\n  - never: "lines=§"\n  - never: "§lins=enter"\n')])
    with pytest.raises(ScenarioError) as caught:
        read_text(text)
    found = [(p.code, p.place.line, p.place.column) for p in caught.value.problems]
    assert found == [("bad-condition", *places[0]), ("unknown-issue", *places[1])]


def test_two_wrong_parts_of_one_record_are_both_reported():
    text, places = edited([("strength: 8, now: 1, willing: 0,", "strength: §-8, now: §x, willing: §2,")])
    with pytest.raises(ScenarioError) as caught:
        read_text(text)
    assert [(p.place.line, p.place.column) for p in caught.value.problems] == places


# --- what is printed ----------------------------------------------------------------------------------------------

SEQUENCE = '"\\e[31mred\\a\\0\\r\\n\\u202E\\x9b"'
ESCAPES = {
    "a value": ("role: party, leader", f"role: {SEQUENCE}, leader"),
    "a key": ("leader: General", f"{SEQUENCE}: General"),
    "a key of the file": ("id: two-banks", f"{SEQUENCE}: x\nid: two-banks"),
    "a key that stands twice": ("id: two-banks", f"{SEQUENCE}: x\n{SEQUENCE}: x\nid: two-banks"),
    "an id": ("actors:\n", f"actors:\n  {SEQUENCE}: {{role: observer}}\n"),
    "a reference": ("because: [tired], else: [0.1", f"because: [{SEQUENCE}], else: [0.1"),
    "a name that is near": ("actors:\n  north: {name", 'actors:\n  "nort\\e[31m": {role: party}\n  nrth: {name'),
    "a number": ("trust: 0.4", f"trust: {SEQUENCE}"),
    "a date": ("as_of: 2031-03-02", f"as_of: {SEQUENCE}"),
    "a condition": ('has-broken: "!truce"', f"has-broken: {SEQUENCE}"),
    "a path": ("path: war.strength.north", f"path: {SEQUENCE}"),
    "an anchor": ("id: two-banks", f"title: *x\nnote: {SEQUENCE}\nx: The"),
    "a kind": ("north, kind: sanction", f"north, kind: {SEQUENCE}"),
    "the whole file": (EXAMPLE, SEQUENCE),
}


@pytest.mark.parametrize("name", ESCAPES)
def test_no_control_sequence_is_printed(name):
    with pytest.raises(ScenarioError) as caught:
        read_text(EXAMPLE.replace(*ESCAPES[name], 1))
    for problem in caught.value.problems:
        printed = str(problem).splitlines()
        assert all(line.isprintable() for line in printed)
        assert len(printed) <= 4


@pytest.mark.parametrize("column", [200, 5_000, 60_000])
def test_of_a_very_long_line_only_a_window_is_printed(column):
    text = EXAMPLE.replace("title: The two", f"title: [{'x' * column}]  # {'y' * 50_000}\nnote: The two")
    with pytest.raises(ScenarioError) as caught:
        read_text(text)
    assert max(len(line) for line in str(caught.value).splitlines()) < 400


# --- every code ---------------------------------------------------------------------------------------------------

# Calls that give a code, and which argument it is.
GIVE = {"refuse": 0, "Finding": 1, "Problem": 0, "_fail": 0, "_stop": 1}


def codes_in(tree):
    """Return the codes that a module gives by calls, and by the returns of `_explain`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given = node.args[GIVE[name]] if len(node.args) > GIVE.get(name, 99) else None
            if isinstance(given, ast.Constant):
                yield given.value
        if isinstance(node, ast.FunctionDef) and node.name == "_explain":
            returned = [n.value for n in ast.walk(node) if isinstance(n, ast.Return)]
            yield from (r.elts[0].value for r in returned if isinstance(r.elts[0], ast.Constant))


def codes_of_the_reader():
    folder = Path(inspect.getfile(ripeness.scenario)).parent
    # Warnings stop no reading, and what-ifs are asked of what was read.
    later = {"advise.py", "oversights.py", "what_if.py"}
    files = [file for file in folder.rglob("*.py") if file.name not in later]
    found = {code for file in files for code in codes_in(ast.parse(file.read_text(encoding="utf-8")))}
    return found | {f"unknown-{kind}" for kind in findings._ARTICLE}


def test_the_codes_of_the_reader_are_found():
    codes = codes_of_the_reader()
    assert {"bad-range", "unknown-actor", "too-large", "tag-refused", "missing-key", "date-outside"} <= codes
    assert all(code == code.lower() and " " not in code for code in codes)


@pytest.mark.parametrize("code", sorted(codes_of_the_reader()))
def test_every_code_has_a_case(code):
    tested = {c for codes, _ in CASES.values() for c in codes} | {entry[1] for entry in FILES.values()}
    assert code in tested


def test_every_case_expects_a_code_that_exists():
    tested = {c for codes, _ in CASES.values() for c in codes} | {entry[1] for entry in FILES.values()} - {None}
    assert tested <= codes_of_the_reader()
