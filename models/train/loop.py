"""The loop in which a PyTorch network learns, which the layout tagger and the second reader share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import torch

KEPT_EVERY: Final = 100
"""Steps from one checkpoint to the next."""
MEANT: Final = 50
"""Steps over which the loss that is told is a mean."""


def device() -> torch.device:
    """Return the accelerator, or the processor where there is none."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def halves(place: torch.device) -> bool:
    """Say whether bfloat16 is faster there; a processor without tiles for it takes twice as long."""
    return place.type == "cuda" or bool(torch.cpu.get_capabilities().get("amx_bf16"))


def learn(
    network: Any,
    optimiser: Any,
    lessons: Callable[[int], Iterator[Any]],
    *,
    loss_of: Callable[[Any], Any],
    share: Callable[[int], float],
    steps: int,
    checkpoint: Path,
    told: Callable[[int, float], None],
) -> None:
    """Train a network in place; goes on from `checkpoint` where there is one, which is of this loop alone.

    `lessons` gives batches without end, for the step from which it goes on; `loss_of` a batch's loss, `share`
    a step's part of the optimiser's rates; `told` hears of steps and the loss. The same seed gives the same
    batches; a run that went on sees others from there.
    """
    rates = [group["lr"] for group in optimiser.param_groups]
    learned = [w for w in network.parameters() if w.requires_grad]
    first, mean = 0, 0.0
    if checkpoint.is_file():
        state = torch.load(checkpoint, weights_only=True, map_location=device())
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        first = state["step"]
    network.train()
    for step, batch in zip(range(first, steps), lessons(first), strict=False):
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * share(step)
        loss = loss_of(batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        mean += (loss.item() - mean) / min(step - first + 1, MEANT)
        told(step + 1, mean)
        if (step + 1) % KEPT_EVERY == 0 or step + 1 == steps:
            part = checkpoint.with_suffix(".part")
            kept = {"network": network.state_dict(), "optimiser": optimiser.state_dict()}
            torch.save(kept | {"step": step + 1}, part)
            part.replace(checkpoint)
    network.cpu()
