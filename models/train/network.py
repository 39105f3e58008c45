"""The networks of the layout tagger and of the reader of running text, while they learn and as shipped.

PyTorch and transformers, which nothing else imports; on an accelerator where there is one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from transformers import (
    BertConfig,
    BertForTokenClassification,
    LayoutLMConfig,
    LayoutLMForTokenClassification,
)

from models.train.batches import SEED, Batch, Fit
from models.train.loop import device, halves, learn
from models.windows import SIDE

INPUTS: Final = ("input_ids", "bbox", "token_type_ids", "attention_mask", "labels")
"""What networks call the parts of a batch; running text has no places (bbox)."""


def tensors(batch: Batch, device: torch.device, *, places: bool) -> dict[str, torch.Tensor]:
    """Return a batch as a network takes it."""
    return {
        name: torch.from_numpy(part).to(device).long()
        for name, part in zip(INPUTS, batch, strict=True)
        if places or name != "bbox"
    }


# ---- the network --------------------------------------------------------------------------------------

LAYOUT: Final = ("x_position", "y_position", "h_position", "w_position")
"""Parts of names of the weights that the language model does not have: of places on a page."""
CAPITALS: Final = "token_type_embeddings"
"""What tells pieces with a capital letter in running text; to the language model it meant something else."""


def page_network(names: Sequence[str], *, language_model: Path, dropout: float) -> Any:
    """Return LayoutLM with the language model's weights; places begin as waves, so that near ones are alike.

    Raises:
        OSError: The language model's files are not there.
    """
    config = LayoutLMConfig(
        **_shape(names, dropout), vocab_size=VOCABULARY, max_2d_position_embeddings=SIDE + 24
    )
    torch.manual_seed(SEED)
    return _started(LayoutLMForTokenClassification(config), load_file(language_model))


def text_network(
    names: Sequence[str], rows: Sequence[int], *, language_model: Path, dropout: float
) -> Any:
    """Return BERT with the language model's weights; `rows` are the pieces that it keeps, by their numbers.

    Raises:
        OSError: The language model's files are not there.
    """
    given = load_file(language_model)
    given[WORDS] = given[WORDS][list(rows)]
    config = BertConfig(
        **_shape(names, dropout) | {"attention_probs_dropout_prob": 0.0}, vocab_size=len(rows)
    )
    torch.manual_seed(SEED)
    return _started(BertForTokenClassification(config), given)


VOCABULARY: Final = 30522
WORDS: Final = "embeddings.word_embeddings.weight"


def _shape(names: Sequence[str], dropout: float) -> dict[str, Any]:
    return {
        "hidden_size": 384,
        "num_hidden_layers": 6,
        "num_attention_heads": 12,
        "intermediate_size": 1536,
        "num_labels": len(names),
        "hidden_dropout_prob": dropout,
        "attention_probs_dropout_prob": dropout,
    }


def _started(model: Any, given: dict[str, Any]) -> Any:
    """Return a network with the language model's weights, which has no last layer and no places.

    Words stay as they are.

    Raises:
        ValueError: It lacks others.
    """
    own = model.state_dict()
    for name in own:
        weight = given.get(name.partition(".")[2])
        if weight is not None and own[name].shape == weight.shape:
            own[name] = weight.float()
        elif any(part in name for part in LAYOUT):
            own[name] = _waves(own[name].shape[0], own[name].shape[1])
        elif "classifier" not in name:
            raise ValueError(f"the language model has no weights for {name}")
    model.load_state_dict(own)
    model.base_model.embeddings.word_embeddings.weight.requires_grad_(False)
    return model


def _waves(count: int, width: int) -> torch.Tensor:
    """Return (count, width) small sines and cosines of growing length, turned at random."""
    at = torch.arange(count, dtype=torch.float32)[:, None]
    lengths = torch.logspace(math.log10(12), math.log10(4000), width // 2)[None]
    waves = torch.cat(
        (torch.sin(2 * math.pi * at / lengths), torch.cos(2 * math.pi * at / lengths)), 1
    )
    turn, _ = torch.linalg.qr(torch.randn(width, width))
    return 0.02 * waves @ turn


def fit_network(
    model: Any,
    lessons: Callable[[int], Iterator[Batch]],
    *,
    fit: Fit,
    checkpoint: Path,
    told: Callable[[int, float], None],
) -> None:
    """Train a network in place, as `models.train.loop.learn` does."""
    place = device()
    model.to(place)
    on_pages = isinstance(model, LayoutLMForTokenClassification)
    new_parts = ("classifier", *(LAYOUT if on_pages else (CAPITALS,)))
    decayed, plain, new = _groups(model, new_parts)
    optimiser = torch.optim.AdamW(
        [
            {"params": decayed, "lr": fit.rate, "weight_decay": fit.decay},
            {"params": plain, "lr": fit.rate, "weight_decay": 0.0},
            {"params": new, "lr": fit.rate_of_new, "weight_decay": 0.0},
        ],
        betas=(0.9, 0.98),
    )

    def loss_of(batch: Batch) -> Any:
        with torch.autocast(place.type, dtype=torch.bfloat16, enabled=halves(place)):
            return model(**tensors(batch, place, places=on_pages)).loss

    learn(
        model,
        optimiser,
        lessons,
        loss_of=loss_of,
        share=lambda step: _rate(step, fit),
        steps=fit.steps,
        checkpoint=checkpoint,
        told=told,
    )


def _groups(model: Any, new_parts: Sequence[str]) -> tuple[list[Any], list[Any], list[Any]]:
    decayed, plain, new = [], [], []
    for name, weight in model.named_parameters():
        if not weight.requires_grad:
            continue
        if any(part in name for part in new_parts):
            new.append(weight)
        elif weight.dim() > 1:
            decayed.append(weight)
        else:
            plain.append(weight)
    return decayed, plain, new


def _rate(step: int, fit: Fit) -> float:
    warm = fit.warm * fit.steps
    if step < warm:
        return (step + 1) / warm
    return max(0.0, (fit.steps - step) / (fit.steps - warm))


def exported(model: Any, folder: Path, *, name: str) -> bytes:
    """Return the network as ONNX in eight bits; `folder` takes `name`8.onnx, and 32 bits as `name`32.onnx.

    Linear layers and embeddings are stored as whole numbers of eight bits (dynamic quantization).
    """
    on_pages = isinstance(model, LayoutLMForTokenClassification)
    inputs = [n for n in INPUTS[:3] if on_pages or n != "bbox"]

    class Plain(torch.nn.Module):  # type: ignore[misc]  # torch is not there where types are checked
        def __init__(self, inner: Any) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, *given: Any) -> Any:
            return self.inner(**dict(zip(inputs, given, strict=True))).logits

    model.eval()
    pieces = torch.ones(1, 16, dtype=torch.long)
    given = {"bbox": pieces[..., None].expand(1, 16, 4), "token_type_ids": 0 * pieces}
    whole, small = folder / f"{name}32.onnx", folder / f"{name}8.onnx"
    torch.onnx.export(
        Plain(model),
        tuple(given.get(n, pieces) for n in inputs),
        whole,
        input_names=inputs,
        output_names=["logits"],
        dynamic_axes={n: {0: "windows", 1: "pieces"} for n in (*inputs, "logits")},
        dynamo=False,
    )
    quantize_dynamic(whole, small, weight_type=QuantType.QInt8, per_channel=True)
    return small.read_bytes()
