"""What columns and arrays are called that hold what is true of samples, or what a model says."""

from __future__ import annotations

_WHAT = ("label", "value", "class")

TRUE = frozenset({"y", "y true", "y test", "true", "actual", "actuals", "ground truth", "gt"})
TRUE |= {"label", "labels", "target", "targets", "expected", "observed", "actual price"}
TRUE |= {f"{what} {of}" for what in ("true", "actual") for of in _WHAT}
GUESSED = frozenset({"y pred", "y hat", "yhat", "pred", "preds", "predicted", "prediction"})
GUESSED |= {"predictions", "forecast", "pred label", "pred class", "predicted price"}
GUESSED |= {"y prob", "y probs", "y proba", "y score", "y scores"}
GUESSED |= {f"predicted {of}" for of in _WHAT}
