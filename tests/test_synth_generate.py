"""Generated case files: the same bytes for a seed, containers that open, truth that lies on ink."""

import hashlib
from pathlib import Path
from typing import Final

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import pytest
from PIL import Image

from records.types import BBox, Reading
from synth.generate import family_files, generate
from synth.truth import TruthDocument, TruthField, read_documents, read_people, read_words
from tests.fakes import casefile

SEED: Final = 3
INK: Final = 0.008
"""Share of a box that must be darker than the page's paper."""


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of every file in a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def case_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synth")
    generate(families=2, seed=SEED, split="dev", output=folder)
    return folder


@pytest.fixture(scope="module")
def truth(case_files: Path) -> tuple[TruthDocument, ...]:
    return tuple(read_documents(case_files / "truth.jsonl"))


def pages_of(path: Path) -> list[Image.Image]:
    """Return the pages of a file as they lie in it, in grey."""
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as document:
            return [page.render(scale=2).to_pil().convert("L") for page in document]
    with Image.open(path) as image:
        frames = getattr(image, "n_frames", 1)
        pages = []
        for frame in range(frames):
            image.seek(frame)
            pages.append(image.convert("L"))
        return pages


def test_one_seed_gives_the_same_bytes_whatever_the_workers(
    case_files: Path, tmp_path: Path
) -> None:
    output = tmp_path / "cases"
    told = casefile(
        *("synth", "--families", "2", "--seed", str(SEED), "--split", "dev"),
        *("--output", output, "--workers", "2"),
    )
    assert told.status == 0, told.err
    assert "all fictitious" in told.out
    assert digests(output) == digests(case_files)


def test_every_file_opens_with_the_pages_of_its_documents(
    case_files: Path, truth: tuple[TruthDocument, ...]
) -> None:
    for file in {document.file for document in truth}:
        inside = [document for document in truth if document.file == file]
        listed = [page for document in inside for page in document.pages]
        listed += inside[0].blank_pages
        count = len(pages_of(case_files / "files" / file))
        assert sorted(listed) == list(range(1, count + 1)), file


def ink_in(image: Image.Image, box: BBox, *, points: tuple[float, float], rotation: int) -> float:
    """Return the share of a box of the upright page that is dark."""
    upright = np.asarray(image.rotate(-rotation, expand=True))
    scale = upright.shape[1] / points[0]
    region = upright[
        max(0, int(box.top * scale) - 1) : int(box.bottom * scale) + 2,
        max(0, int(box.x0 * scale) - 1) : int(box.x1 * scale) + 2,
    ]
    paper = float(np.median(upright))
    return float((region < paper - 25).mean())


def test_what_is_present_stands_on_ink(case_files: Path, truth: tuple[TruthDocument, ...]) -> None:
    checked = 0
    for document in truth:
        if document.damage > 1:
            continue
        pages = pages_of(case_files / "files" / document.file)
        for field in document.fields:
            if field.reading in (Reading.PRESENT, Reading.REDACTED) and field.value != "false":
                at = document.pages.index(field.page)
                share = ink_in(
                    pages[field.page - 1],
                    box_of(field),
                    points=document.page_sizes[at],
                    rotation=document.rotations[at],
                )
                assert share > INK, (document.edition, field.name)
                checked += 1
    assert checked > 200


def box_of(field: TruthField) -> BBox:
    x0, top, x1, bottom = field.bbox
    return BBox(x0=x0, top=top, x1=x1, bottom=bottom)


def test_every_page_has_its_words_inside_the_page(
    case_files: Path, truth: tuple[TruthDocument, ...]
) -> None:
    sizes = {
        (document.file, page): size
        for document in truth
        for page, size in zip(document.pages, document.page_sizes, strict=True)
    }
    lines = list(read_words(case_files / "words.jsonl"))
    assert {(line.file, line.page) for line in lines} == set(sizes)
    for line in lines:
        width, height = sizes[(line.file, line.page)]
        assert len(line.words) == len(line.boxes) == len(line.fields)
        assert all(
            0 <= x0 <= x1 <= width and 0 <= y0 <= y1 <= height for x0, y0, x1, y1 in line.boxes
        )


def test_words_of_a_field_spell_its_text(
    case_files: Path, truth: tuple[TruthDocument, ...]
) -> None:
    spelt: dict[tuple[str, int, str], set[str]] = {}
    for line in read_words(case_files / "words.jsonl"):
        for word, names in zip(line.words, line.fields, strict=True):
            for name in names:
                spelt.setdefault((line.file, line.page, name), set()).add(word)
    for document in truth:
        for field in document.fields:
            name = f"{field.name}#{field.index}" if field.index else field.name
            if field.reading is Reading.PRESENT and field.text:
                words = " ".join(spelt[(document.file, field.page, name)])
                assert all(word.strip(",.;:") in words for word in field.text.split()), field.name


def test_people_name_documents_of_the_truth(
    case_files: Path, truth: tuple[TruthDocument, ...]
) -> None:
    people = tuple(read_people(case_files / "people.jsonl"))
    keys = {document.key for document in truth}
    children = [person for person in people if person.is_child]
    assert all(set(person.documents) <= keys for person in people)
    assert all({*child.can_tell, *child.cannot_tell} == set(child.answers) for child in children)
    assert any(child.can_tell for child in children)


def test_a_page_that_is_gone_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synth.generate.LOST_PAGE", 1.0)
    (tmp_path / "files").mkdir()
    made = family_files(0, SEED, "dev", tmp_path)
    thinned = [document for document in made.documents if document.lost_pages]
    assert thinned
    assert all(document.lost_pages[0] >= 2 for document in thinned)
    told = {
        (planted.true, int(planted.told))
        for person in made.people
        for planted in person.planted
        if planted.kind == "page_missing"
    }
    assert told == {(document.key, page) for document in thinned for page in document.lost_pages}


def test_what_is_planted_stands_on_a_drawn_page(
    case_files: Path, truth: tuple[TruthDocument, ...]
) -> None:
    planted = [p for person in read_people(case_files / "people.jsonl") for p in person.planted]
    values = {field.value for document in truth for field in document.fields}
    assert {p.told for p in planted if p.attribute and p.told} <= values
    for document in truth:
        stated = {field.value for field in document.fields}
        for kind in document.planted:
            assert stated & {p.told for p in planted if p.kind == kind}


def test_the_command_refuses_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    told = casefile("synth", "--families", "1", "--split", "dev", "--output", tmp_path)
    assert told.status == 2
    assert "not empty" in told.err
