"""The conference models as literally as they are defined, for one negotiation at a time: slow, plain, without numpy.

An actor is (position, salience, capability); who has no say is left out by the caller. See docs/methods/conference.md.
"""

import itertools
import math
from dataclasses import dataclass

TOLERANCE = 1e-12


# ---- rules -----------------------------------------------------------------------------------------------------------


def compromise(actors):
    return math.fsum(c * s * x for x, s, c in actors) / math.fsum(c * s for _, s, c in actors)


def mean(actors):
    return math.fsum(x for x, _, _ in actors) / len(actors)


def medians(actors):
    """The least and the largest position at which neither side has more than half of the weight."""
    total = math.fsum(c * s for _, s, c in actors)
    held = []
    for x in sorted({x for x, s, c in actors if c * s > 0}):
        below = math.fsum(c * s for y, s, c in actors if y < x)
        above = math.fsum(c * s for y, s, c in actors if y > x)
        if max(below, above) <= total / 2 + TOLERANCE * total:
            held.append(x)
    return held[0], held[-1]


# ---- Nash bargaining -------------------------------------------------------------------------------------------------


def nash(actors, power, exponent, disagreement, reference=None, cost=0.0):
    """Search by trisection between the ends of what all prefer to disagreement: the objective is concave there."""

    def utility(x, at):
        return -(abs(at - x) ** power) / 100**power

    def floor(x):
        if disagreement == "worst":
            return min(utility(x, 0.0), utility(x, 100.0))
        return utility(x, reference) - (cost if disagreement == "cost" else 0.0)

    weigh = {"equal": lambda s, c: 1.0, "salience": lambda s, c: s, "weight": lambda s, c: c * s}[exponent]
    counted = [(x, weigh(s, c)) for x, s, c in actors if weigh(s, c) > 0]
    reach = [100 * (-floor(x)) ** (1 / power) for x, _ in counted]
    low = max(0.0, *(x - r for (x, _), r in zip(counted, reach, strict=True)))
    high = min(100.0, *(x + r for (x, _), r in zip(counted, reach, strict=True)))
    if high - low <= 1e-9:
        return reference

    def value(at):
        total = 0.0
        for x, a in counted:
            gain = utility(x, at) - floor(x)
            if gain <= 0:
                return -math.inf
            total += a * math.log(gain)
        return total

    # Kinks (k = 1) are tried by themselves.
    low, high = low + 1e-13, high - 1e-13
    ends = (low, high)
    for _ in range(300):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        if value(a) < value(b):
            low = a
        else:
            high = b
    tried = [(low + high) / 2, *(x for x, _ in counted if ends[0] <= x <= ends[1])]
    return max(tried, key=value)


# ---- challenge -------------------------------------------------------------------------------------------------------


@dataclass
class Reading:
    """How the open choices of the printed equations are read."""

    denominator: str = "pair"  # or "all-pairs"
    votes: str = "linear"  # or "risk"
    view: str = "own"  # or "mover"
    conflict: str = "weaker-moves"  # or "no-move"
    choice: str = "least"  # or "least-of-all", "strongest", "lowest-mean"
    span: str = "initial"  # or "current"
    status_quo: float = 1.0


REPLICATION = Reading("all-pairs", "risk", "mover", "weaker-moves", "lowest-mean", "initial", 1.0)
CLASSES = ("conflict", "compromise", "capitulation")


def _votes(actors, r, reading, span, i, j):
    found = []
    for (x, s, c), own in zip(actors, r, strict=True):
        e = own if reading.votes == "risk" else 1.0
        found.append(c * s * ((abs(x - actors[j][0]) / span) ** e - (abs(x - actors[i][0]) / span) ** e))
    return found


def probability(actors, r, reading, span, i, j):
    if actors[i][0] == actors[j][0]:
        return 0.0
    for_i = sum(max(0.0, v) for v in _votes(actors, r, reading, span, i, j))
    if reading.denominator == "pair":
        whole = sum(abs(v) for v in _votes(actors, r, reading, span, i, j))
    else:
        n = range(len(actors))
        whole = sum(abs(v) for a in n for b in n for v in _votes(actors, r, reading, span, a, b))
    return for_i / whole if whole > 1e-12 else 0.5


def expected(actors, r, reading, span, i, j, risk):
    """E_i(ij): what i expects of challenging j, with a given risk exponent."""
    q = reading.status_quo
    x_i, x_j = actors[i][0], actors[j][0]
    s_j = actors[j][1]
    d = abs(x_i - x_j) / span
    middle = sum(medians(actors)) / 2
    success, failure = 2 - 4 * (0.5 - 0.5 * d) ** risk, 2 - 4 * (0.5 + 0.5 * d) ** risk
    stay = 2 - 4 * 0.5**risk
    away = 0.25 * (abs(x_i - middle) + abs(x_i - x_j)) / span
    better, worse = 2 - 4 * (0.5 - away) ** risk, 2 - 4 * (0.5 + away) ** risk
    t = 1.0 if abs(x_i - middle) < abs(x_i - x_j) else 0.0
    p = probability(actors, r, reading, span, i, j)
    return (
        s_j * (p * success + (1 - p) * failure)
        + (1 - s_j) * success
        - q * stay
        - (1 - q) * (t * better + (1 - t) * worse)
    )


def risks(actors, reading, span):
    ones = [1.0] * len(actors)
    n = range(len(actors))
    security = [sum(expected(actors, ones, reading, span, j, i, 1.0) for j in n if j != i) for i in n]
    most, least = max(security), min(security)
    if most - least <= 1e-12:
        return ones
    rho = [(2 * sec - most - least) / (most - least) for sec in security]
    return [(1 - p / 3) / (1 + p / 3) for p in rho]


def first_least(offers, sizes):
    """The first in the order of the actors whose size is least but for rounding."""
    return next(o for o, size in zip(offers, sizes, strict=True) if size <= min(sizes) + 1e-9)


def weighted(offer, x_i, x_j):
    _, _, _, a, b = offer
    return (abs(a) * x_i + abs(b) * x_j) / (abs(a) + abs(b))


def challenge_round(actors, reading, span):
    """Return the new positions, and (actor, other, kind, where to) of every move."""
    r = risks(actors, reading, span)
    n = range(len(actors))
    moves = []
    new = [x for x, _, _ in actors]
    for i in n:
        offers = []
        x_i = actors[i][0]
        for j in n:
            x_j = actors[j][0]
            if x_i == x_j:
                continue
            a = expected(actors, r, reading, span, i, j, r[i])
            b = expected(actors, r, reading, span, j, i, r[i] if reading.view == "mover" else r[j])
            if b > a > 0:
                if reading.conflict == "weaker-moves":
                    offers.append((j, "conflict", x_j, a, b))
            elif b > 0 > a and b > -a:
                offers.append((j, "compromise", x_i + (x_j - x_i) * abs(a / b), a, b))
            elif b > 0 > a:
                offers.append((j, "capitulation", x_j, a, b))
        if not offers:
            continue
        if reading.choice == "least-of-all":
            best = first_least(offers, [abs(o[2] - x_i) for o in offers])
        elif reading.choice == "strongest":
            best = first_least(offers, [-o[4] for o in offers])
        else:
            kind = next(k for k in CLASSES if any(o[1] == k for o in offers))
            own = [o for o in offers if o[1] == kind]
            if kind == "compromise" and reading.choice == "lowest-mean":
                best = first_least(own, [weighted(o, x_i, actors[o[0]][0]) for o in own])
            else:
                best = first_least(own, [abs(o[2] - x_i) for o in own])
        moves.append((i, best[0], best[1], best[2]))
        new[i] = best[2]
    return new, moves


def challenge(actors, reading, rounds, settle=True):
    """Return positions per round, from the initial ones on."""
    path = [[x for x, _, _ in actors]]
    span = max(path[0]) - min(path[0])
    for _ in range(rounds):
        now = [(x, s, c) for x, (_, s, c) in zip(path[-1], actors, strict=True)]
        if reading.span == "current":
            span = max(path[-1]) - min(path[-1])
        if span <= 1e-12:
            break
        new, _ = challenge_round(now, reading, span)
        path.append(new)
        before = sum(medians(now)) / 2
        after = sum(medians([(x, s, c) for x, (_, s, c) in zip(new, actors, strict=True)])) / 2
        if settle and abs(after - before) <= 1e-9:
            break
    return path


# ---- exchange --------------------------------------------------------------------------------------------------------


def exchange(cells, actors, issues):  # noqa: C901 - the definition in one place
    """One round of equal-gain exchange; ``cells[actor, issue]`` is (position, salience, capability), where given.

    Returns the votes, the number of potential exchanges, and the exchanges that were realised, one after another.
    """
    weight = {key: s * c for key, (_, s, c) in cells.items()}
    whole = {p: sum(w for (_, q), w in weight.items() if q == p) for p in issues}
    votes = {key: x for key, (x, _, _) in cells.items()}

    def outcome(p):
        return sum(weight[key] * votes[key] for key in cells if key[1] == p) / whole[p]

    start = {p: outcome(p) for p in issues}

    def side(a, p):
        x = cells[a, p][0]
        return 0 if abs(x - start[p]) <= 1e-9 else (1 if x > start[p] else -1)

    potential = []
    for p, q in itertools.combinations(issues, 2):
        for i, j in itertools.combinations(actors, 2):
            if not all((a, t) in cells for a in (i, j) for t in (p, q)):
                continue
            if side(i, p) * side(j, p) == -1 and side(i, q) * side(j, q) == -1:
                potential.append((p, q, i, j))

    def terms(p, q, i, j):
        """The gain, who supplies what, and both moves; None where nobody gains."""
        sal = {(a, t): cells[a, t][1] for a in (i, j) for t in (p, q)}
        v, u = (i, j) if sal[i, p] * sal[j, q] < sal[j, p] * sal[i, q] else (j, i)  # v supplies p, u supplies q
        if sal[u, q] + sal[v, q] == 0:
            return None
        k = (sal[u, p] + sal[v, p]) / (sal[u, q] + sal[v, q])
        full_v, full_u = cells[u, p][0] - votes[v, p], cells[v, q][0] - votes[u, q]
        if full_v * side(u, p) <= 0 or full_u * side(v, q) <= 0 or not weight[v, p] or not weight[u, q] or not k:
            return None
        d_p = abs(full_v) * weight[v, p] / whole[p]
        d_q = k * d_p
        most_q = abs(full_u) * weight[u, q] / whole[q]
        if d_q > most_q:
            d_q = most_q
            d_p = d_q / k
        room_p = (cells[u, p][0] - outcome(p)) * side(u, p)
        room_q = (cells[v, q][0] - outcome(q)) * side(v, q)
        if room_p <= 0 or room_q <= 0:
            return None
        if d_p > room_p:
            d_p, d_q = room_p, k * room_p
        if d_q > room_q:
            d_q, d_p = room_q, room_q / k
        gain = sal[u, p] * d_p - sal[u, q] * d_q
        if gain <= 1e-10:
            return None
        return gain, u, v, d_p, d_q

    realised = []
    while True:
        found = [(terms(*e), e) for e in potential]
        found = [(t, e) for t, e in found if t is not None]
        if not found:
            break
        most = max(t[0] for t, _ in found)
        (gain, u, v, d_p, d_q), (p, q, _, _) = next((t, e) for t, e in found if t[0] >= most * (1 - 1e-9))
        move_v = side(u, p) * d_p * whole[p] / weight[v, p]
        move_u = side(v, q) * d_q * whole[q] / weight[u, q]
        before = outcome(p), outcome(q)
        votes[v, p] += move_v
        votes[u, q] += move_u
        realised.append({"p": p, "q": q, "u": u, "v": v, "gain": gain, "d_p": d_p, "d_q": d_q, "before": before})
    return votes, len(potential), realised
