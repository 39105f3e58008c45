"""What kind of document a page is, told by its words: for pages whose title and labels nobody listed.

Multinomial logistic regression over words, beginnings of words and pairs of words that stand together;
what stands near the top or in large print counts as a title too. Learned from generated pages
(`models/train/doctype.py`); docs/model-doctype.md says from which, and how often it is right.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter, ValidationError

from models.weights import Weights, verified
from records.cleaning import fold
from records.errors import WeightsError

SHIPPED: Final = Path(__file__).resolve().parent / "shipped_doctype" / "doctype.json"
WEIGHTS: Final = Weights(
    name="document types",
    package="casefile",
    file="models/shipped_doctype/doctype.json",
    sha256="28c26cc0ba742fd53330e1d9c0d8f3b771f0b4731552f8bcc6abf95920716e4f",
    licence="as Casefile",
)
"""Trained here, on fictitious pages; `make train-doctype` prints the digest to put here."""
ASKED_FILE: Final = SHIPPED.with_name("asked.json")
ASKED_WEIGHTS: Final = Weights(
    name="fields that document types ask for",
    package="casefile",
    file="models/shipped_doctype/asked.json",
    sha256="5a0dcb91b5a46cfaf76b21470a55b4072494a83f9a9d53ceba5e53d993b6a31f",
    licence="as Casefile",
)
"""Counted on the same pages."""
ASKED_SHARE: Final = 0.3
"""How much the fields that a page asks for count beside its words; chosen on the dev split, .2 is as good."""
MISSING_SHARE: Final = 0.3
"""How much a field that a page does not ask for counts beside one that it does: it may be on another page."""
TITLE_TOP: Final = 0.3
"""Titles stand in this share of a page, from the top."""
TITLE_SIZE: Final = 1.25
"""How many times as high as usual a title's letters are."""
TITLE_WEIGHT: Final = 6.0
"""How many times a term of a title counts; chosen on the dev split."""
KNOWN: Final = 12
"""So many known terms a page needs; each word may give three."""
STEM: Final = 5
"""Letters of the beginning of a word: "apprehended" and "apprehension", "sponsor" and "sponsor's"."""
WORD: Final = re.compile(r"[a-z]{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A piece of a line: `top` is its share of the page's height, `size` its letters' height to the usual."""

    text: str
    top: float
    size: float


def is_title(piece: Printed) -> bool:
    """Say whether a piece of a line stands near the top in large print."""
    return piece.top < TITLE_TOP and piece.size >= TITLE_SIZE


def terms(pieces: Sequence[Printed]) -> frozenset[str]:
    """Return what a page says, as the model knows it: words, beginnings, pairs; those of titles twice."""
    return frozenset(_terms(pieces))


def _terms(pieces: Sequence[Printed]) -> Iterator[str]:
    for piece in pieces:
        words = WORD.findall(fold(piece.text))
        for mark in ("", "^") if is_title(piece) else ("",):
            yield from (mark + word for word in words)
            yield from (f"{mark}{word[:STEM]}*" for word in words if len(word) > STEM)
            yield from (f"{mark}{one} {two}" for one, two in pairwise(words))


def weighed(
    pieces: Sequence[Printed], places: Mapping[str, int]
) -> tuple[list[int], npt.NDArray[np.float32]]:
    """Return the places of a page's known terms and how much each counts (terms,), of length 1 together."""
    known = [
        (places[t], TITLE_WEIGHT if t[0] == "^" else 1.0) for t in terms(pieces) if t in places
    ]
    values = np.array([value for _, value in known], np.float32)
    return [at for at, _ in known], values / np.float32(max(1.0, float(np.linalg.norm(values))))


@dataclass(frozen=True, slots=True, kw_only=True)
class DocTypes:
    """The trained model: `weights` (terms, types) and `bias` (types,); `places` numbers the terms."""

    types: tuple[str, ...]
    places: Mapping[str, int]
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]

    def tell(self, pieces: Sequence[Printed]) -> Mapping[str, float]:
        """Return the probability of each type; of a page with hardly a known word, the same for each."""
        row, values = weighed(pieces, self.places)
        if len(row) < KNOWN:
            return dict.fromkeys(self.types, 1 / len(self.types))
        logits = values @ self.weights[row] + self.bias
        shares = np.exp(logits - logits.max())
        return {t: float(p) for t, p in zip(self.types, shares / shares.sum(), strict=True)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """doctype.json: whole numbers, `scale` of them to one; a term's weights stand in the order of types."""

    types: tuple[str, ...]
    scale: int
    bias: tuple[int, ...]
    terms: dict[str, tuple[int, ...]]


_FILE: Final[TypeAdapter[_File]] = TypeAdapter(_File)


def loaded(data: bytes) -> DocTypes:
    """Return the model in the bytes of doctype.json.

    Raises:
        WeightsError: They hold something else.
    """
    try:
        file = _FILE.validate_json(data)
        weights = np.array(list(file.terms.values()), np.float32).reshape(-1, len(file.types))
        bias = np.array(file.bias, np.float32)
    except (ValidationError, ValueError):
        raise WeightsError("the weights of document types are no such model") from None
    return DocTypes(
        types=file.types,
        places={term: at for at, term in enumerate(file.terms)},
        weights=weights / np.float32(file.scale),
        bias=bias / np.float32(file.scale),
    )


def saved(model: DocTypes, *, scale: int = 100) -> bytes:
    """Return doctype.json: the same model gives the same bytes."""
    whole = np.rint(model.weights * scale).astype(int)
    file = _File(
        types=model.types,
        scale=scale,
        bias=tuple(np.rint(model.bias * scale).astype(int).tolist()),
        terms={term: tuple(whole[at].tolist()) for term, at in model.places.items()},
    )
    return _FILE.dump_json(file) + b"\n"


@cache
def shipped() -> DocTypes:
    """Return the model that is part of Casefile; it is read once.

    Raises:
        WeightsError: Its file is not there, or its bytes are others than measured.
    """
    return loaded(verified(WEIGHTS, path=SHIPPED))


# ---- what a page asks for -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """On how many drawn pages of each type (in the order of `types`) each field is asked for."""

    types: tuple[str, ...]
    pages: tuple[int, ...]
    fields: dict[str, tuple[int, ...]]

    def joined(self, shares: Mapping[str, float], asked: Collection[str]) -> Mapping[str, float]:
        """Return the probability of each type, given what a page's words say and which fields it asks for."""
        pages = np.array(self.pages, np.float64)
        logits = np.log(np.maximum([shares.get(t, 0.0) for t in self.types], 1e-6))
        for name, counts in self.fields.items():
            often = (np.array(counts) + 0.5) / (pages + 1)
            if name in asked:
                usual = sum(counts) / pages.sum() + 0.001
                logits += ASKED_SHARE * np.log(often / usual)
            else:
                logits += ASKED_SHARE * MISSING_SHARE * np.log(1 - often)
        odds = np.exp(logits - logits.max())
        return {t: float(p) for t, p in zip(self.types, odds / odds.sum(), strict=True)}


ASKED: Final[TypeAdapter[Asked]] = TypeAdapter(Asked)


@cache
def shipped_asked() -> Asked:
    """Return the counts that are part of Casefile.

    Raises:
        WeightsError: Their file is not there, or its bytes are others than measured.
    """
    return ASKED.validate_json(verified(ASKED_WEIGHTS, path=ASKED_FILE))
