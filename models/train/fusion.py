"""Fits the model that says how likely a value is right (`models.fusion`); needs requirements/train.in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

SEED: Final = 2018
TREES: Final = 150
SETTINGS: Final[dict[str, object]] = {
    "objective": "binary",
    "learning_rate": 0.08,
    "num_leaves": 12,
    "min_data_in_leaf": 30,
    "lambda_l2": 1.0,
    "monotone_constraints_method": "advanced",
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 2,
    "seed": SEED,
    "verbosity": -1,
}
INPUT: Final = "features"
OUTPUT: Final = "score"


def fit_fusion(
    features: npt.NDArray[np.float32],
    right: npt.NDArray[np.bool_],
    *,
    monotone: Sequence[int],
) -> bytes:
    """Return boosted trees, as ONNX, that score values (values,) by their features (values, width).

    `monotone`: for each feature 1, -1 or 0, as LightGBM takes it. The score is the log-odds of being right.
    """
    import lightgbm

    data = lightgbm.Dataset(features.astype(np.float64), label=right.astype(np.float64))
    told = {**SETTINGS, "monotone_constraints": list(monotone)}
    model = lightgbm.train(told, data, num_boost_round=TREES)
    return as_onnx(model.dump_model()["tree_info"], width=features.shape[1])


def as_onnx(trees: Sequence[Mapping[str, Any]], *, width: int) -> bytes:
    """Return LightGBM's trees as an ONNX model that adds up their leaves."""
    from onnx import TensorProto, helper

    nodes = _Nodes()
    for number, tree in enumerate(trees):
        nodes.take(number, tree["tree_structure"])
    node = helper.make_node(
        "TreeEnsembleRegressor",
        [INPUT],
        [OUTPUT],
        domain="ai.onnx.ml",
        n_targets=1,
        aggregate_function="SUM",
        **nodes.attributes(),
    )
    graph = helper.make_graph(
        [node],
        "fusion",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, [None, width])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [None, 1])],
    )
    opsets = [helper.make_opsetid("ai.onnx.ml", 3), helper.make_opsetid("", 17)]
    made = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    return bytes(made.SerializeToString())


@dataclass(slots=True)
class _Nodes:
    """Rows of all nodes: tree, number, feature, threshold, children, and the value of a leaf."""

    rows: list[tuple[int, int, int, float, str, int, int]] = field(default_factory=list)
    leaves: list[tuple[int, int, float]] = field(default_factory=list)

    def take(self, tree: int, root: Mapping[str, Any]) -> None:
        """Add the nodes of one tree."""
        numbered = dict(enumerate(_walk(root)))
        numbers = {id(node): number for number, node in numbered.items()}
        for number, node in numbered.items():
            if "leaf_value" in node:
                self.rows.append((tree, number, 0, 0.0, "LEAF", 0, 0))
                self.leaves.append((tree, number, float(node["leaf_value"])))
                continue
            yes, no = numbers[id(node["left_child"])], numbers[id(node["right_child"])]
            split = int(node["split_feature"]), _below(float(node["threshold"]))
            self.rows.append((tree, number, *split, "BRANCH_LEQ", yes, no))

    def attributes(self) -> dict[str, Any]:
        """Return the attributes of the ONNX operator."""
        trees, numbers, features, limits, modes, yes, no = map(list, zip(*self.rows, strict=True))
        return {
            "nodes_treeids": trees,
            "nodes_nodeids": numbers,
            "nodes_featureids": features,
            "nodes_values": limits,
            "nodes_modes": modes,
            "nodes_truenodeids": yes,
            "nodes_falsenodeids": no,
            "nodes_missing_value_tracks_true": [0] * len(trees),
            "target_treeids": [t for t, _, _ in self.leaves],
            "target_nodeids": [n for _, n, _ in self.leaves],
            "target_ids": [0] * len(self.leaves),
            "target_weights": [w for _, _, w in self.leaves],
        }


def _walk(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for side in ("left_child", "right_child"):
        if side in node:
            yield from _walk(node[side])


def _below(threshold: float) -> float:
    """Return the largest number of single precision that is not above a threshold of double precision."""
    single = np.float32(threshold)
    return float(np.nextafter(single, np.float32(-np.inf)) if single > threshold else single)
