"""Features of a value -> how likely it is right, as raw score: small boosted trees, run by ONNX Runtime.

Trained by `models/train/fusion.py`, monotone where more of a feature can only speak for a value or against
it. Which features there are, and in which order, stands in `extract/features.py`; the model refuses any other
number of them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.session import session

Scores = npt.NDArray[np.float64]


class Fusion:
    """The trees. `score` is the log-odds that a value is right, not calibrated (`models.calibrate`)."""

    def __init__(self, weights: bytes) -> None:
        self._session = session(weights)
        (taken,) = self._session.get_inputs()
        self._input, self.width = taken.name, int(taken.shape[1])

    def score(self, features: npt.NDArray[np.float32]) -> Scores:
        """Return the log-odds (values,) for features (values, width).

        Raises:
            ValueError: Another number of features than the model was trained on.
        """
        if features.ndim != 2 or features.shape[1] != self.width:
            raise ValueError(f"the model takes {self.width} features a value")
        (scores,) = self._session.run(None, {self._input: features})
        return np.asarray(scores, dtype=np.float64)[:, 0]
