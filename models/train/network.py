"""The network of the layout tagger while it learns: PyTorch and transformers, which nothing else imports.

On an accelerator where there is one, else on the processor; matrix products in bfloat16 on both.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from transformers import LayoutLMConfig, LayoutLMForTokenClassification

from models.tagger import SIDE
from models.train.loop import device, learn
from models.train.tagger import SEED, Batch, Fit


def tensors(batch: Batch, device: torch.device) -> dict[str, torch.Tensor]:
    """Return a batch as the network takes it."""
    names = ("input_ids", "bbox", "token_type_ids", "attention_mask", "labels")
    return {
        name: torch.from_numpy(part).to(device).long()
        for name, part in zip(names, batch, strict=True)
    }


# ---- the network --------------------------------------------------------------------------------------

LAYOUT: Final = ("x_position", "y_position", "h_position", "w_position")
"""Parts of names of the weights that the language model does not have."""


def network(names: Sequence[str], *, language_model: Path, dropout: float) -> Any:
    """Return LayoutLM with the language model's weights; places begin as waves, so that near ones are alike.

    Raises:
        OSError: The language model's files are not there.
    """
    torch.manual_seed(SEED)
    config = LayoutLMConfig(
        vocab_size=30522,
        hidden_size=384,
        num_hidden_layers=6,
        num_attention_heads=12,
        intermediate_size=1536,
        max_2d_position_embeddings=SIDE + 24,
        num_labels=len(names),
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
    )
    model = LayoutLMForTokenClassification(config)
    own = model.state_dict()
    given = {f"layoutlm.{k}": v for k, v in load_file(language_model).items()}
    for name in own:
        if name in given and own[name].shape == given[name].shape:
            own[name] = given[name].float()
        elif any(part in name for part in LAYOUT):
            own[name] = _waves(own[name].shape[0], own[name].shape[1])
    model.load_state_dict(own)
    model.layoutlm.embeddings.word_embeddings.weight.requires_grad_(False)
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


def fit_tagger(
    model: Any,
    lessons: Callable[[int], Iterator[Batch]],
    *,
    fit: Fit,
    checkpoint: Path,
    told: Callable[[int, float], None],
) -> None:
    """Train the network in place, as `models.train.loop.learn` does."""
    place = device()
    model.to(place)
    decayed, plain, new = _groups(model)
    optimiser = torch.optim.AdamW(
        [
            {"params": decayed, "lr": fit.rate, "weight_decay": fit.decay},
            {"params": plain, "lr": fit.rate, "weight_decay": 0.0},
            {"params": new, "lr": fit.rate_of_new, "weight_decay": 0.0},
        ],
        betas=(0.9, 0.98),
    )

    def loss_of(batch: Batch) -> Any:
        with torch.autocast(place.type, dtype=torch.bfloat16):
            return model(**tensors(batch, place)).loss

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


def _groups(model: Any) -> tuple[list[Any], list[Any], list[Any]]:
    decayed, plain, new = [], [], []
    for name, weight in model.named_parameters():
        if not weight.requires_grad:
            continue
        if any(part in name for part in (*LAYOUT, "classifier")):
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


def exported(model: Any, folder: Path) -> bytes:
    """Return the network as ONNX in eight bits; `folder` takes files of passage.

    Linear layers and embeddings are stored as whole numbers of eight bits (dynamic quantization).
    """

    class Plain(torch.nn.Module):  # type: ignore[misc]  # torch is not there where types are checked
        def __init__(self, inner: Any) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, input_ids: Any, bbox: Any, token_type_ids: Any) -> Any:
            return self.inner(input_ids=input_ids, bbox=bbox, token_type_ids=token_type_ids).logits

    model.eval()
    given = (
        torch.ones(1, 16, dtype=torch.long),
        torch.ones(1, 16, 4, dtype=torch.long),
        torch.zeros(1, 16, dtype=torch.long),
    )
    whole, small = folder / "tagger32.onnx", folder / "tagger8.onnx"
    torch.onnx.export(
        Plain(model),
        given,
        whole,
        input_names=["input_ids", "bbox", "token_type_ids"],
        output_names=["logits"],
        dynamic_axes={
            n: {0: "pages", 1: "pieces"} for n in ("input_ids", "bbox", "token_type_ids", "logits")
        },
        dynamo=False,
    )
    quantize_dynamic(whole, small, weight_type=QuantType.QInt8, per_channel=True)
    return small.read_bytes()
