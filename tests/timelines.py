"""Random timelines, and small ones by hand, as scenarios."""

import random
from datetime import date, timedelta

from ripeness.scenario import Scenario, read_text

START = date(2031, 3, 2)

WORLD = {
    "ripeness": 1,
    "id": "random",
    "as_of": str(START),
    "actors": {"north": {"role": "party"}, "south": {"role": "party"}},
    "issues": {
        "land": {"now": "keep", "alternatives": {"keep": "As it is", "share": "Shared", "give": "Given back"}},
        "watch": {"now": "nobody", "alternatives": {"nobody": "Nobody", "giant": "Giant"}},
    },
    "preferences": {
        "north": {
            "weights": {"land": 60, "watch": 40},
            "values": {"land": {"keep": 100, "share": 60, "give": 0}, "watch": {"nobody": 0, "giant": 100}},
            "noise": 6,
            "trust": 0.7,
            "betrayal": 5,
            "walk-away": {"wait": {"package": {}, "cost": 3}},
        },
        "south": {
            "weights": {"land": 60, "watch": 40},
            "values": {"land": {"keep": 0, "share": 55, "give": 100}, "watch": {"nobody": 20, "giant": 70}},
            "noise": 5,
            "trust": 0.8,
            "betrayal": 5,
        },
    },
    "war": {
        "horizon": "60 days",
        "strength": {"north": 60, "south": 40},
        "decisive": 0.4,
        "outcomes": {
            "north-wins": {"winner": "north", "package": {"land": "keep"}},
            "south-wins": {"winner": "south", "package": {"land": "give"}},
            "stalemate": {"package": {}},
        },
        "cost": {"north": 20, "south": 20},
    },
    "ties": {"arms": {"from": "south", "to": "south", "kind": "support", "strength": 10}},
    "drafts": {
        "deal": {"package": {"land": "share", "watch": "giant"}, "signatories": ["north", "south"]},
        "terms": {"package": {"land": "share"}, "signatories": ["north", "south"]},
    },
}


def made(timeline, **changes):
    """Return a scenario with a timeline, in a world of two parties."""
    return Scenario.model_validate({**WORLD, **changes, "timeline": timeline})


def day(number):
    """Return the date of a day counted from the start."""
    return str(START + timedelta(days=number))


class Maker:
    """Makes random timelines, the same for the same seed."""

    def __init__(self, seed, *, ages="calendar", signing=True):
        self.rng = random.Random(seed)
        self.ages, self.signing = ages, signing  # ages: none, of known days, "any", or "two" clocks
        self.end = self.rng.randint(6, 30)
        self.facts = [f"f{k}" for k in range(self.rng.randint(2, 4))]

    def condition(self, names):
        """Return a condition on one to three facts."""
        chosen = [
            self.rng.choice(["", "!"]) + n for n in self.rng.sample(names, min(len(names), self.rng.randint(1, 3)))
        ]
        return self.rng.choice([" & ", " | "]).join(chosen)

    def sets(self):
        """Return one or two settings."""
        chosen = self.rng.sample(self.facts, self.rng.choice([1, 1, 2]))
        return [self.rng.choice(["", "!"]) + f for f in chosen]

    def hazard(self):
        """Return one kind of hazard."""
        rng = self.rng
        kinds = ["plain", "chance", "calendar", "war", *(["age", "baseline"] if self.ages else [])]
        kinds += ["age"] * 4 if self.ages == "two" else []
        kind = rng.choice(kinds)
        if kind == "plain":
            return {"hazard": round(rng.uniform(0.01, 0.5), 3)}
        if kind == "chance":
            return {"chance": round(rng.uniform(0.05, 0.9), 2), "within": f"{rng.randint(1, 20)} days"}
        if kind == "calendar":
            steps = sorted(rng.sample(range(self.end), 2))
            return {"hazard": {"from": {day(s): round(rng.uniform(0, 0.4), 3) for s in steps}}}
        if kind == "war":
            return {"from-war": rng.choice(["north-wins", "south-wins"])}
        since = {"since": day(-rng.randint(0, 5))} if rng.random() < 0.5 else {}
        if kind == "baseline":
            return {
                "hazard": {
                    "baseline": rng.choice(["cessation-bilateral", "preliminary-bilateral"]),
                    "age-of": "f0",
                    **since,
                }
            }
        steps = {"0 days": 0.3, "2.5 days": 0.1, "6 days": 0.02}
        if self.ages != "two":
            return {"hazard": {"age-of": "f0", "from": steps, **since}}
        borders = rng.choice(
            [("0", "2.5", "6"), ("0", "0.7", "5"), ("0", "3", "7"), ("0", "4", "9"), ("0", "10", "11")]
        )
        by = {f"{b} days": round(rng.choice([rng.uniform(0, 0.5), rng.uniform(0, 3), 0]), 3) for b in borders}
        of = rng.choice(["f0", "f1"])
        return {"hazard": {"age-of": of, "from": by, **(since if of == "f0" else {})}}

    def made(self):
        """Return the scenario."""
        rng = self.rng
        names = [*self.facts, "seen"]
        latched = {"seen": self.condition(self.facts)}
        events = {}
        for k in range(rng.randint(2, 5)):
            sets = self.sets()
            if self.ages == "calendar":  # no event at a random time may begin the age anew
                sets = [s for s in sets if s != "f0"] or ["!f0"]
            events[f"e{k}"] = {**self.hazard(), "sets": sets}
            if rng.random() < 0.7:
                events[f"e{k}"]["when"] = self.condition(names)
        for k in range(rng.randint(1, 4)):
            event = {"on": day(rng.randint(0, self.end)), "sets": self.sets()}
            if rng.random() < 0.5:
                event["when"] = self.condition(names)
            if self.signing and rng.random() < 0.6:
                event |= {"sign": rng.choice(["deal", "terms"]), "put": round(rng.uniform(0.3, 1), 2)}
            elif rng.random() < 0.8:
                event["chance"] = round(rng.uniform(0.1, 1), 2)
            events[f"d{k}"] = event
        factors = [
            {"event": rng.choice([e for e in events if e[0] == "e"]), "when": self.condition(names), "times": 1.7}
            for _ in range(rng.randint(0, 2))
        ]
        effects = [
            {"when": self.condition(names), "path": path, **change}
            for path, change in (
                ("war.strength.north", {"times": 1.3}),
                ("war.cost.south", {"add": 8}),
                ("preferences.north.trust", {"sets": 0.9}),
            )
            if rng.random() < 0.5
        ]
        timeline = {
            "until": day(self.end),
            "facts": {f: rng.random() < 0.4 or f == "f0" for f in self.facts},
            "latched": latched,
            "events": events,
            "factors": factors,
            "effects": effects,
            "ends": {"one": self.condition(self.facts), "two": self.condition(self.facts)},
            "questions": self.questions(names),
        }
        drafts = {k: dict(v) for k, v in WORLD["drafts"].items()}
        if rng.random() < 0.5:
            drafts["deal"]["versions"] = {"leak": {"chance": 0.3, "package": {"watch": "nobody"}}}
        if rng.random() < 0.5:
            drafts["deal"]["observed"] = {"signed": ["south"], "refused": ["north"]}
        return made(timeline, drafts=drafts)

    def questions(self, names):
        """Return a question of every kind."""
        some = sorted(self.rng.randint(0, self.end) for _ in range(2))
        first, last = map(day, some)
        return {
            "by": {"p": self.condition(names), "by": last},
            "at": {"p": self.condition(names), "at": last},
            "throughout": {"p": self.condition(names), "throughout": True, "by": first},
            "given-by": {"p": self.condition(names), "by": last, "given": {"p": self.condition(names), "by": first}},
            "given-at": {"p": self.condition(names), "at": first, "given": {"p": self.condition(names), "at": last}},
            "given-held": {
                "p": self.condition(names),
                "throughout": True,
                "by": last,
                "given": {"throughout": self.condition(names), "until": first},
            },
            "ends": {"first-of": "ends", "by": last},
            "time": {"time-to": self.condition(names)},
        }


def text(lines):
    """Return a scenario of one party with a timeline, as short as can be."""
    return read_text(
        "ripeness: 1\nid: small\nas_of: 2031-03-02\nactors: {a: {role: party}}\n"
        "issues: {i: {now: x, alternatives: {x: X}}}\n" + lines
    )
