"""What a report is about where nobody chose."""

from __future__ import annotations

from pathlib import Path

import rlreport


def test_the_index_of_a_data_frame_is_no_metric_beside_others(tmp_path: Path) -> None:
    rows = (f"{5 * i},{i % 7},{i % 5},{i % 3}" for i in range(40))
    log = tmp_path / "history.csv"
    log.write_text("\n".join(["Unnamed: 0,goods,price,budget", *rows]))
    metrics = {trend.curve.metric for trend in rlreport.report(log).trends}
    assert len(metrics) == 2
    assert "Unnamed: 0" not in metrics
