"""Help inside the page: what each number means, where its method comes from, how to cite it."""

from __future__ import annotations

import streamlit as st

from rlreport.panels.markdown import plain
from rlreport.values import Findings
from rlreport.version import VERSION

_TERMS = """
| On the page | What it means |
|---|---|
| **Level** | The smoothed curve at a place; at the end, of the last points that it rests on. |
| **Band** | Where the level lies with 95% confidence, point by point, not for all places at once. |
| **[a, b]** after a number | Its 95% interval, which allows for neighbouring points being alike. |
| **p** | How often noise alone, as autocorrelated as this run's, would show an effect as large. |
| **Percentage points** | Differences of percentages. **Percent** are relative changes. |
| **No evidence** | Not evidence of no effect: the run may be too short or too noisy to tell. |
| **Possible reason** | From a list, not from the curves: a question to put to the run. |
"""
_METHODS = """
- **Automatic smooth**: penalised likelihood with autocorrelated noise. Whittaker (1923), *Proc.
  Edinburgh Math. Soc.* 41; Eilers (2003), *Analytical Chemistry* 75(14),
  [doi:10.1021/ac034173t](https://doi.org/10.1021/ac034173t).
- **Interquartile means of several runs**: Agarwal et al. (2021), *NeurIPS* 34,
  [arXiv:2108.13264](https://arxiv.org/abs/2108.13264).
- **Comparing two groups of runs**: Welch (1947), *Biometrika* 34,
  [doi:10.1093/biomet/34.1-2.28](https://doi.org/10.1093/biomet/34.1-2.28).
- **Shares of successes**: Wilson (1927), *J. Amer. Statist. Assoc.* 22,
  [doi:10.1080/01621459.1927.10502953](https://doi.org/10.1080/01621459.1927.10502953).
- **The four levels of the text**: Lundgard and Satyanarayan (2022), *IEEE TVCG* 28(1),
  [doi:10.1109/TVCG.2021.3114770](https://doi.org/10.1109/TVCG.2021.3114770).

How each smoother and test is computed stands beside its code, in `rlreport/smooth`,
`rlreport/evidence` and `rlreport/stats`, with its reference and what it was checked against.
"""


def help_(findings: Findings) -> None:
    """What the terms mean, where the methods come from, and how to cite the report."""
    with st.expander("Help: what the numbers mean, and how to cite", icon=":material/help:"):
        st.markdown(_TERMS, anchors=False)
        st.markdown("#### Where the methods come from", anchors=False)
        st.markdown(_METHODS, anchors=False)
        st.markdown("#### How to cite", anchors=False)
        methods = {trend.method.label for trend in findings.trends}
        smoothed = ", ".join(plain(label) for label in sorted(methods))
        st.markdown(f"Name the version and the smoother, here: *{smoothed}*.")
        st.code(_BIBTEX.format(version=VERSION), language="bibtex")


_BIBTEX = """@software{{rlreport,
  title   = {{rlreport: reports of reinforcement learning runs}},
  version = {{{version}}},
}}"""
