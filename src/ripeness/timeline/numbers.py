"""The numbers of a timeline in each draw: rates, chances of dated events, and who would sign what under which facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ripeness.bargaining.text.likelihood import texts_of
from ripeness.errors import AnalysisError
from ripeness.lacks import demand
from ripeness.lacks.timeline import chance_of_one, decided_for_certain, from_war
from ripeness.numerics.draws import Array, Draws, inverse
from ripeness.scenario import Scenario
from ripeness.scenario.parties import Ranking
from ripeness.scenario.timeline import Event, Hazard
from ripeness.timeline.baselines import baseline
from ripeness.timeline.process import Dated, Process, Rate
from ripeness.valuation import judge, valuation
from ripeness.valuation.columns import Columns
from ripeness.valuation.lacks import error_of, problems_of
from ripeness.valuation.war import odds

Acting = tuple[int, ...]  # numbers of the effects that act


def baseline_path(event: str) -> str:
    """Return the path of the column that moves a baseline."""
    return f"timeline.events.{event}.hazard.baseline"


class _Affected(Columns):
    """Numbers under effects: all but those that change are read from the plain ones, so that each is drawn once."""

    def __init__(self, plain: Columns, draws: Draws, changed: set[str], unknown: set[str]) -> None:
        super().__init__(plain.scenario, draws)
        self._plain, self._changed, self._unknown = plain, changed, unknown

    def __call__(self, path: str) -> Array:
        if path in self._unknown:
            return np.full(self.draws.count, np.nan)
        return super().__call__(path) if path in self._changed else self._plain(path)


class BlockNumbers:
    """Reads the numbers of one block of draws, each once.

    ``fill`` stands for every unknown number, so that it can be seen whether an answer depends on it; events and drafts
    that needed it are noted in ``unknown``.
    """

    def __init__(self, process: Process, draws: Draws, *, fill: float = 0.37) -> None:
        self.process, self.draws, self.fill = process, draws, fill
        self.unknown: set[str] = set()
        self._columns: dict[Acting, Columns] = {}
        self._rates: dict[tuple[str, int, int, Acting], Array] = {}
        self._sides: dict[tuple[str, Acting], Array] = {}

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.process.scenario

    # ---- numbers under effects -------------------------------------------------------------------------------------

    def columns(self, acting: Acting) -> Columns:
        """Return the numbers while some effects act, in file order, on the drawn values.

        Raises
        ------
        AnalysisError
            ``out-of-range`` when a number leaves its admissible range.
        """
        if acting not in self._columns:
            self._columns[acting] = self._affected(acting) if acting else Columns(self.scenario, self.draws)
        return self._columns[acting]

    def _affected(self, acting: Acting) -> Columns:
        plain = self.columns(())
        chosen = dict(self.draws.chosen)
        unknown: set[str] = set()
        for k in acting:
            effect = self.process.timeline.effects[k]
            word = next(w for w in ("sets", "times", "add") if getattr(effect, w) is not None)
            if effect.path in unknown and word != "sets":
                continue
            by = plain(f"timeline.effects.{k}.{word}")
            now = chosen.get(effect.path)
            if now is None:
                beside = self._drawn(effect.path)
                chosen |= {path: values for path, values in beside.items() if path != effect.path}
                now = beside[effect.path]
            value = {"sets": by, "times": now * by, "add": now + by}[word]
            low, high = self.scenario.estimates[effect.path].bounds
            if (low is not None and np.any(value < float(low))) or (high is not None and np.any(value > float(high))):
                message = f"this effect takes '{effect.path}' outside its admissible range in some draw"
                raise AnalysisError.of(
                    "out-of-range", message, hint="narrow the ranges", path=f"timeline.effects.{k}.path"
                )
            unknown.discard(effect.path)
            if np.isnan(value).any():  # by an unknown number, or of one: not the number of the file
                chosen.pop(effect.path, None)
                unknown.add(effect.path)
            else:
                chosen[effect.path] = value
        draws = replace(self.draws, chosen=chosen)
        object.__setattr__(draws, "sampled", self.draws.sampled)
        return _Affected(plain, draws, set(chosen), unknown)

    def _drawn(self, path: str) -> dict[str, Array]:
        """Return an estimate as drawn; of a ranking all alternatives, so that the others stay as drawn."""
        plain = self.columns(())
        steps = path.split(".")
        if steps[0] == "preferences" and steps[2] == "values":
            given = self.scenario.preferences[steps[1]].values.get(steps[3])
            if isinstance(given, Ranking):
                root = ".".join(steps[:-1])
                return {f"{root}.{alternative}": v for alternative, v in plain.ranked(root, given).items()}
        return {path: plain(path)}

    def known(self, values: Array, place: str) -> Array:
        """Return values with what stands for unknown ones put in, and note where that was needed."""
        if not np.isnan(values).any():
            return values
        self.unknown.add(place)
        return np.where(np.isnan(values), self.fill, values)

    # ---- rates -----------------------------------------------------------------------------------------------------

    def rate(self, event: Rate, step: int, factors: int, acting: Acting) -> Array:
        """Return a rate per day, shape (N,).

        ``step`` is the number of the step of its hazard (-1: none yet), ``factors`` the factors at work as bits.
        """
        key = (event.name, step, factors, acting)
        if key not in self._rates:
            columns = self.columns(acting)
            value = self._base(event, step, columns) if step >= 0 else np.zeros(self.draws.count)
            value = self.known(value, event.name)
            if factors:
                value = value * self.times(event, factors, acting)
            if not np.isfinite(value).all():
                message = f"the rate of '{event.name}' is not finite in some draw"
                raise AnalysisError.of("chance-of-one", message, path=f"timeline.events.{event.name}")
            self._rates[key] = value
        return self._rates[key]

    def times(self, event: Rate, factors: int, acting: Acting) -> Array:
        """Return what the factors at work multiply a rate by, shape (N,)."""
        columns, value = self.columns(acting), np.ones(self.draws.count)
        for k, (number, _) in enumerate(event.factors):
            if factors >> k & 1:
                value = value * self.known(columns(f"timeline.factors.{number}.times"), event.name)
        return value

    def _base(self, event: Rate, step: int, columns: Columns) -> Array:
        record = self.process.timeline.events[event.name]
        root = f"timeline.events.{event.name}"
        if record.within is not None:
            return self._spread_out(columns(f"{root}.chance"), float(record.within), root)
        if record.from_war is not None:
            return self._from_war(record, event.name, columns)
        hazard = record.hazard
        if not isinstance(hazard, Hazard):
            return columns(f"{root}.hazard")
        if hazard.baseline:
            spread = baseline(hazard.baseline).rates[event.places[step]]
            path = baseline_path(event.name)
            if self.draws.sampled or path in self.draws.chosen:
                return inverse(spread, self.draws.uniform(path))
            return np.full(self.draws.count, float(spread.central or 0))
        return columns(f"{root}.hazard.from.{list(hazard.from_ or ())[event.places[step]]}")

    def _spread_out(self, chance: Array, days: float, path: str) -> Array:
        """Return the rate of a chance within some days, with nothing competing."""
        if np.any(chance >= 1):
            raise error_of(self.scenario, chance_of_one(path.split(".")[2])).where(self.draws, chance >= 1)
        rate: Array = -np.log1p(-chance) / days
        return rate

    def _from_war(self, record: Event, name: str, columns: Columns) -> Array:
        """Return (π_o / d) (-ln(1 - d)) / horizon: all decisive outcomes together arrive with chance d."""
        war = self.scenario.war
        if war is None:
            raise AnalysisError.of("no-war", "the scenario has no war section", path="war")
        demand(problems_of(self.scenario, from_war(war, name, str(record.from_war))))
        outcomes = list(war.outcomes)
        chances = odds(columns)
        taken = {e.from_war for e in self.process.timeline.events.values()}
        decided = [k for k, o in enumerate(outcomes) if war.outcomes[o].winner is not None or o in taken]
        decisive = sum((chances[:, k] for k in decided), np.zeros(len(chances)))
        if not war.by_chance:
            decisive = columns("war.decisive")
        if np.any(decisive >= 1):
            raise error_of(self.scenario, decided_for_certain(war, name)).where(self.draws, decisive >= 1)
        speed = np.where(decisive > 0, -np.log1p(-decisive) / np.where(decisive > 0, decisive, 1.0), 1.0)
        rate: Array = (
            chances[:, outcomes.index(str(record.from_war))] * speed / float(war.horizon or 1)
        )  # refused above where there is none
        return rate

    # ---- dated events ----------------------------------------------------------------------------------------------

    def chance(self, event: Dated, acting: Acting) -> Array:
        """Return the chance of a dated event, or that its draft is put to the signatories, shape (N,)."""
        word = "chance" if event.draft is None else "put"
        if getattr(self.process.timeline.events[event.name], word) is None:
            return np.ones(self.draws.count)
        return self.known(self.columns(acting)(f"timeline.events.{event.name}.{word}"), event.name)

    def sides(self, draft: str, acting: Acting) -> Array:
        """Return the disposition up to which each signatory signs each text of a draft, shape (N, P, K).

        A history gives each signatory one uniform number, and it signs what it would sign with at least that chance:
        that is the disposition of docs/methods/sign.md in other words. It is 0 across a red line that is held.
        """
        key = (draft, acting)
        if key not in self._sides:
            columns = self.columns(acting)
            worth = valuation(
                self.scenario,
                columns.draws,
                actors=self.scenario.signatories(draft),
                guarantees=self.scenario.drafts[draft].guarantees,
                columns=columns,
            )
            judged = judge(worth, worth.space.rows(texts_of(self.scenario, draft)))
            self._sides[key] = self.known(judged.probability, draft)
        return self._sides[key]


def acting_of(effects: Sequence[int], bits: int) -> Acting:
    """Return the numbers of the effects whose bits are set."""
    return tuple(e for k, e in enumerate(effects) if bits >> k & 1)
