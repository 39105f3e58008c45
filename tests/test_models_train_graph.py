"""The second reader's network while it learns: PyTorch gives what ONNX Runtime gives, before and after.

PyTorch is no part of the tests' environment: `make test-training` installs it and runs these.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

from models.session import session  # noqa: E402  # after the skips
from models.train.graph import Network, with_weights  # noqa: E402
from models.train.recogniser import HEAD, LOGITS, narrowed  # noqa: E402
from models.weights import STOCK_READER, verified  # noqa: E402

LINE = np.random.default_rng(1).normal(0, 0.5, (2, 3, 48, 160)).astype(np.float32)


@pytest.fixture
def reader() -> Any:
    return narrowed(onnx.load_from_string(verified(STOCK_READER)))


def odds_of(model: Any) -> npt.NDArray[np.float32]:
    run = session(model.SerializeToString())
    (odds,) = run.run(None, {run.get_inputs()[0].name: LINE})
    return np.asarray(odds, np.float32)


def test_the_graph_gives_the_same_in_pytorch(reader: Any) -> None:
    made = Network(reader, wanted=LOGITS).eval()
    with torch.no_grad():
        logits = made(torch.from_numpy(LINE))
    np.testing.assert_allclose(logits.softmax(-1).numpy(), odds_of(reader), atol=1e-4)


def test_what_was_learned_goes_back_into_the_graph(reader: Any) -> None:
    before = odds_of(reader)
    made = Network(reader, wanted=LOGITS)
    weights = made.weights()
    assert set(HEAD) <= set(weights)
    shifted = weights[HEAD[1]].copy()
    shifted[1] += 50.0
    with_weights(reader, {HEAD[1]: shifted})
    after = odds_of(reader)
    assert not (before.argmax(-1) == 1).all()
    assert (after.argmax(-1) == 1).all()


def test_an_operator_that_is_not_known_is_told() -> None:
    node = onnx.helper.make_node("Sinh", ["x"], ["y"])
    graph = onnx.helper.make_graph([node], "g", [], [])
    with pytest.raises(KeyError, match="Sinh"):
        Network(onnx.helper.make_model(graph), wanted="y")
