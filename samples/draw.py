"""Draw every sample again: `make samples`, or `python -m samples.draw`.

All but the public record and the fillable form come out of `synth/`: papers of made-up families, most on
editions of forms/. Needs reportlab on top of what Casefile itself needs.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from samples import fillable, i213, newform
from samples.paper import Fact
from samples.pdf import save_sheets
from synth.bundles import blank_page
from synth.damage import Damage
from synth.documents import Document, drawn
from synth.dossier import dossier
from synth.files import Format, Page, save
from synth.generate import pages_of, told_of
from synth.papers import Language, Paper, Split, Stratum
from synth.truth import Fill, TruthDocument, TruthField, write_lines

FOLDER: Final = Path(__file__).resolve().parent
DOCUMENTS: Final = FOLDER / "documents"
SEED: Final = 2018
SPLIT: Final[Split] = "dev"
BROKEN_SHARE: Final = 0.35
"""How much of a good PDF broken.pdf keeps: not enough for any page."""
TRIES: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One document of a sample: which paper of which family, and how it is to look.

    `turns` are the clockwise turns that set its pages upright; a blank page follows where `blank` is true.
    """

    kind: str
    family: int
    fill: Fill = "typed"
    language: Language = "en"
    stratum: Stratum = "registered"
    redacted: bool = False
    turns: tuple[int, ...] = ()
    blank: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One file: its documents, how it is kept, and what befell its paper."""

    file: str
    documents: tuple[Wanted, ...]
    how: Format
    damage: Damage = Damage()


SCAN: Final = Format(container="scan_pdf", dpi=200, quality=60)
WORN: Final = Damage(wear=1, names=("noise", "specks", "skew"), skew_deg=0.6, seed=4)
FAXED: Final = Damage(wear=1, names=("specks", "fax"), skew_deg=-0.3, seed=6, bilevel=True)
FEEDER: Final = Damage(
    wear=1, names=("specks", "holes", "bilevel"), skew_deg=0.3, seed=7, bilevel=True
)
FIRST: Final = 3
SECOND: Final = 8

SAMPLES: Final = (
    Sample(
        file="sponsor-application-en.pdf",
        documents=(Wanted(kind="orr_sponsor_application", family=FIRST),),
        how=SCAN,
        damage=WORN,
    ),
    Sample(
        file="sponsor-application-es.pdf",
        documents=(
            Wanted(kind="orr_sponsor_application", family=SECOND, fill="hand", language="es"),
        ),
        how=SCAN,
        damage=replace(WORN, skew_deg=-0.8, seed=5),
    ),
    Sample(
        file="verification-of-release.pdf",
        documents=(Wanted(kind="orr_verification_of_release", family=FIRST),),
        how=Format(container="born_digital", layer="print"),
    ),
    Sample(
        file="referral-redacted.pdf",
        documents=(Wanted(kind="orr_referral", family=SECOND, redacted=True),),
        how=SCAN,
        damage=WORN,
    ),
    Sample(
        file="discharge-notification.tif",
        documents=(Wanted(kind="orr_discharge_notification", family=SECOND),),
        how=Format(container="tiff", dpi=240),
        damage=FAXED,
    ),
    Sample(
        file="narrative-en.jpg",
        documents=(Wanted(kind="narrative", family=FIRST, fill="typewriter"),),
        how=Format(container="jpeg", dpi=200, quality=55),
        damage=WORN,
    ),
    Sample(
        file="narrativa-es.png",
        documents=(Wanted(kind="narrative", family=SECOND, fill="hand", language="es"),),
        how=Format(container="png", dpi=150),
    ),
    Sample(
        file="birth-certificate.jpg",
        documents=(
            Wanted(kind="birth_certificate", family=FIRST, fill="typewriter", language="es"),
        ),
        how=Format(container="jpeg", dpi=200, quality=70),
        damage=Damage(wear=1, names=("fold", "shadow", "noise"), seed=8),
    ),
    Sample(
        file="bundle.pdf",
        documents=(
            Wanted(kind="dhs_i213", family=FIRST, blank=True),
            Wanted(kind="orr_intake", family=FIRST, fill="mixed", turns=(180,)),
            Wanted(kind="unknown", family=FIRST, turns=(90,)),
            Wanted(kind="orr_post_release_call", family=FIRST),
        ),
        how=SCAN,
        damage=FEEDER,
    ),
    Sample(
        file="unseen-edition.pdf",
        documents=(Wanted(kind="orr_sponsor_assessment", family=SECOND, stratum="unseen"),),
        how=replace(SCAN, layer="right"),
        damage=WORN,
    ),
)


def main() -> None:
    """Draw all files and write truth.jsonl beside them."""
    for old in DOCUMENTS.iterdir():
        if old.name != i213.FILE:
            old.unlink()
    told = [line for sample in SAMPLES for line in _draw(sample)]
    told += [*_filled(), *i213.DOCUMENTS]
    write_lines(FOLDER / "truth.jsonl", told)
    _broken()
    newform.save()


def _draw(sample: Sample) -> list[TruthDocument]:
    """Write one sample; return its truth."""
    parts = [_document(wanted) for wanted in sample.documents]
    pages: list[Page] = []
    spans: list[list[int]] = []
    blanks: list[int] = []
    for wanted, part in zip(sample.documents, parts, strict=True):
        own = pages_of(part, sample.damage, sample.how)
        spans.append(list(range(len(pages) + 1, len(pages) + 1 + len(own))))
        turns = wanted.turns + (0,) * (len(own) - len(wanted.turns))
        pages += [replace(page, rotation=turn) for page, turn in zip(own, turns, strict=True)]
        if wanted.blank:
            pages.append(blank_page(random.Random(SEED), sample.damage, dpi=sample.how.dpi))
            blanks.append(len(pages))
    save(pages, DOCUMENTS / sample.file, sample.how)
    damages = [sample.damage] * len(parts)
    return told_of(
        parts, damages, pages, spans, blanks, file=sample.file, how=sample.how, split=SPLIT
    )[0]


def _document(wanted: Wanted) -> Document:
    """Draw a paper anew until it looks as wanted; the first try that does is the sample's."""
    paper = next(_papers(wanted))
    for number in range(TRIES):
        document = drawn(paper, split=SPLIT, rng=random.Random(f"{SEED}/{number}"))
        looks = (document.stratum, document.way, document.paper.redacted)
        if looks == (wanted.stratum, wanted.fill, wanted.redacted):
            return document
    raise LookupError(f"no {wanted.kind} came out as wanted in {TRIES} tries")


def _papers(wanted: Wanted) -> Iterator[Paper]:
    """Yield the papers of the wanted kind and language, of the wanted family or the next that has one."""
    for number in range(wanted.family, wanted.family + TRIES):
        for paper in dossier(number, seed=SEED, split=SPLIT).papers:
            if (paper.document_type, paper.language) == (wanted.kind, wanted.language):
                yield paper


def _filled() -> list[TruthDocument]:
    """Write the fillable PDF whose fields were filled in on a screen; return its truth."""
    file = "sponsor-application-filled.pdf"
    sheets = fillable.on_screen(rng=random.Random(13))
    save_sheets(sheets, DOCUMENTS / file, title="Sponsor Application")
    facts = [(number, fact) for number, sheet in enumerate(sheets, start=1) for fact in sheet.facts]
    return [
        TruthDocument(
            key=f"{file}:1",
            file=file,
            pages=tuple(range(1, len(sheets) + 1)),
            page_sizes=((612.0, 792.0),) * len(sheets),
            rotations=(0,) * len(sheets),
            document_type="orr_sponsor_application",
            language="en",
            fill="typed",
            container="born_digital",
            fields=tuple(_field(fact, number) for number, fact in facts),
        )
    ]


def _field(fact: Fact, page: int) -> TruthField:
    box = fact.bbox
    return TruthField(
        name=fact.name,
        index=fact.index,
        value=fact.value,
        text=fact.text or "",
        reading=fact.reading,
        page=page,
        bbox=(round(box.x0, 1), round(box.top, 1), round(box.x1, 1), round(box.bottom, 1)),
        fill="typed",
    )


def _broken() -> None:
    """Cut a good PDF off, as a copy that ran out of disk does."""
    whole = (DOCUMENTS / "verification-of-release.pdf").read_bytes()
    (DOCUMENTS / "broken.pdf").write_bytes(whole[: int(len(whole) * BROKEN_SHARE)])


if __name__ == "__main__":
    main()
