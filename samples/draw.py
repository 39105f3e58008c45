"""Draw every sample again: `make samples`, or `python -m samples.draw`.

Needs reportlab, fonttools and npm (for the fonts) on top of what Casefile itself needs. The same
versions of Pillow and reportlab give the same bytes; the truth is the same with any.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from PIL import Image

from samples import application, discharge, fillable, letters, newform, release, solicitud
from samples.i213 import DOCUMENT as I213
from samples.paper import WHITE, Fact, Sheet
from samples.pdf import save_fax, save_scans, save_sheets
from samples.people import LUCIA, MATEO, ROSA
from samples.scan import Picture, Scanner, blank, scanned
from samples.truth import Document, Leaf, Truth

FOLDER: Final = Path(__file__).resolve().parent
DOCUMENTS: Final = FOLDER / "documents"
BROKEN_SHARE: Final = 0.35
"""How much of a good PDF broken.pdf keeps: not enough for any page."""


def main() -> None:
    """Draw all files and write truth.json beside them."""
    truth = Truth()
    english_application(truth)
    spanish_application(truth)
    filled_application(truth)
    typed_verification(truth)
    redacted_verification(truth)
    faxed_discharge(truth)
    case_note(truth)
    letter(truth)
    bundle(truth)
    broken(truth)
    truth.add("i213-public-record.pdf", [I213])
    truth.save(FOLDER / "truth.json")
    newform.save()


def _scan(sheets: Sequence[Sheet], scanners: Sequence[Scanner]) -> tuple[list[Picture], list[Leaf]]:
    """Scan sheets in order; page numbers count from 1."""
    pictures, leaves = [], []
    for number, (sheet, scanner) in enumerate(zip(sheets, scanners, strict=True), start=1):
        picture, facts = scanned(sheet, scanner)
        pictures.append(picture)
        leaves.append(Leaf(number=number, facts=facts))
    return pictures, leaves


def english_application(truth: Truth) -> None:
    name = "sponsor-application-en.pdf"
    sheets = application.english(rng=random.Random(11))
    machines = [Scanner(skew_deg=0.7, seed=1), Scanner(skew_deg=-0.5, seed=2)]
    pictures, leaves = _scan(sheets, machines)
    save_scans(pictures, DOCUMENTS / name, dpi=200)
    truth.add(
        name, [Document(document_type="orr_sponsor_application", language="en", leaves=leaves)]
    )


def spanish_application(truth: Truth) -> None:
    name = "sponsor-application-es.pdf"
    sheets = solicitud.by_hand(rng=random.Random(12))
    machines = [Scanner(skew_deg=-0.9, paper=247, seed=3), Scanner(skew_deg=0.4, paper=247, seed=4)]
    pictures, leaves = _scan(sheets, machines)
    save_scans(pictures, DOCUMENTS / name, dpi=200)
    truth.add(
        name, [Document(document_type="orr_sponsor_application", language="es", leaves=leaves)]
    )


def _printed(name: str, sheets: Sequence[Sheet], *, title: str) -> list[Leaf]:
    save_sheets(sheets, DOCUMENTS / name, title=title)
    return [Leaf(number=number, facts=sheet.facts) for number, sheet in enumerate(sheets, start=1)]


def filled_application(truth: Truth) -> None:
    name = "sponsor-application-filled.pdf"
    sheets = fillable.on_screen(rng=random.Random(13))
    leaves = _printed(name, sheets, title="Sponsor Application")
    truth.add(
        name, [Document(document_type="orr_sponsor_application", language="en", leaves=leaves)]
    )


def typed_verification(truth: Truth) -> None:
    name = "verification-of-release.pdf"
    sheet = release.verification(MATEO, rng=random.Random(14))
    leaves = _printed(name, [sheet], title="Verification of Release")
    truth.add(
        name, [Document(document_type="orr_verification_of_release", language="en", leaves=leaves)]
    )


def redacted_verification(truth: Truth) -> None:
    name = "verification-of-release-redacted.pdf"
    sheet = release.redacted(rng=random.Random(15))
    pictures, leaves = _scan([sheet], [Scanner(skew_deg=0.3, seed=5)])
    save_scans(pictures, DOCUMENTS / name, dpi=200)
    truth.add(
        name, [Document(document_type="orr_verification_of_release", language="en", leaves=leaves)]
    )


def faxed_discharge(truth: Truth) -> None:
    name = "discharge-notification.tif"
    stamp = "AUG-02-2018 15:47  FROM: WILLOW GATE CC      TO: 6025550100        P."
    cover = discharge.fax_line(discharge.fax_cover(), stamp + "01/02")
    sheet = discharge.fax_line(discharge.second_family(rng=random.Random(16)), stamp + "02/02")
    fax = [
        Scanner(dpi=300, skew_deg=-0.2, blur=1.1, specks=250, streaks=5, bilevel=True, seed=seed)
        for seed in (6, 7)
    ]
    pictures, leaves = _scan([cover, sheet], fax)
    save_fax(pictures, DOCUMENTS / name, dpi=300)
    truth.add(
        name,
        [
            Document(document_type="unknown", language="en", leaves=leaves[:1]),
            Document(document_type="orr_discharge_notification", language="en", leaves=leaves[1:]),
        ],
    )


def case_note(truth: Truth) -> None:
    name = "narrative-en.jpg"
    sheet = letters.case_note(rng=random.Random(17))
    pictures, leaves = _scan([sheet], [Scanner(skew_deg=0.5, noise=9, seed=8)])
    pictures[0].save(DOCUMENTS / name, quality=55, dpi=(200, 200))
    truth.add(name, [Document(document_type="narrative", language="en", leaves=leaves)])


def letter(truth: Truth) -> None:
    name = "narrativa-es.png"
    sheet = letters.letter(rng=random.Random(18))
    pictures, leaves = _scan([sheet], [Scanner(dpi=150, skew_deg=-0.6, noise=5, paper=250, seed=9)])
    greys = pictures[0].point([WHITE if level > 232 else level // 24 * 24 for level in range(256)])
    greys.save(DOCUMENTS / name, dpi=(150, 150), optimize=True)
    truth.add(name, [Document(document_type="narrative", language="es", leaves=leaves)])


def bundle(truth: Truth) -> None:
    """Draw the girl's folder as it went through the feeder, with pages blank and turned."""
    name = "bundle.pdf"
    sheets = [
        discharge.notification(
            LUCIA,
            ROSA,
            relationship=("Aunt", "aunt_uncle"),
            parent=False,
            program=release.FIRST_SHELTER,
            admitted=date(2018, 5, 25),
            left=date(2018, 7, 18),
            rng=random.Random(19),
        ),
        release.verification(LUCIA, rng=random.Random(20)),
        letters.memorandum(rng=random.Random(21)),
        *application.english_single(rng=random.Random(22)),
    ]
    feeder = [_feeder(seed, skew) for seed, skew in ((21, 0.2), (22, -0.4), (23, 0.6), (24, -0.3))]
    drawn = [scanned(sheet, machine) for sheet, machine in zip(sheets, feeder, strict=True)]
    upright, (notice, card, memo, form) = [d[0] for d in drawn], [d[1] for d in drawn]
    pictures = [
        upright[0],
        blank(_feeder(25, 0.0)),
        upright[1].transpose(Image.Transpose.ROTATE_180),
        upright[2].transpose(Image.Transpose.ROTATE_90),
        upright[3],
    ]
    save_scans(pictures, DOCUMENTS / name, dpi=200)
    truth.add(name, _bundled(notice, card, memo, form), blank=[2])


def _feeder(seed: int, skew_deg: float) -> Scanner:
    return Scanner(skew_deg=skew_deg, seed=seed, blur=0.8, noise=12, specks=90, bilevel=True)


def _bundled(
    notice: list[Fact], card: list[Fact], memo: list[Fact], form: list[Fact]
) -> list[Document]:
    """Return the documents of the bundle; `rotation` is the turn that rights a page."""
    pages = (
        ("orr_discharge_notification", Leaf(number=1, facts=notice)),
        ("orr_verification_of_release", Leaf(number=3, facts=card, rotation=180)),
        ("narrative", Leaf(number=4, facts=memo, rotation=90)),
        ("orr_sponsor_application", Leaf(number=5, facts=form)),
    )
    return [Document(document_type=kind, language="en", leaves=[leaf]) for kind, leaf in pages]


def broken(truth: Truth) -> None:
    """Cut a good PDF off, as a copy that ran out of disk does."""
    whole = (DOCUMENTS / "verification-of-release.pdf").read_bytes()
    (DOCUMENTS / "broken.pdf").write_bytes(whole[: int(len(whole) * BROKEN_SHARE)])
    truth.add("broken.pdf", [], expect="damaged")


if __name__ == "__main__":
    main()
