"""Networks while they learn: goes on where it stopped, learns, and is shipped as it was learned.

PyTorch is no part of the tests' environment: `make test-training` installs it and runs these.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from benchmarks.narratives import learned_from, lessons  # noqa: E402
from benchmarks.tagger import LANGUAGE_MODEL, pages_of  # noqa: E402  # after the skips
from models.running import Narrator  # noqa: E402
from models.tagger import PIECES, Tagger  # noqa: E402
from models.train.batches import Batch, Fit  # noqa: E402
from models.train.loop import learn  # noqa: E402
from models.train.network import (  # noqa: E402
    exported,
    fit_network,
    page_network,
    tensors,
    text_network,
)
from models.train.noise import Noise  # noqa: E402
from models.train.running import classes  # noqa: E402
from models.train.tagger import batches, names_of  # noqa: E402
from models.weights import TAGGER, place_of, shipped, verified  # noqa: E402
from models.wordpiece import WordPiece, latin  # noqa: E402

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::torch.jit.TracerWarning", "ignore::UserWarning"
)  # of the exporter to ONNX


def taught(steps: int, *, checkpoint: Path) -> tuple[list[int], npt.NDArray[np.float32]]:
    """Return the steps that were told and the weights of a small network taught by numbers of its own."""
    torch.manual_seed(1)
    small = torch.nn.Linear(4, 1)
    optimiser = torch.optim.AdamW(small.parameters(), lr=0.01)

    def lessons(first: int) -> Iterator[Any]:
        while True:
            generator = torch.Generator().manual_seed(first)
            yield torch.randn(8, 4, generator=generator)
            first += 1

    told: list[int] = []
    learn(
        small,
        optimiser,
        lessons,
        loss_of=lambda given: ((small(given) - given.sum(1, keepdim=True)) ** 2).mean(),
        share=lambda step: 1 / (1 + step),
        steps=steps,
        checkpoint=checkpoint,
        told=lambda step, _: told.append(step),
    )
    return told, small.weight.detach().numpy().copy()


def test_learning_goes_on_from_its_checkpoint_as_if_never_stopped(tmp_path: Path) -> None:
    _, whole = taught(6, checkpoint=tmp_path / "whole.pt")
    told, half = taught(3, checkpoint=tmp_path / "parts.pt")
    assert told == [1, 2, 3]
    told, rest = taught(6, checkpoint=tmp_path / "parts.pt")
    assert told == [4, 5, 6]
    assert not np.allclose(half, whole)
    np.testing.assert_array_equal(rest, whole)


def test_a_finished_learning_learns_no_more(tmp_path: Path) -> None:
    _, whole = taught(3, checkpoint=tmp_path / "whole.pt")
    told, again = taught(3, checkpoint=tmp_path / "whole.pt")
    assert told == []
    np.testing.assert_array_equal(again, whole)


def test_the_tagger_learns_from_the_language_model_and_is_shipped_as_learned(
    tmp_path: Path,
) -> None:
    verified(LANGUAGE_MODEL)
    pieces = WordPiece(shipped(PIECES, folder=TAGGER).decode())
    pages = pages_of("train", seed=7, number=3, further=True)[:3]
    names = names_of(pages, least=1)
    fit = Fit(steps=12, pieces=1024, views=1)
    lessons = batches(
        pages,
        {name: at for at, name in enumerate(names)},
        pieces,
        noise=Noise(levels=(0.0,)),
        fit=fit,
        rng=random.Random(1),
    )
    model = page_network(names, language_model=place_of(LANGUAGE_MODEL), dropout=0.0)
    words = model.layoutlm.embeddings.word_embeddings.weight.detach().clone()
    losses: list[float] = []

    def again(first: int) -> Iterator[Batch]:
        while True:
            yield lessons[first % len(lessons)]
            first += 1

    fit_network(
        model,
        again,
        fit=fit,
        checkpoint=tmp_path / "tagger.pt",
        told=lambda _, loss: losses.append(loss),
    )
    assert losses[-1] < 0.8 * losses[0]
    assert torch.equal(words, model.layoutlm.embeddings.word_embeddings.weight)
    small = Tagger(network=exported(model, tmp_path, name="tagger"), names=names, pieces=pieces)
    whole = Tagger(network=(tmp_path / "tagger32.onnx").read_bytes(), names=names, pieces=pieces)
    page = pages[0]
    eight, full = (
        made.odds(page.tokens, width=page.width, height=page.height) for made in (small, whole)
    )
    assert eight.shape == full.shape == (len(page.tokens), len(names))
    assert np.mean(eight.argmax(1) == full.argmax(1)) > 0.95
    assert len((tmp_path / "tagger8.onnx").read_bytes()) < 26_000_000
    with torch.no_grad():
        given = tensors(lessons[0], torch.device("cpu"), places=True)
        assert torch.isfinite(model(**given).loss)


def test_the_reader_of_running_text_learns_and_is_shipped_as_learned(tmp_path: Path) -> None:
    listed = place_of(LANGUAGE_MODEL).with_name("vocab.txt").read_text(encoding="utf-8")
    rows, pieces = latin(listed)
    cut = WordPiece(pieces)
    few = learned_from(3)[:4]
    names = classes(few)
    model = text_network(names, rows, language_model=place_of(LANGUAGE_MODEL), dropout=0.0)
    assert model.bert.embeddings.word_embeddings.weight.shape == (len(rows), 384)
    assert len(rows) == len(pieces.splitlines()) < len(listed.splitlines())
    losses: list[float] = []
    fit_network(
        model,
        lambda first: lessons(few, names, cut, first=first, fit=Fit(pieces=2048)),
        fit=Fit(steps=30, pieces=2048),
        checkpoint=tmp_path / "running.pt",
        told=lambda _, loss: losses.append(loss),
    )
    assert losses[-1] < 0.7 * losses[0]
    made = exported(model, tmp_path, name="running")
    small = Narrator(network=made, names=names, pieces=cut)
    whole = Narrator(network=(tmp_path / "running32.onnx").read_bytes(), names=names, pieces=cut)
    told = [[set(reader.stated(one.text)) for one in few] for reader in (small, whole)]
    assert any(told[1])
    alike = sum(len(a & b) for a, b in zip(*told, strict=True))
    assert alike > 0.8 * sum(len(b) for b in told[1])
    assert len(made) < 23_000_000


def test_a_language_model_that_lacks_weights_is_refused(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    given = load_file(place_of(LANGUAGE_MODEL))
    del given["encoder.layer.3.output.dense.bias"]
    save_file(given, tmp_path / "model.safetensors")
    with pytest.raises(ValueError, match=r"no weights for bert\.encoder\.layer\.3"):
        text_network(
            ("O",), range(30522), language_model=tmp_path / "model.safetensors", dropout=0.0
        )
