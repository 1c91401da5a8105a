"""Small networks of pressure, and a grid over all that could be done in them: METHODS 6 and 2, written out plainly.

Two sides at war, a few ties, no circle of sways. Everything is computed for all points of a grid at once. Knows nothing
of `ripeness`, and nothing of the other oracles.
"""

import itertools
import math
import random
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import differential_evolution

SIDES = ("north", "south")
WINS = {"north": {"north": 100, "south": 0}, "south": {"north": 0, "south": 100}}


@dataclass
class Net:
    """A network: what each side has and wants, and ties by name as (source, target, kind, numbers)."""

    utility: dict
    own: dict
    cost: dict
    trust: dict
    betrayal: dict
    noise: dict
    reservation: dict
    decisive: float
    draw: dict
    steepness: float
    made: bool
    chance: float
    ties: dict = field(default_factory=dict)

    def of_kind(self, kind, target=None):
        return [t for t, tie in self.ties.items() if tie["kind"] == kind and target in (None, tie["to"])]


def network(seed):
    """Return a network with both kinds of cuts, free cuts, no strength, merely likely guarantors and low confidence."""
    rng = random.Random(seed)
    pick = rng.choice
    net = Net(
        utility={s: pick((30, 40, 45, 50, 55, 62)) for s in SIDES},
        own={s: pick((0, 0, 10, 25, 40, 60)) for s in SIDES},
        cost={s: pick((0, 5, 12, 25)) for s in SIDES},
        trust={s: pick((None, 0.2, 0.35, 0.4, 0.6, 0.9, 1)) for s in SIDES},
        betrayal={s: pick((0, 8, 15)) for s in SIDES},
        noise={s: pick((0, 0, 0, 3)) for s in SIDES},
        reservation={s: pick((None, None, 20, 35, 48)) for s in SIDES},
        decisive=pick((1, 0.8, 0.4)),
        draw={s: pick((20, 40, 50)) for s in SIDES},
        steepness=pick((0.5, 1, 1, 2)),
        made=rng.random() < 0.5,
        chance=pick((0.5, 0.8)),
    )
    for k in range(rng.randint(1, 2)):
        net.ties[f"arms-{k}"] = {
            "from": f"patron-{k}",
            "to": pick(SIDES),
            "kind": "support",
            "strength": pick((8, 20, 35)),
            "relief": pick((0, 0, 4)),
            "willing": pick((0, 0.2, 0.5, 1)),
            "cut-cost": pick((0, 3, 10, 25)),
            "most": pick((1, 1.5, 2)),
            "raise-cost": pick((5, 100)),
        }
    kinds = {"threat": "sanction", "gift": "inducement", "seal": "guarantee", "plea": "sway"}
    for name in rng.sample(list(kinds), rng.randint(1, 4)):
        tie = {"kind": kinds[name], "from": pick(("broker", "lender")), "willing": pick((0, 0.3, 0.6, 1))}
        tie |= {"to": pick(SIDES), "strength": pick((4, 9, 16)), "cost": pick((1, 6, 14))}
        if name == "seal":
            tie |= {
                "from": "broker",
                "to": "agreement",
                "strength": pick((0.3, 0.6, 1)),
                "willing": pick((0.3, 0.3, 1, 0)),
            }
        if name == "plea":
            tie |= {"from": "friend", "to": pick(("broker", "patron-0")), "strength": pick((0.4, 0.7, 1))}
        net.ties[name] = tie
    return net


def scenario_text(net):
    """Return the network as a scenario."""
    actors = [*SIDES, "patron-0", "patron-1", "broker", "lender", "friend"]
    lines = ["ripeness: 1", "id: small", "actors:"]
    lines += [f"  {a}: {{role: {'party' if a in SIDES else 'backer'}}}" for a in actors]
    lines += ["issues:", "  end: {now: text, alternatives: {text: T, north: N, south: S, draw: D}}", "preferences:"]
    for s in SIDES:
        scores = {"text": net.utility[s], **WINS[s], "draw": net.draw[s]}
        said = f"    betrayal: {net.betrayal[s]}\n    noise: {net.noise[s]}\n"
        said += f"    trust: {net.trust[s]}\n" if net.trust[s] is not None else ""
        said += f"    reservation: {net.reservation[s]}\n" if net.reservation[s] is not None else ""
        values = ", ".join(f"{a}: {v}" for a, v in scores.items())
        lines.append(f"  {s}:\n    weights: {{end: 1}}\n    values: {{end: {{{values}}}}}\n{said}".rstrip())
    lines += ["war:", f"  strength: {{north: {net.own['north']}, south: {net.own['south']}}}"]
    lines += [f"  decisive: {net.decisive}", f"  steepness: {net.steepness}"]
    lines += [f"  cost: {{north: {net.cost['north']}, south: {net.cost['south']}}}", "  outcomes:"]
    lines += [f"    {s}-wins: {{winner: {s}, package: {{end: {s}}}}}" for s in SIDES]
    lines += ["    neither: {package: {end: draw}}", "ties:"]
    lines += [f"  {t}: {{{', '.join(f'{k}: {v}' for k, v in tie.items())}}}" for t, tie in net.ties.items()]
    may = "seal" if "seal" in net.ties else ""
    lines.append(f"drafts: {{deal: {{package: {{end: text}}, signatories: [north, south], may-guarantee: [{may}]}}}}")
    return "\n".join(lines) + "\n"


def strengths(net, levels, by):
    """m_s: own strength and the support that is left; `by` whose threatened refusal it is, None: all cuts count."""
    found = {}
    for s in SIDES:
        cut = net.made or s == by
        arms = [(net.ties[t]["strength"], levels.get(t, 0.0) if cut else 0.0) for t in net.of_kind("support", s)]
        found[s] = net.own[s] + sum(m * (1 - level) for m, level in arms)
    return found


def helpless(net):
    """Whether some level among those asked leaves nobody any strength."""
    full = dict.fromkeys(net.of_kind("support"), 1.0)
    return any(max(strengths(net, full, s).values()) <= 0 for s in SIDES)


def war(net, side, levels, raised=None):
    """What fighting on is worth to one side."""
    m = strengths(net, levels, side)
    relief = 0.0
    for t in net.of_kind("support", side):
        more = (raised or {}).get(t, 0.0)
        m[side] = m[side] + net.ties[t]["strength"] * more
        relief = relief + net.ties[t]["relief"] * (1 - levels.get(t, 0.0) + more)
    other = next(s for s in SIDES if s != side)
    share = m[side] ** net.steepness / (m[side] ** net.steepness + m[other] ** net.steepness)
    lottery = net.decisive * 100 * share + (1 - net.decisive) * net.draw[side]
    return lottery - np.maximum(net.cost[side] - relief, 0.0)


def surplus(net, side, levels, raised=None):
    """s = V - r^ref; levels and raises may be arrays. The level of a guarantee is the chance that it stands."""

    def refusing(cuts, more):
        worth = war(net, side, cuts, more)
        return worth if net.reservation[side] is None else np.maximum(worth, net.reservation[side])

    refused = refusing(levels, raised)
    whatever = refused if net.made else refusing({}, None)
    u = net.utility[side]
    doubt = 0.0 if net.trust[side] is None else 1 - net.trust[side]
    for t in net.of_kind("guarantee"):
        doubt = doubt * (1 - net.ties[t]["strength"] * levels.get(t, 0.0))
    value = (1 - doubt) * u + doubt * (np.minimum(whatever, u) - net.betrayal[side])
    for t in (*net.of_kind("sanction", side), *net.of_kind("inducement", side)):
        value = value + net.ties[t]["strength"] * levels.get(t, 0.0)
    return value - refused


def margins(net, chance):
    """tau logit of the root of the chance."""
    each = math.sqrt(chance)
    return {s: net.noise[s] * math.log(each / (1 - each)) for s in SIDES}


def spent(net, levels):
    """What levels cost; a guarantor whose word is in the text pays for all of it."""
    total = 0.0
    for t, level in levels.items():
        tie = net.ties[t]
        paid = np.asarray(level) > 0 if tie["kind"] == "guarantee" else level
        total = total + tie["cut-cost" if tie["kind"] == "support" else "cost"] * paid
    return total


def points(net, steps, *, willing=False, sources=None):
    """Return all points of a grid that may be asked for, as levels by tie; `sources`: only what these have."""
    used = {t: tie for t, tie in net.ties.items() if sources is None or tie["from"] in sources}
    axes = []
    for tie in used.values():
        able = 1.0 if willing else tie["willing"]
        fine = [k / steps for k in range(steps + 1)]
        axes.append(sorted({0.0, able, 1.0} if tie["kind"] == "guarantee" else {*fine, able}))
    grid = np.array(list(itertools.product(*axes))).reshape(math.prod(map(len, axes)), len(axes))
    levels = dict(zip(used, grid.T, strict=True))
    allowed = np.ones(len(grid), dtype=bool)
    for t, tie in used.items():
        able = np.full(len(grid), 1.0 if willing else float(tie["willing"]))
        lent = sum(
            used[s]["strength"] * levels[s]
            for s in levels
            if used[s]["kind"] == "sway" and used[s]["to"] == tie["from"] and s != t
        )
        limit = np.minimum(able + lent, 1.0)
        if tie["kind"] == "guarantee":
            allowed &= (levels[t] == 0) | (levels[t] == able) | ((levels[t] == 1) & (limit >= 1 - 1e-9))
        else:
            allowed &= levels[t] <= limit + 1e-12
    return {t: level[allowed] for t, level in levels.items()}


def cheapest(net, least, steps, *, willing=False, sources=None):
    """Return the least cost on the grid that gives both their margins, and the largest slack; inf where none does."""
    levels = points(net, steps, willing=willing, sources=sources)
    slack = np.minimum(*(surplus(net, s, levels) - least[s] for s in SIDES))
    slack = np.broadcast_to(slack, np.shape(next(iter(levels.values()), np.zeros(1))))
    cost = np.broadcast_to(spent(net, levels), slack.shape)
    enough = slack >= 1e-7  # what only just reaches its margin does not count: no rounding decides
    return (float(cost[enough].min()) if enough.any() else math.inf), float(slack.max())


def most(net, least, sources):
    """Return the largest slack that sources reach when all are willing, searched between the points of any grid."""
    ties = [t for t, tie in net.ties.items() if tie["from"] in sources and tie["kind"] != "sway"]

    def short(point):
        levels = {t: round(x) if net.ties[t]["kind"] == "guarantee" else x for t, x in zip(ties, point, strict=True)}
        levels = dict.fromkeys(net.ties, 0.0) | levels
        return -min(float(surplus(net, s, levels)) - least[s] for s in SIDES)

    return -differential_evolution(short, [(0, 1)] * len(ties), seed=0, tol=1e-10, polish=False).fun


def least_raise(net, side, tie, levels):
    """Return by bisection how much more of one support makes a side refuse; None where its most does not."""
    low, high = 0.0, net.ties[tie]["most"] - 1.0
    if high <= 0 or surplus(net, side, levels, {tie: high}) >= -1e-6:
        return None
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if surplus(net, side, levels, {tie: middle}) < 0 else (middle, high)
    return high
