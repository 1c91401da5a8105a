"""Works out the parts of ``pressure`` one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ripeness.bargaining.omissions import omissions
from ripeness.errors import Problem
from ripeness.leverage.answers import Half, Pair, RefusalFlip, Rung
from ripeness.leverage.arrays import PressureQuestion, Situation, situation
from ripeness.leverage.effects import Effects, effects
from ripeness.leverage.flips import pairs, reach, sources, sway_needed
from ripeness.leverage.least import LeastPlan, largest_surplus, least_cost
from ripeness.leverage.needed import Needed, needed, needed_for
from ripeness.leverage.offers import free, given, nearest, standings
from ripeness.leverage.over_draws import base_figures, flip_figures, plan_figures, share
from ripeness.leverage.plans import Plan, Reachable, plan_of, reachable_of, willing_all
from ripeness.leverage.problem import Offers, Standing, Task
from ripeness.leverage.robust import SAMPLE, RobustPlan, robust
from ripeness.leverage.undo import Undoing, undoing
from ripeness.numerics.draws import Array, Draws
from ripeness.scenario import Scenario
from ripeness.scenario.ties import Inducement, Sanction, Support, Sway
from ripeness.valuation import TIE, Rows, Space
from ripeness.valuation.exact import exact, fractions

CHANCES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)  # at which the cost of a plan is shown
VERDICT = "the verdict"
VAST = 1e4  # points: no surplus is further from 0
FRESH = 2048  # draws on which a plan for many draws is checked


@dataclass(frozen=True)
class Wanted:
    """What is enough: a chance that all sign, or a margin of surplus; and how the costs of sources are weighed."""

    chance: float
    margin: float | None
    weights: Mapping[str, float]

    def margins(self, noise: Array) -> Array:
        """Return the least surplus of each signatory, shape (P,)."""
        if self.margin is not None:
            return np.full(len(noise), self.margin)
        return margins(noise, self.chance)

    @property
    def name(self) -> str:
        """What is asked for, in a word."""
        return f"chance {self.chance:g}" if self.margin is None else f"margin {self.margin:g}"


def margins(noise: Array, chance: float) -> Array:
    """Return the surplus at which each of P signatories signs with the P-th root of a chance, shape (P,)."""
    each = chance ** (1 / len(noise))
    found: Array = noise * np.log(each / (1 - each))
    return found


class PressureSteps:
    """One question at the central values: its task, and the packages that may be put forward."""

    def __init__(self, scenario: Scenario, asked: PressureQuestion, wanted: Wanted, table: Draws) -> None:
        self.scenario, self.asked, self.wanted = scenario, asked, wanted
        self.central = table if table.count == 1 else table.central
        self.space = Space.of(scenario)
        record = scenario.drafts[asked.draft] if asked.draft is not None else None
        row: Rows = self.space.rows([scenario.package(record.package if record else {})])[0]
        self.here = situation(scenario, asked, row, self.central)  # raises what the scenario lacks
        self.margins = wanted.margins(self.here.worth.noise[0])
        self.unknown = self._unknown()
        self.forbidden = asked.draft is not None and bool((self.here.free == 0).any())
        self.nearest: Rows = row  # what is asked about where no package can be put forward
        self.drafted: Rows = row

    @property
    def solvable(self) -> bool:
        """Whether plans can be looked for: nothing that they need is unknown, and no red line forbids the draft."""
        return not self.unknown and not self.forbidden

    def _unknown(self) -> tuple[str, ...]:
        """Return the paths of numbers that are unknown where that leaves the answer unknown."""
        needed = np.isnan([*self.before().values(), *self.margins, *self.here.free[0]]).any()
        if self.asked.draft is not None and not needed:
            return ()
        asked, chosen = self.asked, fractions(self.central)
        known = exact(self.scenario, actors=asked.signatories, guarantees=asked.in_force, chosen=chosen).unknown
        noise = [f"preferences.{a}.noise" for a in asked.signatories]
        return (*known, *(p for p in noise if p not in known and self.scenario.estimates[p].central is None))

    @cached_property
    def offers(self) -> list[Offers]:
        """What may be put forward, guarantors being as willing as judged."""
        if not self.solvable:
            return []
        standing = self._standing(all_willing=False)
        if self.asked.draft is not None:
            return given(self.drafted, self.here.question.package, standing)
        found = self._free(np.minimum(self.margins, 0.0), standing)
        if not found:
            net, who, chosen = self.here.question.net, self.here.question.stakes, fractions(self.central)
            self.nearest = nearest(self.scenario, net, who, guarantees=self._known_guarantees(), chosen=chosen)
        return found

    @cached_property
    def willing_offers(self) -> list[Offers]:
        """What may be put forward if every guarantor were sure to stand."""
        standing = self._standing(all_willing=True)
        if standing == self._standing(all_willing=False) or not self.solvable:
            return self.offers
        if self.asked.draft is not None:
            return given(self.drafted, self.here.question.package, standing)
        return self._free(np.minimum(self.margins, 0.0), standing)

    def offered(self, *, all_willing: bool) -> list[Offers]:
        """Return what may be put forward, with guarantors as willing as judged, or all of them sure to stand."""
        return self.willing_offers if all_willing else self.offers

    def _standing(self, *, all_willing: bool) -> list[Standing]:
        net = self.here.question.net
        usable = self._usable(net.cost[0])
        return standings(willing_all(net) if all_willing else net, self._known_guarantees(), usable)

    def _free(self, least: Array, standing: Sequence[Standing]) -> list[Offers]:
        """Return all packages that a plan could need that brings every signatory to a surplus."""
        question, chosen = self.here.question, fractions(self.central)
        return free(self.scenario, question.net, question.stakes, least, standing=standing, chosen=chosen)

    def _known_guarantees(self) -> tuple[int, ...]:
        """Return the guarantees that may be added and whose cost and strength are known."""
        net, stakes = self.here.question.net, self.here.question.stakes
        unknown = {t for s in stakes for t, share in s.reassured.items() if np.isnan(share[0])}
        return tuple(t for t in net.guarantees if t not in unknown and not np.isnan(net.cost[0, t]))

    def task(self, least: Array, *, all_willing: bool = False) -> Task:
        """Return the task of reaching given margins."""
        question = self.here.question
        net = willing_all(question.net) if all_willing else question.net
        weights = np.array([self.wanted.weights.get(source, 1.0) for source in net.sources])
        price = net.cost[0] * weights
        return Task(net, question.stakes, least, self._usable(price), np.nan_to_num(price, nan=0.0), question.made)

    def _usable(self, price: Array) -> frozenset[int]:
        """Return the ties that a plan may use: with a known cost and strength, and doing something."""
        net, stakes = self.here.question.net, self.here.question.stakes
        useful = net.leading(t for stake in stakes for t in net.bearing(stake.actor))
        known = ~np.isnan(price) & ~np.isnan(net.strength[0])
        harmful = {t for s in stakes for t, points in s.induced.items() if points[0] < 0}
        return frozenset(t for t in useful if known[t] and t not in harmful)

    @cached_property
    def rungs(self) -> tuple[Rung, ...]:
        """The least pressure for what is asked and for the bare verdict, as judged and if all were willing."""
        if not self.solvable:
            return ()
        noise = self.here.worth.noise[0]
        asked = [(self.wanted.name, self.margins), (VERDICT, np.zeros(len(noise)))]
        if not self.margins.any():
            asked = asked[:1]
        rungs: list[Rung] = []
        known: list[LeastPlan] = []
        for all_willing in (False, True):
            for name, least in asked:
                task = self.task(least, all_willing=all_willing)
                found = least_cost(task, self.offered(all_willing=all_willing), known)
                known.append(found)
                who = "all" if all_willing else "as-judged"
                rungs.append(Rung(name, self._named(least), who, plan_of(task, found)))
        return tuple(rungs)

    def needed_each(self, row: Rows) -> dict[str, Needed]:
        """Return who is needed and who is enough to flip each refusal of the draft alone, whatever the others do."""
        if not self.solvable or self.asked.draft is None:
            return {}
        task, before = self.task(np.zeros(len(self.margins)), all_willing=True), self.before(row)
        return {
            actor: needed_for(task, self.willing_offers, i, VERDICT)
            for i, actor in enumerate(self.asked.signatories)
            if before[actor] < -TIE
        }

    def needed(self) -> Needed | None:
        """Return who is needed and who is enough, every source being willing; None where plans cannot be looked for."""
        if not self.solvable:
            return None
        willing = [r for r in self.rungs if r.willing == "all"]
        goal = next((r for r in willing if r.plan.feasible), None)
        least = np.array(list((goal or willing[-1]).margins.values()))
        task = self.task(least, all_willing=True)
        possible = True if goal else False if willing[-1].plan.proven else None
        return needed(task, self.willing_offers, (goal or willing[-1]).name, possible=possible)

    @cached_property
    def reachable(self) -> Reachable | None:
        """How far pressure can go where there is no plan for what was asked; None where there is one."""
        wanting = self.rungs and not self.rungs[0].plan.feasible
        return self._lifted(all_willing=False) if wanting else None

    @cached_property
    def if_willing(self) -> Reachable | None:
        """The same if every source were willing to use all of its ties."""
        return self._lifted(all_willing=True) if self.reachable is not None else None

    @property
    def shown(self) -> Rung | None:
        """The first plan that there is."""
        return next((r for r in self.rungs if r.plan.feasible), None)

    @cached_property
    def row(self) -> Rows:
        """The package that all figures are of: the draft's, or with the draft free that of the plan that is shown.

        Without a plan that which pressure could lift furthest if all were willing, or the nearest.
        """
        best = self.shown.plan if self.shown else self.if_willing
        if best is None or best.offers is None:
            return self.nearest
        row: Rows = best.offers.rows[best.package]
        return row

    def _lifted(self, *, all_willing: bool) -> Reachable:
        """Return how far pressure can lift the smallest surplus, whatever it costs."""
        task = self.task(np.zeros(len(self.margins)), all_willing=all_willing)
        found = largest_surplus(task, self.offered(all_willing=all_willing))
        if self.asked.draft is None and (found.plan is None or found.plan.slack < 0):
            # Packages below what any pressure brings to 0 were left out; here they count, as far as they beat this.
            least = np.full(len(self.margins), self._reached(task, found))
            found = largest_surplus(task, self._free(least, self._standing(all_willing=all_willing)))
        return reachable_of(task, found)

    def _reached(self, task: Task, found: LeastPlan) -> float:
        """Return a smallest surplus that can be reached: by the plan found, else with the nearest package."""
        if found.plan is not None:
            return found.plan.slack
        package = self.at(self.nearest).question.package
        near = largest_surplus(task, given(self.nearest, package, self._standing(all_willing=False)))
        return near.plan.slack if near.plan is not None else -VAST

    def prices(self) -> tuple[tuple[float, float | None, float | None], ...]:
        """Return the least cost for several chances that all sign: as judged, and if all were willing."""
        noise = self.here.worth.noise[0]
        if self.asked.draft is None or not noise.any():
            return ()
        found = []
        open_ = {False: True, True: True}  # whether a plan may still be found: a larger chance never costs less
        for chance in CHANCES:
            costs: list[float | None] = []
            for all_willing in (False, True):
                task = self.task(margins(noise, chance), all_willing=all_willing)
                plan = least_cost(task, self.offered(all_willing=all_willing)).plan if open_[all_willing] else None
                open_[all_willing] = plan is not None
                costs.append(plan.cost if plan else None)
            found.append((chance, costs[0], costs[1]))
        return tuple(found)

    def before(self, row: Rows | None = None) -> dict[str, float]:
        """Return each signatory's surplus without pressure, of a package or else of the draft."""
        question = self.here.question if row is None else self.at(row).question
        none = np.zeros((1, len(question.net.ties)))
        return {s.actor: float(question.surplus(i, none)[0]) for i, s in enumerate(question.stakes)}

    def at(self, row: Rows) -> Situation:
        """Return the situation of another package at the central values."""
        return situation(self.scenario, self.asked, row, self.central)

    def undoing(self, plan: Plan, row: Rows) -> tuple[Undoing, ...]:
        """Return what would make each signatory refuse again after a plan."""
        here = self.at(row)
        return undoing(here.question, here.worth.columns, plan.levels)

    def effects(self, plan: Plan) -> Effects:
        """Return the side effects of a plan."""
        return effects(self.scenario, self.central, self.here.question.net.ties, plan.levels)

    def flips(self, row: Rows, columns: Mapping[str, Array]) -> tuple[RefusalFlip, ...]:
        """Return what each source can do about each refusal of one package."""
        here = self.at(row)
        question = here.question
        none = np.zeros((1, len(question.net.ties)))
        found = []
        for i, stake in enumerate(question.stakes):
            before, free = float(question.surplus(i, none)[0]), bool(here.free[0, i] != 0)
            if before >= 0 and free:
                continue
            for source in sources(question.net, stake.actor):
                halves = []
                for word, chain in (("alone", False), ("chain", True)):
                    done = reach(question, i, [source], chain=chain)
                    over = share(columns[f"{self.asked.prefix}.flips.{stake.actor}.{source}.{word}.flips"])
                    level = float(done.level[0]) if free else np.nan  # no pressure flips a red line
                    halves.append(Half(level, float(done.at_full[0]), over["share"], over["error"]))
                sways = any(
                    isinstance(question.net.record(t), Sway) and question.net.sources[t] == source
                    for t in question.net.leading(question.net.bearing(stake.actor))
                )
                needed = float(sway_needed(question, i, source)[0]) if sways else np.nan
                found.append(RefusalFlip(source, stake.actor, before, halves[0], halves[1], needed))
        return tuple(found)

    def pairs(self, row: Rows, flips: Sequence[RefusalFlip]) -> tuple[Pair, ...]:
        """Return what pairs of sources do about refusals against what each does; the strongest first.

        The level is looked for only where no single source flips the refusal.
        """
        question = self.at(row).question
        found = []
        for i, stake in enumerate(question.stakes):
            mine = {f.source: f for f in flips if f.signatory == stake.actor}
            if not mine or self.forbidden:
                continue
            alone = any(f.chain.flips for f in mine.values())
            for both, here in pairs(question, i, level=not alone):
                singly = tuple(mine[source].chain.surplus_at_full for source in both)
                at_full, level = float(here.at_full[0]), float(here.level[0])
                found.append(Pair(both, stake.actor, level, at_full, mine[both[0]].before, (singly[0], singly[1])))
        return tuple(sorted(found, key=lambda p: (p.signatory, -p.surplus_at_full, p.sources)))

    def over(self, block: Draws, wanted: frozenset[str] | None = None) -> dict[str, Array]:
        """Return all figures over one block of draws, or with ``wanted`` those paths and what comes with them."""
        here, prefix = situation(self.scenario, self.asked, self.row, block), self.asked.prefix
        found = base_figures(prefix, here) | flip_figures(prefix, here, wanted)
        if self.shown is not None:
            if self.shown.willing == "all":
                net = willing_all(here.question.net)
                here = replace(here, question=replace(here.question, net=net))
            found |= plan_figures(f"{prefix}.plan", here, self.shown.plan.levels, self.shown.plan.sequence)
        return found

    def robust(self, row: Rows, share: float) -> RobustPlan | None:
        """Return the cheapest plan found that works in a share of the draws; None where plans cannot be looked for."""
        if not self.solvable:
            return None
        seed = self.central.seed
        here = situation(self.scenario, self.asked, row, Draws(SAMPLE, seed))
        fresh = situation(self.scenario, self.asked, row, Draws(FRESH, seed + 1))
        task = self.task(self.margins)
        others = task.usable - frozenset(here.question.net.guarantees)
        found = [robust(here, fresh, task.price, others, chosen, share) for chosen in self._standing(all_willing=False)]
        working = [r for r in found if r.levels is not None]
        return min(working, key=lambda r: r.cost) if working else max(found, key=lambda r: r.most)

    def _named(self, values: Array) -> dict[str, float]:
        return dict(zip(self.asked.signatories, values.tolist(), strict=True))

    def warnings(self) -> Iterator[Problem]:
        """Yield what a reader must know before believing a plan."""
        yield from omissions(self.scenario, self.asked.signatories)
        for path in self.unknown:
            message = f"'{path}' is unknown, and every figure at the central values needs it"
            hint = "give it a number or a range; figures over draws try its whole admissible range"
            yield self._warning("unknown-needed", message, hint, path)
        yield from self._ties()
        if self.forbidden:
            for i, actor in enumerate(self.asked.signatories):
                if self.here.free[0, i] != 1:
                    message = f"the draft crosses a red line that '{actor}' holds: no pressure makes it sign"
                    hint = "see `ripeness sign`; try `--red-lines " + actor + "=bluff`"
                    yield self._warning("draft-forbidden", message, hint, f"preferences.{actor}.never")

    def _ties(self) -> Iterator[Problem]:
        net = self.here.question.net
        for t, tie in enumerate(net.ties):
            record = net.record(t)
            if np.isnan(net.cost[0, t]):
                word = "cut-cost" if isinstance(record, Support) else "cost"
                message = f"what '{tie}' costs '{record.from_}' is not known, so that no plan uses it"
                yield self._warning("tie-without-cost", message, f"add `{word}`", f"ties.{tie}")
            unknown = any(np.isnan(s.reassured[t][0]) for s in self.here.question.stakes if t in s.reassured)
            if unknown or (np.isnan(net.strength[0, t]) and isinstance(record, (Sanction, Inducement, Sway))):
                message = f"the strength of '{tie}' is unknown, so that no plan uses it"
                yield self._warning("tie-without-strength", message, "give a number or a range", f"ties.{tie}.strength")
            if np.isnan(net.willing[0, t]):
                message = f"how far '{record.from_}' would use '{tie}' unprompted is unknown: plans count on nothing"
                yield self._warning("willing-unknown", message, "give a number or a range", f"ties.{tie}.willing")
        if not net.ties:
            yield self._warning("no-ties", "no tie can be used, so that there is no pressure", "add `ties`", "ties")

    def _warning(self, code: str, message: str, hint: str, path: str) -> Problem:
        return Problem(code, message, self.scenario.place(path), hint, severity="warning", path=path)
