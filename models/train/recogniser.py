"""Fits the second reader (`models/reader.py`) to case files: PP-OCRv6's recogniser, with their characters.

It keeps what it knew of print and writing in general, and learns hands, typewriters, accents, spaces and worn
paper. PyTorch and onnx, which nothing else imports.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch.nn import functional

from models.alphabet import BLANK, COLUMNS
from models.train.graph import with_weights
from models.train.loop import device, learn
from models.train.reader import CHARACTERS, Batch, Fit

HEAD: Final = ("linear_8.w_0", "linear_8.b_0")
"""The last layer's weights (width, characters) and bias, by their names in the graph."""
LOGITS: Final = "p2o.pd_op.add.79.0"
"""What is there before the probabilities."""


def narrowed(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the recogniser with our characters alone: each takes over the weights it had."""
    known = {p.key: p.value for p in model.metadata_props}["character"].split("\n")
    place = {char: at + 1 for at, char in reversed(list(enumerate([*known, " "])))}
    taken = [BLANK, *(place[char] for char in CHARACTERS)]
    own = onnx.ModelProto()
    own.CopyFrom(model)
    values = {w.name: numpy_helper.to_array(w) for w in model.graph.initializer if w.name in HEAD}
    with_weights(own, {name: value[..., taken].copy() for name, value in values.items()})
    del own.metadata_props[:], own.graph.value_info[:]
    helper.set_model_props(own, {"character": "\n".join(CHARACTERS[:-1])})
    for size in own.graph.output[0].type.tensor_type.shape.dim[2:]:
        size.dim_value = COLUMNS
    return own


def loss_of(network: Any, batch: Batch, place: Any) -> Any:
    """Return the mean of each line's loss by character (connectionist temporal classification)."""
    pictures = torch.from_numpy(batch.pictures).to(place).float() / 127.5 - 1.0
    widths = torch.from_numpy(batch.widths).to(place)
    beyond = torch.arange(pictures.shape[2], device=place)[None] >= widths[:, None]
    pictures = pictures.masked_fill(beyond[:, None], 0.0)
    given = pictures[:, None].expand(-1, 3, -1, -1).contiguous(memory_format=torch.channels_last)
    with torch.autocast(place.type, dtype=torch.bfloat16):
        logits = network(given)
    odds = functional.log_softmax(logits.float(), -1).transpose(0, 1)
    lengths = torch.from_numpy(batch.lengths)
    frames = torch.full_like(lengths, odds.shape[0])
    return functional.ctc_loss(
        odds,
        torch.from_numpy(batch.labels.astype(np.int64)).to(place),
        frames.to(place),
        lengths.to(place),
        blank=BLANK,
        zero_infinity=True,
    )


def fit_reader(
    network: Any,
    lessons: Callable[[int], Iterator[Batch]],
    *,
    fit: Fit,
    checkpoint: Path,
    told: Callable[[int, float], None],
) -> None:
    """Train the network in place, as `models.train.loop.learn` does."""
    place = device()
    network.to(place)
    learned = [w for w in network.parameters() if w.requires_grad]
    optimiser = torch.optim.AdamW(learned, lr=fit.rate, weight_decay=0.0, betas=(0.9, 0.98))
    learn(
        network,
        optimiser,
        lessons,
        loss_of=lambda batch: loss_of(network, batch, place),
        share=lambda step: share_at(step, fit),
        steps=fit.steps,
        checkpoint=checkpoint,
        told=told,
    )


def share_at(step: int, fit: Fit) -> float:
    """Return the part of the learning rate that a step has: up at once, down along half a wave."""
    rise = min(1.0, (step + 1) / fit.warm)
    return rise * (0.5 + 0.5 * math.cos(math.pi * min(1.0, step / fit.steps)))
