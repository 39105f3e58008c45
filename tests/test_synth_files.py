"""Containers: what each keeps beside the picture, and how pages lie in it."""

import random
from collections import Counter
from pathlib import Path
from typing import Final

import numpy as np
import pdfplumber
import pypdfium2  # type: ignore[import-untyped]
import pytest
from PIL import Image

from synth.documents import drawn
from synth.dossier import dossier
from synth.draw import picture
from synth.files import SUFFIXES, Container, Format, Page, TextLayer, save
from synth.sheet import Pen, Sheet

WORDS: Final = "Alien number A987654301 born 04/17/2009 telephone (713) 555-0142"


def page(*, rotation: int = 0, bilevel: bool = False) -> Page:
    sheet = Sheet(rng=random.Random(1), width=400, height=200)
    sheet.text(30, 60, WORDS, Pen(font="sans", size=10))
    image = picture(sheet, dpi=150)
    if bilevel:
        image = np.where(image < 128, 0, 255).astype(np.uint8)
    words = tuple((word.text, word.bbox) for word in sheet.words)
    return Page(picture=image, sheet=sheet, rotation=rotation, bilevel=bilevel, words=words)


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return " ".join(str(document[0].get_textpage().get_text_range()).split())


def saved(folder: Path, container: Container, layer: TextLayer, *pages: Page) -> Path:
    path = folder / f"file{SUFFIXES[container]}"
    save(pages or (page(),), path, Format(container=container, dpi=150, layer=layer, seed=3))
    return path


def test_a_right_layer_has_the_words(tmp_path: Path) -> None:
    assert text_of(saved(tmp_path, "scan_pdf", "right")).split() == WORDS.split()


def form_page(*, rotation: int) -> Page:
    """Return a page of many words close to each other, drawn at 60 dpi."""
    paper = next(p for p in dossier(0, seed=5, split="dev").papers if p.document_type == "dhs_i213")
    sheet = drawn(paper, split="dev", rng=random.Random(2)).sheets[0]
    words = tuple((word.text, word.bbox) for word in sheet.words)
    return Page(picture=picture(sheet, dpi=60), sheet=sheet, rotation=rotation, words=words)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_both_readers_of_pdf_find_the_words_of_a_right_layer_where_they_lie(
    rotation: int, tmp_path: Path
) -> None:
    page = form_page(rotation=rotation)
    path = tmp_path / "file.pdf"
    save((page,), path, Format(container="scan_pdf", dpi=60, layer="right"))
    wanted = Counter(word for word, _ in page.words)
    assert (wanted & Counter(text_of(path).split())).total() > 0.98 * wanted.total()
    if rotation:
        return
    with pdfplumber.open(path) as document:
        read = document.pages[0].extract_words(use_text_flow=True)
    assert (wanted & Counter(word["text"] for word in read)).total() > 0.98 * wanted.total()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_layer_lies_as_its_picture_does(rotation: int, tmp_path: Path) -> None:
    turned = page(rotation=rotation)
    path = saved(tmp_path, "scan_pdf", "right", turned)
    stored = np.asarray(turned.stored) < 128
    with pypdfium2.PdfDocument(path) as document:
        text = document[0].get_textpage()
        scale, high = 150 / 72, document[0].get_height()
        boxes = [
            text.get_charbox(n)
            for n in range(text.count_chars())
            if text.get_text_range(n, 1).strip()
        ]
    inside = np.zeros_like(stored)
    for left, bottom, right, top in boxes:
        rows = slice(int((high - top) * scale) - 4, int((high - bottom) * scale) + 5)
        inside[rows, int(left * scale) - 4 : int(right * scale) + 5] = True
    assert (stored & inside).sum() > 0.95 * stored.sum()
    assert inside.mean() < 0.2


def test_a_wrong_layer_misreads_some(tmp_path: Path) -> None:
    pages = (page(),) * 6
    path = saved(tmp_path, "scan_pdf", "wrong", *pages)
    with pypdfium2.PdfDocument(path) as document:
        told = [str(p.get_textpage().get_text_range()).split() for p in document]
    wrong = sum(word not in WORDS.split() for words in told for word in words)
    assert 0 < wrong < sum(map(len, told)) / 2


def test_a_scan_without_a_layer_has_no_text(tmp_path: Path) -> None:
    assert text_of(saved(tmp_path, "scan_pdf", "none")) == ""


def test_a_born_digital_page_has_its_words_and_unseen_ones(tmp_path: Path) -> None:
    printed = text_of(saved(tmp_path, "born_digital", "print"))
    assert sorted(printed.split()) == sorted(WORDS.split())
    more = text_of(saved(tmp_path, "born_digital", "invisible"))
    assert len(more.split()) > len(printed.split())


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_turning_clockwise_sets_a_page_upright(rotation: int, tmp_path: Path) -> None:
    upright = page()
    path = saved(tmp_path, "png", "none", page(rotation=rotation))
    with Image.open(path) as image:
        turned = np.asarray(image.convert("L").rotate(-rotation, expand=True))
    assert np.array_equal(turned, upright.picture)


@pytest.mark.parametrize(("bilevel", "compression"), [(True, "group4"), (False, "jpeg")])
def test_tiff_keeps_black_and_white_in_group_4(
    bilevel: bool, compression: str, tmp_path: Path
) -> None:
    path = saved(tmp_path, "tiff", "none", page(bilevel=bilevel), page(bilevel=bilevel))
    with Image.open(path) as image:
        assert image.info["compression"] == compression
        assert image.info["dpi"] == (150, 150)
        assert getattr(image, "n_frames", 1) == 2


@pytest.mark.parametrize("container", list(SUFFIXES))
def test_the_same_pages_give_the_same_bytes(container: Container, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    layer: TextLayer = "print" if container == "born_digital" else "none"
    first = saved(tmp_path / "a", container, layer).read_bytes()
    assert saved(tmp_path / "b", container, layer).read_bytes() == first
