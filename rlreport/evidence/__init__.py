"""Trend -> evidence: what can be told from noise with memory, tested once for all rules.

One gate decides whether there is anything at all (`_gate`); behind it one simultaneous test finds
the rises and falls (`_moves`), and a partition the phases (`_phases`). Whatever a report claims
about the course of a curve follows from these, so that their error rates are the report's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rlreport import stats
from rlreport.evidence._course import Stretch
from rlreport.evidence._gate import Gate, examine_gate
from rlreport.evidence._moves import Contrasts, alternating, contrasts, widened
from rlreport.evidence._outliers import outliers
from rlreport.evidence._phases import partition
from rlreport.evidence._rows import Grouped, phase
from rlreport.smooth import smooth
from rlreport.stats.seeds import holm
from rlreport.values import Curve, Evidence, FloatArray, IntArray, Move, Outcome, Segment, Trend

FEWEST_POINTS = 12
"""Fewer points than this carry no inference: levels and ranges only."""
FEWEST_EFFECTIVE = 8.0
"""Fewer independent points than this leave open whether there is anything."""
_MOST_POINTS = 500
"""More points than this are taken together in groups of equal size."""
_HEAVY = 6.0
"""Kurtosis of the noise from which its tails count as heavy; that of normal noise is 3."""
_KAPPA = (1.5, 8.0)  # threshold of a move's score: 1.5 + 8 / n_eff, calibrated by simulation
_LEAST_MOVE = 0.05  # share of the curve's range: less is no part of its course
_MOVE_LEVEL = 0.05
_FAMILY_LEVEL = 0.05  # of all curves of a report together


def examine(curve: Curve, trend: Trend | None = None) -> Evidence:
    """Everything that tests find out about `curve`.

    Args:
        curve: any curve.
        trend: its automatic smooth where it is at hand already; any other is not used.
    """
    trend = trend if trend is not None and trend.method.name == "auto" else smooth(curve)
    rows = curve.rows
    standard = stats.Standard.of(curve.y[rows])
    if rows.size < FEWEST_POINTS:
        return _evidence(trend, "cannot tell", None)
    if standard.scale == 0:
        return _evidence(trend, "not found", 1.0)
    edges = stats.bin_edges(rows.size, _MOST_POINTS)
    y = _cleaned(stats.bins(standard.values, _MOST_POINTS))
    if not np.ptp(y):  # one or two wild points on a line
        return _evidence(trend, "not found", 1.0)
    thinned = _cleaned(standard.values[edges[:-1]])
    gate = _confirmed(examine_gate(y, thinned), y, thinned)
    local = stats.uneven(y)
    if local is not None:
        gate = _cautious(y, gate, local)
    moves = _moves(y, gate) if gate.is_open else ()
    grouped = Grouped(curve=curve, edges=edges, y=y, spread=standard.spread)
    if not moves:
        verdict = _undecided(gate)
        walked = _whole(y, gate) if gate.walks else ()
        evidence = _evidence(
            trend,
            verdict,
            gate.p_value if verdict == "not found" else None,
            unless_walk=grouped.move(walked[0]) if len(walked) == 1 else None,
        )
        return replace(evidence, uneven=local is not None)
    pieces = partition(y, gate.memory.phi, gate.memory.innovation)
    return _evidence(
        trend,
        "found",
        gate.p_value,
        moves=tuple(grouped.move(move) for move in moves),
        slope_p=gate.slope.p_value,
        segments=tuple(grouped.segment(piece) for piece in pieces),
        steps=grouped.steps(pieces, float(np.sqrt(gate.memory.variance)), moves),
    )


def _cautious(y: FloatArray, gate: Gate, local: FloatArray) -> Gate:
    """The gate with the noise of the widest part everywhere; `local` is its standard deviation.

    Its memory is that of the curve over its own noise; the course takes noise to be even.
    """
    memory = examine_gate(y / local, y / local).memory
    widest = replace(memory, variance=memory.variance * float(local.max()) ** 2)
    return replace(gate, memory=widest, ways=())


def _confirmed(gate: Gate, y: FloatArray, thinned: FloatArray) -> Gate:
    """The gate, open where tails are heavy only if it opens with far points drawn in as well.

    Noise stays noise, and a course a course, on any scale; far points that happen to stand together
    are a course only on the scale that makes them far.
    """
    if not gate.is_open or stats.tails(y) < _HEAVY:
        return gate
    near = examine_gate(stats.compressed(y), stats.compressed(thinned))
    return replace(gate, p_value=max(gate.p_value, near.p_value))


def on_axis(evidence: Evidence, trend: Trend) -> Evidence:
    """What `examine` finds out about a curve, from the evidence in the same y on any axis.

    Every test takes the points in their order; the slopes of phases alone need their x.

    Args:
        evidence: of that y.
        trend: the curve's automatic smooth.
    """
    segments = tuple(
        phase(trend.curve, one.first, one.last, sloped=one.slope != 0) for one in evidence.segments
    )
    return replace(evidence, trend=trend, segments=segments)


def _cleaned(y: FloatArray) -> FloatArray:
    """`y` `(n,)` with outliers put onto their neighbours.

    A steep start is none, but no first or last point goes beyond all others by itself.
    """
    cleaned = stats.hampel(y, steep_ends=True)
    least, greatest = (float(part(cleaned[1:-1])) for part in (np.min, np.max))
    cleaned[[0, -1]] = np.clip(cleaned[[0, -1]], least, greatest)
    return cleaned


def jointly(evidences: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The evidence of all curves of a report, so that all of it together holds the level.

    What one curve alone would show and one among many does not is left open. Holm (1979),
    Scandinavian Journal of Statistics 6, 65-70.
    """
    p_values = [1.0 if e.verdict != "found" or e.p_value is None else e.p_value for e in evidences]
    adjusted = holm(np.array(p_values, dtype=np.float64)).tolist()
    return tuple(
        _among(evidence, p_value, len(evidences))
        for evidence, p_value in zip(evidences, adjusted, strict=True)
    )


def _among(evidence: Evidence, p_value: float, curves: int) -> Evidence:
    """The evidence of one of several curves, whose adjusted p-value is given."""
    if evidence.outliers.size:
        rows = evidence.trend.curve.rows
        evidence = replace(evidence, outliers=rows[outliers(evidence.residuals, among=curves)])
    walked = evidence.unless_walk
    if walked is not None and walked.p_value * curves > _FAMILY_LEVEL:
        return replace(evidence, unless_walk=None)
    if evidence.verdict != "found" or p_value <= _FAMILY_LEVEL:
        return evidence
    return replace(
        evidence,
        verdict="cannot tell",
        p_value=None,
        moves=(),
        slope_p=None,
        segments=(),
        steps=evidence.steps[:0],
    )


def _undecided(gate: Gate) -> Outcome:
    """The verdict where no move is certain."""
    few = gate.n_eff < FEWEST_EFFECTIVE
    return "cannot tell" if few or gate.is_open or gate.walks else "not found"


def _moves(y: FloatArray, gate: Gate) -> tuple[Move, ...]:
    """Significant rises and falls of `y` `(n,)` in turn, rows being its indices.

    Those of the course as a whole where it turns more often than neighbouring means show.
    """
    everything = widened(contrasts(y, gate.memory), y, gate.memory)
    kappa = _KAPPA[0] + _KAPPA[1] / gate.memory.size(y.size)
    large = np.abs(everything.size) >= _LEAST_MOVE * np.ptp(y)
    found = everything.where(np.flatnonzero((everything.score > kappa) & large))
    entries = alternating(found) if found.size.size else []
    if len(entries) < len(gate.ways):
        return _whole(y, gate)
    return tuple(_move(found, entry, kappa, gate.p_value) for entry in entries)


def _move(found: Contrasts, entry: int, kappa: float, least: float) -> Move:
    """One contrast as a move; its p-value falls with its score as a normal distribution's tail."""
    price, score = float(found.price[entry]), float(found.score[entry])
    p_value = _MOVE_LEVEL * np.exp(((price + kappa) ** 2 - (price + score) ** 2) / 2)
    size = float(found.size[entry])
    return Move(
        sign=1 if size > 0 else -1,
        first=int(found.first[entry]),
        last=int(found.last[entry]),
        size=abs(size),
        p_value=float(max(p_value, least)),
    )


def _whole(y: FloatArray, gate: Gate) -> tuple[Move, ...]:
    """The stretches of the course of `y` `(n,)` as moves; none where their halves disagree.

    Of a turn whose one arm is a few points that noise may have put there the other one alone.
    """
    sizes = [_growth(y[way.first : way.last + 1]) for way in gate.ways]
    if any(size * way.sign <= 0 for size, way in zip(sizes, gate.ways, strict=True)):
        return ()
    least = _LEAST_MOVE * float(np.ptp(y))
    return tuple(
        Move(sign=way.sign, first=way.first, last=way.last, size=abs(size), p_value=gate.p_value)
        for size, way in zip(sizes, gate.ways, strict=True)
        if abs(size) >= max(least, _doubt(way, gate))
    )


def _doubt(way: Stretch, gate: Gate) -> float:
    """Twice the standard deviation of the growth over a stretch that noise alone makes."""
    half = max((way.last + 1 - way.first) // 2, 1)
    return 2 * float(np.sqrt(2 * gate.memory.variance / half))


def _growth(y: FloatArray) -> float:
    """Mean of the second half of `y` `(m,)` less that of the first."""
    half = max(y.size // 2, 1)
    return float(y[-half:].mean() - y[:half].mean())


def _evidence(
    trend: Trend,
    verdict: Outcome,
    p_value: float | None,
    *,
    moves: tuple[Move, ...] = (),
    slope_p: float | None = None,
    segments: tuple[Segment, ...] = (),
    steps: IntArray | None = None,
    unless_walk: Move | None = None,
) -> Evidence:
    rows = trend.curve.rows
    y = trend.curve.y[rows]
    residuals = y - trend.level[rows]
    return Evidence(
        trend=trend,
        verdict=verdict,
        p_value=p_value,
        moves=moves,
        slope_p=slope_p,
        segments=segments,
        steps=np.empty(0, dtype=np.intp) if steps is None else steps,
        outliers=rows[:0] if stats.discrete(y) else rows[outliers(residuals)],
        residuals=residuals,
        unless_walk=unless_walk,
    )
