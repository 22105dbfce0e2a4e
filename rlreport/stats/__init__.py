"""Pure numerics on arrays: noise with memory, and intervals and tests that hold under it."""

from rlreport.stats.inference import (
    Tested,
    common_memory,
    correlation,
    line,
    ranks,
    t_test,
    volatility_ratio,
)
from rlreport.stats.intervals import (
    Interval,
    change,
    clustered_share,
    equivalence,
    relative_change,
    wilson,
)
from rlreport.stats.noise import (
    MAD_TO_SD,
    ar1_residuals,
    difference_variance,
    discrete,
    effective_size,
    hampel,
    lag_correlation,
    local_phi,
    mad_sd,
    noise_of,
    tied,
)
from rlreport.stats.scale import Standard, bin_edges, bins

__all__ = [
    "MAD_TO_SD",
    "Interval",
    "Standard",
    "Tested",
    "ar1_residuals",
    "bin_edges",
    "bins",
    "change",
    "clustered_share",
    "common_memory",
    "correlation",
    "difference_variance",
    "discrete",
    "effective_size",
    "equivalence",
    "hampel",
    "lag_correlation",
    "line",
    "local_phi",
    "mad_sd",
    "noise_of",
    "ranks",
    "relative_change",
    "t_test",
    "tied",
    "volatility_ratio",
    "wilson",
]
