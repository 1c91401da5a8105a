"""Many histories of a timeline at once, by thinning, from docs/methods/timeline.md and apart from the engine.

P. A. W. Lewis and G. S. Shedler (1979), Simulation of nonhomogeneous Poisson processes by thinning. *Naval Research
Logistics Quarterly* 26(3), 403-413: candidates come at a rate that is never exceeded, and each is an event with the
chance that the rates give it at that moment. So no step of a hazard and no border of an age is ever looked for.

Facts are columns of booleans, one row a history. Only what judges drafts is shared with the engine (by way of
`timeline_oracle`).
"""

import math
import random

import numpy as np

from ripeness.scenario.logic import evaluate
from ripeness.scenario.timeline import Hazard
from tests.oracles.timeline_oracle import Oracle


class Histories:
    """So many histories of a scenario's timeline at its central numbers, and what is asked of them."""

    def __init__(self, scenario, count, seed):
        self.one, self.line = Oracle(scenario), scenario.timeline
        self.count, self.rng = count, np.random.default_rng(seed)
        self.facts = {f: np.full(count, v) for f, v in self.line.facts.items()}
        self.facts |= {f: np.zeros(count, dtype=bool) for f in self.line.latched}
        self.born = {f: np.full(count, np.nan) for f in self.line.facts}
        self.now = np.zeros(count)
        self.rates = [(n, e) for n, e in self.line.events.items() if e.on is None]
        self.most = {n: self.highest(n, e) for n, e in self.rates}
        self.known = {}
        self.minds()
        self.watches = [w for name, q in self.line.questions.items() for w in self.watched(name, q)]
        self.everyone = np.arange(count)
        self.latch(self.everyone)
        self.note(self.everyone)
        self.run()

    def holds(self, condition, which):
        if condition is None:
            return np.ones(len(which), dtype=bool)
        return evaluate(condition, lambda atom: self.facts[atom.name][which])

    # ---- what happens ----------------------------------------------------------------------------------------------

    def run(self):
        end = self.one.day(self.line.until) + 1
        dated = {}
        for name, event in self.line.events.items():
            if event.on is not None:
                dated.setdefault(self.one.day(event.on), []).append((name, event))
        looks = {w.day for w in self.watches}
        stops = sorted({0, end, *dated, *looks} & set(range(end + 1)))
        for k, day in enumerate(stops):
            self.now[:] = day
            for name, event in dated.get(day, ()):
                if day < end:
                    self.day(name, event)
            for watch in self.watches:
                if watch.kind == "at" and watch.day == day:
                    watch.seen = self.holds(watch.when, self.everyone)
            if day < end:
                self.between(stops[k + 1])

    def between(self, stop):
        total = sum(self.most.values())
        which = self.everyone
        while total > 0 and len(which):
            self.now[which] += self.rng.exponential(1 / total, len(which))
            which = which[self.now[which] < stop]
            mark = self.rng.random(len(which)) * total
            for name, event in self.rates:
                here = np.flatnonzero((mark >= 0) & (mark < self.most[name]))
                some = which[here]
                if len(some):
                    happens = mark[here] < self.rate(name, event, some)
                    self.set(event, some[happens])
                mark -= self.most[name]
        self.now[:] = stop

    def set(self, event, which):
        for setting in event.sets:
            fact = self.facts[setting.fact]
            if setting.value:
                fresh = which[~fact[which]]
                self.born[setting.fact][fresh] = self.now[fresh]
            fact[which] = setting.value
        self.latch(which)
        self.note(which)

    def latch(self, which):
        for name, when in self.line.latched.items():
            self.facts[name][which] |= self.holds(when, which)

    # ---- rates -----------------------------------------------------------------------------------------------------

    def highest(self, name, event):
        """Return a rate that is never exceeded."""
        factors = [
            self.one.number(f"timeline.factors.{k}.times") for k, f in enumerate(self.line.factors) if f.event == name
        ]
        if event.from_war is not None:
            base = max(self.war(name, event).values())
        elif isinstance(event.hazard, Hazard):
            base = max(r for _, r in self.one.table(name, event.hazard))
        else:
            base = self.one.base(name, event, None, None, 0.0)
        return base * math.prod(max(1.0, f) for f in factors)

    def war(self, name, event):
        """Return the rate by which effects act, as a tuple of booleans."""
        found = {}
        for bits in range(2 ** len(self.line.effects)):
            acting = tuple(bool(bits >> k & 1) for k in range(len(self.line.effects)))
            found[acting] = Acting(self.one, acting).base(name, event, {}, None, 0.0)
        return found

    def acting(self, which):
        return (
            np.stack([self.holds(e.when, which) for e in self.line.effects], axis=1)
            if self.line.effects
            else np.zeros((len(which), 0), dtype=bool)
        )

    def rate(self, name, event, which):
        found = np.where(self.holds(event.when, which), self.base(name, event, which), 0.0)
        for k, factor in enumerate(self.line.factors):
            if factor.event == name:
                found = np.where(
                    self.holds(factor.when, which), found * self.one.number(f"timeline.factors.{k}.times"), found
                )
        return found

    def base(self, name, event, which):
        hazard = event.hazard
        if event.from_war is not None:
            table = self.war(name, event)
            return np.array([table[tuple(row)] for row in self.acting(which).tolist()])
        if not isinstance(hazard, Hazard):
            return np.full(len(which), self.one.base(name, event, None, None, 0.0))
        borders, rates = map(np.array, zip(*self.one.table(name, hazard), strict=True))
        at = self.now[which]
        if hazard.age_of:
            since = self.one.day(hazard.since) if hazard.since else 0
            born = self.born[hazard.age_of][which]
            at = at - np.where(np.isnan(born), since, born)
        place = np.searchsorted(borders, at, "right") - 1
        found = np.where(place >= 0, rates[np.maximum(place, 0)], 0.0)
        return np.where(self.facts[hazard.age_of][which], found, 0.0) if hazard.age_of else found

    # ---- dated events ----------------------------------------------------------------------------------------------

    def minds(self):
        """Draw texts and dispositions that agree with what was observed."""
        self.text, self.mind = [], []
        if not any(e.sign for e in self.line.events.values()):
            return
        rng = random.Random(int(self.rng.integers(2**31)))
        for _ in range(self.count):
            text, mind = self.one.dispositions(rng)
            self.text.append(text)
            self.mind.append(mind)

    def day(self, name, event):
        which = np.flatnonzero(self.holds(event.when, self.everyone))
        word = "chance" if event.sign is None else "put"
        if getattr(event, word) is not None:
            which = which[self.rng.random(len(which)) < self.one.number(f"timeline.events.{name}.{word}")]
        if event.sign is not None:
            acting = self.acting(which).tolist()
            which = np.array(
                [h for h, a in zip(which, acting, strict=True) if self.signed(event.sign, h, tuple(a))], dtype=int
            )
        self.set(event, which)

    def signed(self, draft, history, acting):
        key = (draft, self.text[history][draft], acting)
        if key not in self.known:
            self.known[key] = Acting(self.one, acting).willing(draft, key[1], {})
        return all(self.mind[history][a] <= p and not crossed for a, (p, crossed) in self.known[key].items())

    # ---- questions -------------------------------------------------------------------------------------------------

    def watched(self, name, question):
        """Return what has to be watched for a question."""
        if question.first_of is not None:
            ends = list(self.line.ends) if question.first_of == ("ends",) else list(question.first_of)
            return [Watch(name, "first", [self.line.ends[e] for e in ends], self.one.day(question.by) + 1, ends=ends)]
        if question.time_to is not None:
            return [Watch(name, "ever", question.time_to, self.one.day(self.line.until) + 1)]
        return [self.part(name, "p", question), *([self.part(name, "given", question.given)] if question.given else [])]

    def part(self, name, word, part):
        if part.p is None:
            return Watch(name, "all", part.throughout, self.one.day(part.until) + 1, word)
        if part.at is not None:
            return Watch(name, "at", part.p, self.one.day(part.at), word)
        kind = "all" if part.throughout is True else "ever"
        return Watch(name, kind, part.p, self.one.day(part.by) + 1, word)

    def note(self, which):
        """Look at everything that is watched in histories in which something has just happened."""
        for watch in self.watches:
            early = which[self.now[which] < watch.day] if watch.kind != "at" else which[:0]
            watch.look(self, early)

    def answers(self):
        """Return for each question its share of histories, and of how many; of ends a share each."""
        found = {}
        for watch in self.watches:
            if watch.kind == "first":
                shares = {e: float((watch.seen == k).mean()) for k, e in enumerate(watch.ends)}
                found[watch.name] = ({**shares, "none": float((watch.seen < 0).mean())}, self.count)
            elif watch.word == "p":
                given = next((w.true() for w in self.watches if w.name == watch.name and w.word == "given"), None)
                rows = self.everyone if given is None else np.flatnonzero(given)
                found[watch.name] = ({"": float(watch.true()[rows].mean()) if len(rows) else math.nan}, len(rows))
        return found


class Watch:
    """Something that has held at some time, has not ceased to hold, held at a moment, or came first."""

    def __init__(self, name, kind, when, day, word="p", ends=()):
        self.name, self.kind, self.when, self.day, self.word, self.ends = name, kind, when, day, word, ends
        self.seen = None

    def look(self, histories, which):
        if self.seen is None:
            self.seen = np.full(histories.count, -1) if self.kind == "first" else np.zeros(histories.count, dtype=bool)
        if self.kind == "first":
            for k, when in enumerate(self.when):
                here = which[histories.holds(when, which) & (self.seen[which] < 0)]
                self.seen[here] = k
        elif self.kind != "at":
            self.seen[which] |= histories.holds(self.when, which) != (self.kind == "all")

    def true(self):
        return ~self.seen if self.kind == "all" else self.seen


class Acting(Oracle):
    """The literal oracle under effects that are said to act, whatever the facts."""

    def __init__(self, one, acting):
        super().__init__(one.scenario, one.values)
        self.order, self.flags = list(self.line.effects), acting

    def holds(self, condition, facts):
        place = next(k for k, e in enumerate(self.order) if e.when is condition)
        return self.flags[place]
