"""An ONNX network that learns on: its graph run by PyTorch, its weights parameters of the same names.

For the operators of PP-OCRv6's recogniser; what was learnt is written back into the very graph it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch.nn import functional


class Network(torch.nn.Module):  # type: ignore[misc]  # torch is not there where types are checked
    """A graph of one input; `forward` gives what the tensor called `wanted` holds.

    Raises:
        KeyError: The graph has an operator that is not known here.
    """

    def __init__(self, model: onnx.ModelProto, *, wanted: str) -> None:
        super().__init__()
        self._steps = _steps(model.graph.node)
        self._input, self._wanted = model.graph.input[0].name, wanted
        self._constants: dict[str, torch.Tensor] = {}
        self._own: dict[str, str] = {}
        for weight in model.graph.initializer:
            value = torch.from_numpy(numpy_helper.to_array(weight).copy())
            if value.is_floating_point() and value.dim():
                name = f"w{len(self._own)}"
                self._own[weight.name] = name
                moving = weight.name.endswith((".w_1", ".w_2")) and value.dim() == 1
                self.register_parameter(name, torch.nn.Parameter(value, requires_grad=not moving))
            elif value.is_floating_point():
                self._constants[weight.name] = float(value)
            else:
                self._constants[weight.name] = value

    def forward(self, given: torch.Tensor) -> torch.Tensor:
        """Return the wanted tensor."""
        known: dict[str, Any] = {self._input: given, **self._constants}
        known.update((name, getattr(self, own)) for name, own in self._own.items())
        for step in self._steps:
            found = step.does(*(known[name] for name in step.takes), **step.how)
            known[step.gives] = found
            if step.gives == self._wanted:
                return found
        raise KeyError(self._wanted)

    def weights(self) -> dict[str, Any]:
        """Return the parameters as arrays, by their names in the graph."""
        return {name: getattr(self, own).detach().cpu().numpy() for name, own in self._own.items()}


class Step(NamedTuple):
    """What one node does: with which tensors, how, and the name of what it gives."""

    does: Callable[..., Any]
    takes: tuple[str, ...]
    how: dict[str, Any]
    gives: str


GELU: Final = ["Div", "Erf", "Add", "Mul", "Mul"]
"""The nodes that write x (1 + erf(x / sqrt 2)) / 2; in one step that takes a third of the time."""


def _steps(nodes: Sequence[onnx.NodeProto]) -> list[Step]:
    found, at = [], 0
    while at < len(nodes):
        node = nodes[at]
        if [n.op_type for n in nodes[at : at + len(GELU)]] == GELU:
            at += len(GELU)
            found.append(Step(functional.gelu, (node.input[0],), {}, nodes[at - 1].output[0]))
            continue
        how = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        found.append(Step(OPERATORS[node.op_type], tuple(node.input), how, node.output[0]))
        at += 1
    return found


def with_weights(model: onnx.ModelProto, weights: dict[str, Any]) -> None:
    """Put weights into a graph, in place."""
    for weight in model.graph.initializer:
        if weight.name in weights:
            weight.CopyFrom(numpy_helper.from_array(weights[weight.name], weight.name))


def _numbers(value: Any) -> list[int]:
    return [int(n) for n in value]


def _like(weight: Any, given: Any) -> Any:
    """Return a weight in the kind of number that the network runs in; what is no weight as it is."""
    plain = isinstance(weight, torch.nn.Parameter) and given.dtype != weight.dtype
    return weight.to(given.dtype) if plain else weight


def _conv(given: Any, weight: Any, bias: Any = None, **how: Any) -> Any:
    pads = how.get("pads", [0, 0, 0, 0])
    if how.get("auto_pad", b"NOTSET") == b"SAME_UPPER":
        pads = _same(weight.shape[2:], how["strides"], given.shape[2:])
    if pads[:2] != pads[2:]:
        given, pads = functional.pad(given, (pads[1], pads[3], pads[0], pads[2])), [0, 0]
    return functional.conv2d(
        given, weight, bias, how["strides"], pads[:2], how["dilations"], how["group"]
    )


def _same(kernel: Sequence[int], strides: Sequence[int], shape: Sequence[int]) -> list[int]:
    whole = [
        max(0, (-(-size // stride) - 1) * stride + k - size)
        for k, stride, size in zip(kernel, strides, shape, strict=True)
    ]
    return [n // 2 for n in whole] + [n - n // 2 for n in whole]


def _max_pool(given: Any, **how: Any) -> Any:
    top, left, bottom, right = _same(how["kernel_shape"], how["strides"], given.shape[2:])
    given = functional.pad(given, (left, right, top, bottom), value=-np.inf)
    return functional.max_pool2d(given, how["kernel_shape"], how["strides"])


def _slice(given: Any, starts: Any, ends: Any, axes: Any, steps: Any = None) -> Any:
    for start, end, axis in zip(_numbers(starts), _numbers(ends), _numbers(axes), strict=True):
        size = given.shape[axis]
        start, end = (n + size if n < 0 else n for n in (start, end))
        given = given.narrow(axis, start, min(end, size) - start)
    return given


def _squeeze(given: Any, axes: Sequence[int]) -> Any:
    for axis in sorted(axes, reverse=True):
        given = given.squeeze(axis)
    return given


def _reshape(given: Any, shape: Any) -> Any:
    return given.reshape([given.shape[at] if n == 0 else n for at, n in enumerate(_numbers(shape))])


def _batch_norm(given: Any, scale: Any, bias: Any, mean: Any, spread: Any, **how: Any) -> Any:
    return functional.batch_norm(given, mean, spread, scale, bias, False, 0.0, how["epsilon"])


OPERATORS: Final[dict[str, Callable[..., Any]]] = {
    "Add": lambda a, b: a + _like(b, a),
    "AveragePool": lambda x, kernel_shape, strides, **_: functional.avg_pool2d(
        x, kernel_shape, strides
    ),
    "BatchNormalization": _batch_norm,
    "Concat": lambda *parts, axis: torch.cat(parts, axis),
    "Conv": _conv,
    "Div": lambda a, b: a / b,
    "Erf": torch.erf,
    "HardSigmoid": lambda x, alpha, beta: (alpha * x + beta).clamp(0, 1),
    "Identity": lambda x: x,
    "MatMul": torch.matmul,
    "MaxPool": _max_pool,
    "Mul": lambda a, b: a * _like(b, a),
    "Pow": lambda a, b: a**b,
    "ReduceMean": lambda x, axes, keepdims=1: x.mean(list(axes), keepdim=bool(keepdims)),
    "Relu": torch.relu,
    "Reshape": _reshape,
    "Shape": lambda x: torch.tensor(x.shape),
    "Sigmoid": torch.sigmoid,
    "Slice": _slice,
    "Softmax": lambda x, axis: x.softmax(axis),
    "Sqrt": torch.sqrt,
    "Squeeze": _squeeze,
    "Sub": lambda a, b: a - b,
    "Transpose": lambda x, perm: x.permute(*perm),
    "Unsqueeze": lambda x, axes: x.unsqueeze(axes[0]),
}
"""What each operator does, as ONNX's opset 11 defines it; only what the recogniser needs of it."""
