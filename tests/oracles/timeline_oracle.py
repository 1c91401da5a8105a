"""A literal simulator of timelines: one history after the other, from the definition, in plain Python.

Written from docs/methods/timeline.md before the engine and apart from it; it shares only what judges drafts. Numbers
are the central ones, or those given by path.
"""

import math
import random
from dataclasses import dataclass, field

from ripeness.numerics.draws import Draws
from ripeness.scenario.logic import evaluate
from ripeness.scenario.timeline import Hazard
from ripeness.valuation import judge, valuation
from ripeness.valuation.columns import Columns
from ripeness.valuation.war import odds

CESSATION = {0: 0.043, 3: 0.0075, 7: 0.0104, 14: 0.002, 30: 0.0015, 90: 0.001, 180: 0.0004, 365: 0.00007}
TIMES = {"cessation-bilateral": 1.0, "preliminary-bilateral": 0.75, "definitive-bilateral": 0.20}


@dataclass
class Oracle:
    """What a history needs to know; ``values`` replaces central numbers by path."""

    scenario: object
    values: dict = field(default_factory=dict)
    judged: dict = field(default_factory=dict)

    @property
    def line(self):
        return self.scenario.timeline

    def day(self, date):
        return (date - self.scenario.as_of).days

    def number(self, path):
        if path in self.values:
            return self.values[path]
        return float(self.scenario.estimates[path].central)

    def holds(self, condition, facts):
        return evaluate(condition, lambda atom: facts[atom.name])

    # ---- one history -----------------------------------------------------------------------------------------------

    def history(self, rng):
        """Return the states of one history: (time from which it holds, facts), the last until the end."""
        end = self.day(self.line.until) + 1
        facts = {**self.line.facts, **dict.fromkeys(self.line.latched, False)}
        self.latch(facts)
        born = dict.fromkeys(self.line.facts)  # None: holds since the start or before
        mind = self.dispositions(rng)
        path, now = [(0.0, dict(facts))], 0.0
        while True:
            if now == int(now):
                for name, event in self.line.events.items():
                    if (
                        event.on is not None
                        and self.day(event.on) == now
                        and self.happens(name, event, facts, mind, rng)
                    ):
                        self.set(event, facts, born, now, path)
            while now < end:
                stop = min([end, math.floor(now) + 1, *self.steps(facts, born, now)])
                rates = {n: self.rate(n, e, facts, born, now) for n, e in self.line.events.items() if e.on is None}
                total = sum(rates.values())
                wait = rng.expovariate(total) if total > 0 else math.inf
                if now + wait >= stop:
                    now = stop
                    if now == int(now):
                        break
                    continue
                now += wait
                name = rng.choices(list(rates), list(rates.values()))[0]
                self.set(self.line.events[name], facts, born, now, path)
            if now >= end:
                return path

    def latch(self, facts):
        for name, when in self.line.latched.items():
            facts[name] = facts[name] or self.holds(when, facts)

    def set(self, event, facts, born, now, path):
        for setting in event.sets:
            if setting.value and not facts[setting.fact]:
                born[setting.fact] = now
            facts[setting.fact] = setting.value
        self.latch(facts)
        path.append((now, dict(facts)))

    # ---- rates -----------------------------------------------------------------------------------------------------

    def age(self, hazard, born, now):
        start = born[hazard.age_of]
        if start is None:
            start = self.day(hazard.since) if hazard.since else 0
        return now - start

    def table(self, name, hazard):
        if hazard.baseline:
            return [(a, r * TIMES[hazard.baseline]) for a, r in CESSATION.items()]
        root = f"timeline.events.{name}.hazard.from"
        if hazard.age_of:
            return [(float(step), self.number(f"{root}.{step}")) for step in hazard.from_]
        return [(self.day(step), self.number(f"{root}.{step}")) for step in hazard.from_]

    def steps(self, facts, born, now):
        """Yield later times at which an age passes a step."""
        for name, event in self.line.events.items():
            hazard = event.hazard
            if isinstance(hazard, Hazard) and hazard.age_of and facts[hazard.age_of]:
                origin = now - self.age(hazard, born, now)
                yield from (origin + a for a, _ in self.table(name, hazard) if origin + a > now + 1e-12)

    def rate(self, name, event, facts, born, now):
        if event.when is not None and not self.holds(event.when, facts):
            return 0.0
        rate = self.base(name, event, facts, born, now)
        for k, factor in enumerate(self.line.factors):
            if factor.event == name and self.holds(factor.when, facts):
                rate *= self.number(f"timeline.factors.{k}.times")
        return rate

    def base(self, name, event, facts, born, now):
        if event.within is not None:
            return -math.log1p(-self.number(f"timeline.events.{name}.chance")) / float(event.within)
        if event.from_war is not None:
            war = self.scenario.war
            chances = odds(Columns(self.scenario, self.changed(facts)))[0]
            outcomes = list(war.outcomes)
            won = sum(c for o, c in zip(outcomes, chances, strict=True) if war.outcomes[o].winner)
            share = chances[outcomes.index(event.from_war)] / won
            return float(share * -math.log1p(-won) / float(war.horizon))
        hazard = event.hazard
        if not isinstance(hazard, Hazard):
            return self.number(f"timeline.events.{name}.hazard")
        if hazard.age_of and not facts[hazard.age_of]:
            return 0.0
        at = self.age(hazard, born, now) + 1e-12 if hazard.age_of else now
        found = 0.0
        for step, rate in self.table(name, hazard):
            found = rate if at >= step else found
        return found

    # ---- signing ---------------------------------------------------------------------------------------------------

    def changed(self, facts):
        """Return the central draw with the effects that act on these facts."""
        chosen = dict(self.values)
        for k, effect in enumerate(self.line.effects):
            if not self.holds(effect.when, facts):
                continue
            now = chosen.get(effect.path, self.number(effect.path) if effect.path in self.scenario.estimates else None)
            for word in ("sets", "times", "add"):
                if getattr(effect, word) is not None:
                    by = self.number(f"timeline.effects.{k}.{word}")
                    chosen[effect.path] = {"sets": by, "times": now * by, "add": now + by}[word]
        return Draws.of({p: [v] for p, v in chosen.items() if p in self.scenario.estimates})

    def willing(self, draft, version, facts):
        """Return for each signatory the chance that it signs a text: 0 across a red line that it holds."""
        key = (draft, version, tuple(facts.items()))
        if key not in self.judged:
            record = self.scenario.drafts[draft]
            actors = self.scenario.signatories(draft)
            text = record.versions[version].package if version else {}
            worth = valuation(self.scenario, self.changed(facts), actors=actors, guarantees=record.guarantees)
            found = judge(worth, worth.space.rows([self.scenario.package(record.package, text)]))
            self.judged[key] = {
                a: (float(found.willing[0, i, 0]), bool(found.crossed[0, i, 0])) for i, a in enumerate(actors)
            }
        return self.judged[key]

    def texts(self, rng):
        found = {}
        for draft, record in self.scenario.drafts.items():
            chances = [self.number(f"drafts.{draft}.versions.{v}.chance") for v in record.versions]
            found[draft] = rng.choices(["", *record.versions], [1 - sum(chances), *chances])[0]
        return found

    def dispositions(self, rng):
        """Return texts and dispositions that agree with every answer already seen: by trial and error."""
        facts = {**self.line.facts, **dict.fromkeys(self.line.latched, False)}
        self.latch(facts)
        while True:
            texts = self.texts(rng)
            mind = {a: rng.random() for a in self.scenario.actors}
            if all(
                self.signs(draft, texts[draft], actor, mind[actor], facts) == signed
                for draft, record in self.scenario.drafts.items()
                if record.observed
                for actors, signed in ((record.observed.signed, True), (record.observed.refused, False))
                for actor in actors
            ):
                return texts, mind

    def signs(self, draft, version, actor, mind, facts):
        chance, crossed = self.willing(draft, version, facts)[actor]
        return mind <= chance and not crossed

    def happens(self, name, event, facts, known, rng):
        if event.when is not None and not self.holds(event.when, facts):
            return False
        texts, mind = known
        root = f"timeline.events.{name}"
        if event.sign is None:
            return event.chance is None or rng.random() < self.number(f"{root}.chance")
        if event.put is not None and rng.random() >= self.number(f"{root}.put"):
            return False
        text = texts[event.sign]
        return all(self.signs(event.sign, text, a, mind[a], facts) for a in self.scenario.signatories(event.sign))

    # ---- questions -------------------------------------------------------------------------------------------------

    def up_to(self, path, date):
        """Return the states that a history passes through up to the end of a day."""
        return [facts for time, facts in path if time < self.day(date) + 1]

    def at(self, path, date):
        """Return the state at 00:00 of a day, after that day's dated events."""
        return [facts for time, facts in path if time <= self.day(date)][-1]

    def part(self, path, part):
        if part.p is None:
            return all(self.holds(part.throughout, f) for f in self.up_to(path, part.until))
        if part.at is not None:
            return self.holds(part.p, self.at(path, part.at))
        found = [self.holds(part.p, f) for f in self.up_to(path, part.by)]
        return all(found) if part.throughout is True else any(found)

    def first(self, path, question):
        """Return the end that comes first, or ``none``."""
        ends = list(self.line.ends) if question.first_of == ("ends",) else question.first_of
        for facts in self.up_to(path, question.by):
            for end in ends:
                if self.holds(self.line.ends[end], facts):
                    return end
        return "none"

    def reached(self, path, condition):
        """Return when a condition first holds; infinity if it does not."""
        return next((time for time, facts in path if self.holds(condition, facts)), math.inf)


def answers(scenario, count, seed, values=None):
    """Return for each question the share of histories in which it holds and how many counted; ends; times."""
    oracle, rng = Oracle(scenario, values or {}), random.Random(seed)
    paths = [oracle.history(rng) for _ in range(count)]
    found = {}
    for name, question in scenario.timeline.questions.items():
        if question.p is not None:
            given = [p for p in paths if question.given is None or oracle.part(p, question.given)]
            found[name] = (sum(oracle.part(p, question) for p in given) / max(len(given), 1), len(given))
        elif question.first_of is not None:
            firsts = [oracle.first(p, question) for p in paths]
            found[name] = {end: firsts.count(end) / count for end in sorted(set(firsts))}
        else:
            found[name] = sorted(oracle.reached(p, question.time_to) for p in paths)
    return found
