from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from extract.load import (
    Document,
    FileKind,
    Limits,
    LoadedPage,
    open_document,
    open_pages,
    sniff,
)
from records.errors import DocumentError, Reason
from records.types import BBox
from tests.tinypdf import assemble, encrypted_pdf, gray_image, pdf, stream, text

LIMITS = Limits(dpi=144)
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Iterator[Write]:
    def to_file(data: bytes, name: str = "file") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    yield to_file


def only_page(path: Path, limits: Limits = LIMITS) -> LoadedPage:
    (page,) = open_pages(path, limits=limits)
    return page


def codes(thing: Document | LoadedPage) -> dict[str, str]:
    return {p.code: p.detail for p in thing.problems}


def refusal(path: Path, limits: Limits = LIMITS) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        list(open_pages(path, limits=limits))
    return caught.value


def ink_box(page: LoadedPage) -> BBox:
    """Return where the page is dark, in points."""
    assert page.image is not None
    rows, columns = np.nonzero(page.image < 128)
    scale = 72 / page.dpi
    return BBox(
        x0=columns.min() * scale,
        top=rows.min() * scale,
        x1=(columns.max() + 1) * scale,
        bottom=(rows.max() + 1) * scale,
    )


# ---- what is it? ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.4", FileKind.PDF),
        (b"\x00junk" * 200 + b"%PDF-1.4", FileKind.PDF),
        (b"II*\x00", FileKind.TIFF),
        (b"MM\x00*", FileKind.TIFF),
        (b"\xff\xd8\xff\xe0", FileKind.JPEG),
        (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    ],
)
def test_the_kind_is_told_by_content(write: Write, head: bytes, kind: FileKind) -> None:
    assert sniff(write(head, "wrong.docx")) is kind


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"<html>", Reason.NOT_A_DOCUMENT),
        (b"\x7fELF", Reason.NOT_A_DOCUMENT),
        (b" " * 1024 + b"%PDF-1.4", Reason.NOT_A_DOCUMENT),
    ],
)
def test_what_is_no_document_is_refused(write: Write, data: bytes, reason: Reason) -> None:
    assert refusal(write(data, "a.pdf")).reason is reason


def test_what_is_not_there_or_no_file_is_unreadable(tmp_path: Path) -> None:
    assert refusal(tmp_path).reason is Reason.UNREADABLE
    assert refusal(tmp_path / "none.pdf").reason is Reason.UNREADABLE


def test_a_file_over_the_byte_limit_is_refused(write: Write) -> None:
    path = write(pdf(b""))
    assert refusal(path, Limits(max_file_bytes=100)).reason is Reason.TOO_LARGE


# ---- PDF: pages and coordinates ------------------------------------------------------


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("unit", [1, 2])
def test_word_boxes_lie_on_the_ink_as_shown(write: Write, rotation: int, unit: int) -> None:
    entries = b"/MediaBox[0 0 500 400]/CropBox[100 50 400 350]/Rotate %d/UserUnit %d"
    page = only_page(write(pdf(text(b"Word", 150, 300), page=entries % (rotation, unit))))
    (word,) = page.layer
    assert (page.width_pt, page.height_pt) == (300 * unit, 300 * unit)
    assert page.image is not None and page.image.shape == (600 * unit, 600 * unit)
    ink = ink_box(page)
    for side in ("x0", "top", "x1", "bottom"):
        assert getattr(word.bbox, side) == pytest.approx(getattr(ink, side), abs=1.0)
    assert word.text == "Word" and word.hidden == ""


def test_a_page_turned_by_90_degrees_is_as_wide_as_it_was_high(write: Write) -> None:
    page = only_page(write(pdf(b"", page=b"/MediaBox[0 0 612 792]/Rotate 90")))
    assert (page.width_pt, page.height_pt) == (792, 612)
    assert page.image is not None and page.image.shape == (1224, 1584)


def test_an_absurd_unit_is_ignored_and_said(write: Write) -> None:
    path = write(pdf(b"", page=b"/MediaBox[0 0 612 792]/UserUnit 75000"))
    with open_document(path, limits=LIMITS) as document:
        assert codes(document) == {"page_unit_ignored": "75000"}
        (page,) = document.pages()
    assert page.width_pt == 612


def test_pages_come_one_by_one_and_are_counted_before(write: Write) -> None:
    path = write(pdf(text(b"one", 9, 9), text(b"two", 9, 9), text(b"three", 9, 9)))
    with open_document(path, limits=LIMITS) as document:
        assert (document.kind, document.page_count) == (FileKind.PDF, 3)
        assert codes(document) == {}
        pages = document.pages()
        assert next(pages).number == 1
        assert [w.text for p in pages for w in p.layer] == ["two", "three"]


def test_too_many_pages_are_refused_before_any_is_drawn(write: Write) -> None:
    path = write(pdf(b"", b"", b""))
    assert refusal(path, Limits(max_pages=2)).reason is Reason.TOO_MANY_PAGES


def test_a_pdf_without_pages_is_refused(write: Write) -> None:
    assert refusal(write(pdf())).reason in (Reason.NO_PAGES, Reason.DAMAGED)


def test_one_page_too_large_leaves_the_others(write: Write) -> None:
    big = assemble(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9000 9000]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 90]>>",
        ]
    )
    one, two = open_pages(write(big), limits=LIMITS)
    assert one.image is None and codes(one) == {"page_too_large": "324000000 pixels at 144 dpi"}
    assert (one.problems[0].page, one.width_pt) == (1, 9000)
    assert two.image is not None and two.image.shape == (180, 180)


def test_a_70_megapixel_page_alone_is_too_large(write: Write) -> None:
    side = 72 * 70_000_000**0.5 / 300
    error = refusal(write(pdf(b"", page=b"/MediaBox[0 0 %f %f]" % (side, side))), Limits())
    assert (error.reason, error.page) == (Reason.TOO_LARGE, 1)


def test_a_page_that_cannot_be_opened_is_kept_without_image(write: Write) -> None:
    broken = assemble(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 2/Kids[3 0 R 9 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 90]>>",
        ]
    )
    one, two = open_pages(write(broken), limits=LIMITS)
    assert one.image is not None
    assert (two.number, two.image) == (2, None) and "page_unreadable" in codes(two)


# ---- PDF: the file as a whole --------------------------------------------------------


def test_parsers_that_disagree_are_named_with_their_counts(write: Write) -> None:
    data = pdf(b"", b"", b"").replace(b"/Count 3", b"/Count 2")
    with open_document(write(data), limits=LIMITS) as document:
        assert codes(document) == {"parser_disagreement": "pdfium=2 pdfplumber=3"}


def test_a_file_only_pdfium_opens_is_a_disagreement(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pdfplumber
    from pdfplumber.utils.exceptions import PdfminerException

    def fail(_: object) -> None:
        raise PdfminerException("page text")

    monkeypatch.setattr(pdfplumber, "open", fail)
    with open_document(write(pdf(b"")), limits=LIMITS) as document:
        assert codes(document) == {"parser_disagreement": "pdfium=1 pdfplumber=failed"}


def test_a_pdf_cut_off_is_damaged_or_says_truncated(write: Write) -> None:
    data = pdf(text(b"Word", 72, 700))
    assert refusal(write(data[: len(data) // 2])).reason is Reason.DAMAGED
    with open_document(write(data[:-3]), limits=LIMITS) as document:
        assert codes(document) == {"truncated": "no end marker"}


def test_a_user_password_is_asked_for(write: Write) -> None:
    path = write(encrypted_pdf(text(b"Word", 72, 700), user_password=b"x"))
    assert refusal(path).reason is Reason.PASSWORD


def test_an_empty_user_password_opens(write: Write) -> None:
    path = write(encrypted_pdf(text(b"Word", 72, 700), user_password=b""))
    assert [w.text for w in only_page(path).layer] == ["Word"]


def test_javascript_and_attachments_are_said(write: Write) -> None:
    catalog = b"/OpenAction<</S/JavaScript/JS(1)>>"
    catalog += b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a)/EF<</F 4 0 R>>>>]>>>>"
    path = write(pdf(b"", catalog=catalog, extra=(stream(b"MZ"),)))
    with open_document(path, limits=LIMITS) as document:
        assert codes(document) == {"embedded_files": "1", "javascript": ""}


# ---- PDF: the text layer -------------------------------------------------------------


@pytest.mark.parametrize(
    ("hidden", "content"),
    [
        ("invisible", text(b"Claim", 72, 600, before=b"3 Tr")),
        ("invisible", text(b"Claim", 72, 600, before=b"7 Tr")),
        ("white", text(b"Claim", 72, 600, before=b"1 g")),
        ("tiny", text(b"Claim", 72, 600, size=1)),
        ("off_page", text(b"Claim", 900, 600)),
        ("off_page", text(b"Claim", 72, -50)),
        ("covered", text(b"Claim", 72, 600) + b"0 g 60 590 200 30 re f"),
        ("covered", text(b"Claim", 72, 600) + b"1 g 60 590 200 30 re f"),
    ],
)
def test_words_nobody_can_see_are_marked(write: Write, hidden: str, content: bytes) -> None:
    page = only_page(write(pdf(text(b"Seen", 72, 700) + content)))
    assert [(w.text, w.hidden) for w in page.layer] == [("Seen", ""), ("Claim", hidden)]
    assert codes(page) == {"hidden_text": f"{hidden}=1"}


@pytest.mark.parametrize(
    "content",
    [
        b"0 g 60 590 200 30 re f " + text(b"Claim", 72, 600, before=b"1 g"),
        text(b"Claim", 72, 600, before=b"1 0 0 rg"),
        text(b"Claim", 72, 600, before=b"0.8 g"),
        text(b"ll", 72, 600),
        text(b"-", 72, 600),
        text(b"Claim", 6, 50, size=1, before=b"12 0 0 12 0 0 Tm"),
    ],
    ids=["white on black", "red", "gray", "thin", "dash", "scaled by its matrix"],
)
def test_words_that_can_be_seen_are_not_marked(write: Write, content: bytes) -> None:
    page = only_page(write(pdf(content)))
    assert [w.hidden for w in page.layer] == [""]
    assert codes(page) == {}


def test_text_under_a_scan_is_covered_and_the_page_is_a_scan(write: Write) -> None:
    image = gray_image(side=850)
    content = text(b"Claim", 72, 600) + b"q 612 0 0 792 0 0 cm /I Do Q"
    path = write(pdf(content, resources=b"/XObject<</I 4 0 R>>", extra=(image,)))
    page = only_page(path, Limits())
    assert page.has_page_image
    assert page.dpi == pytest.approx(2 * 850 / 8.5)  # 100 dpi, enlarged twice
    assert [w.hidden for w in page.layer] == ["covered"]


def test_strips_that_fill_a_page_together_are_a_scan(write: Write) -> None:
    strips = b"".join(b"q 612 0 0 200 0 %d cm /I Do Q " % y for y in (0, 198, 396, 594))
    path = write(pdf(strips, resources=b"/XObject<</I 4 0 R>>", extra=(gray_image(),)))
    assert only_page(path).has_page_image
    half = pdf(strips[: len(strips) // 2], resources=b"/XObject<</I 4 0 R>>", extra=(gray_image(),))
    assert not only_page(write(half)).has_page_image


def test_a_text_layer_beyond_the_limit_is_cut_and_said(write: Write) -> None:
    path = write(pdf(text(b"one two", 72, 700)))
    page = only_page(path, Limits(max_layer_chars=3))
    assert [w.text for w in page.layer] == ["one"]
    assert codes(page) == {"text_layer_cut": "7 characters"}


def test_text_and_values_never_show_in_a_repr(write: Write) -> None:
    page = only_page(write(form(b"/FT/Tx/T(Name)/V(Canary)") + b""))
    assert page.fields and "Canary" not in repr(page) and "Name" not in repr(page)
    page = only_page(write(pdf(text(b"Canary", 72, 700))))
    assert page.layer and "Canary" not in repr(page)


# ---- PDF: form fields ----------------------------------------------------------------


def test_too_many_form_fields_are_cut_off_and_said_so(write: Write) -> None:
    path = write(form(b"/FT/Tx/T(a)/V(b)"))
    (page,) = open_pages(path, limits=Limits(max_fields=0))
    assert (page.fields, codes(page)) == ((), {"form_cut": "1 fields"})


def test_too_long_an_answer_is_left_out_and_said_so(write: Write) -> None:
    (page,) = open_pages(write(form(b"/FT/Tx/T(a)/V(%s)" % (b"b" * 70_000))), limits=LIMITS)
    assert (page.fields, codes(page)) == ((), {"form_cut": "1 fields"})


def form(field: bytes, *, flags: int = 4) -> bytes:
    """Return a page with one widget at [100 700 200 720], drawn by the viewer."""
    off, on = stream(b"", b"/BBox[0 0 9 9]"), stream(b"0 0 9 9 re f", b"/BBox[0 0 9 9]")
    widget = b"<</Type/Annot/Subtype/Widget/Rect[100 700 200 720]/F %d/DA(/F 12 Tf 0 g)%s>>"
    return pdf(
        b"",
        page=b"/MediaBox[0 0 612 792]/Annots[4 0 R]",
        catalog=b"/AcroForm<</Fields[4 0 R]/DA(/F 12 Tf 0 g)/DR<</Font<</F 3 0 R>>>>>>",
        extra=(widget % (flags, field), off, on),
    )


def test_a_text_field_gives_its_value_and_is_drawn(write: Write) -> None:
    page = only_page(write(form(b"/FT/Tx/T(Given Name)/V(Ana)")))
    (value,) = page.fields
    assert (value.name, value.value, value.kind, value.checked) == (
        "Given Name",
        "Ana",
        "text",
        None,
    )
    assert value.bbox == BBox(x0=100, top=72, x1=200, bottom=92)
    assert page.image is not None and value.bbox.holds(ink_box(page))


def test_a_field_says_what_a_viewer_tells_of_it(write: Write) -> None:
    (value,) = only_page(write(form(b"/FT/Tx/T(n1)/TU(Family name)"))).fields
    assert (value.tooltip, "Family" in repr(value)) == ("Family name", False)


def test_an_empty_text_field_is_said_to_be_empty(write: Write) -> None:
    (value,) = only_page(write(form(b"/FT/Tx/T(Name)"))).fields
    assert value.value == ""


@pytest.mark.parametrize(("state", "checked"), [(b"Yes", True), (b"Off", False)])
def test_a_tick_box_says_whether_it_is_ticked(write: Write, state: bytes, checked: bool) -> None:
    field = b"/FT/Btn/T(Male)/AS/%s/V/%s/AP<</N<</Off 5 0 R/Yes 6 0 R>>>>" % (state, state)
    (value,) = only_page(write(form(field))).fields
    assert (value.kind, value.checked, value.value) == ("check", checked, "Yes")


def test_a_choice_gives_the_option_shown(write: Write) -> None:
    (value,) = only_page(write(form(b"/FT/Ch/T(C)/Ff 131072/Opt[(GTM)(HND)]/V(HND)"))).fields
    assert (value.kind, value.value) == ("choice", "HND")


@pytest.mark.parametrize("flags", [2, 32], ids=["hidden", "no view"])
def test_a_field_that_no_viewer_shows_is_left_out(write: Write, flags: int) -> None:
    assert only_page(write(form(b"/FT/Tx/T(N)/V(Ana)", flags=flags))).fields == ()


def test_a_password_field_is_left_out(write: Write) -> None:
    assert only_page(write(form(b"/FT/Tx/Ff 8192/T(N)/V(Ana)"))).fields == ()


# ---- images --------------------------------------------------------------------------


def saved(tmp_path: Path, image: Image.Image, name: str, **options: object) -> Path:
    path = tmp_path / name
    image.save(path, **options)  # type: ignore[arg-type]
    return path


def test_an_image_keeps_its_size_in_points_and_is_brought_to_the_dpi(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.new("L", (850, 1100), 255), "a.png", dpi=(100, 100))
    page = only_page(path, Limits(dpi=50))
    assert (page.width_pt, page.height_pt) == pytest.approx((612, 792), abs=0.1)
    assert page.image is not None and page.image.shape == (550, 425)
    assert page.dpi == 50 and page.has_page_image and codes(page) == {}


def test_fax_pixels_are_made_square(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.new("L", (1728, 1100), 255), "a.tif", dpi=(204, 100))
    page = only_page(path, Limits(dpi=204))
    assert page.image is not None and page.image.shape == (2244, 1728)
    assert page.height_pt == pytest.approx(792)


@pytest.mark.parametrize("dpi", [None, (1, 1), (72, 72)], ids=["none", "absurd", "a poster"])
def test_a_dpi_that_cannot_be_is_taken_as_300(tmp_path: Path, dpi: tuple[int, int] | None) -> None:
    options = {"dpi": dpi} if dpi else {}
    path = saved(tmp_path, Image.new("L", (2550, 3300), 255), "a.jpg", **options)
    page = only_page(path, Limits())
    assert (page.dpi, page.width_pt, page.height_pt) == (300, 612, 792)
    assert "dpi_assumed" in codes(page)


def test_a_camera_turned_on_its_side_is_set_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise
    image = Image.new("L", (200, 100), 255)
    image.paste(0, (0, 0, 50, 100))  # black on the left: on top once turned
    page = only_page(saved(tmp_path, image, "a.jpg", exif=exif, dpi=(300, 300)), Limits())
    assert page.image is not None and page.image.shape == (200, 100)
    assert page.image[:40].max() < 30 and page.image[60:].min() > 225
    assert (page.width_pt, page.height_pt) == pytest.approx((24, 48))


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_mode_becomes_gray_with_black_and_white_kept(tmp_path: Path, mode: str) -> None:
    half = Image.new("L", (60, 60), 255)
    half.paste(0, (0, 0, 30, 60))
    if mode == "I;16":
        wide = np.asarray(half, dtype=np.uint16) * 257
        image = Image.fromarray(wide)
    else:
        image = half.convert("RGB").convert(mode) if mode != "1" else half.convert("1")
    page = only_page(saved(tmp_path, image, "a.tif", dpi=(300, 300)), Limits())
    assert page.image is not None and page.image.dtype == np.uint8
    assert page.image[:, :28].max() < 10 and page.image[:, 32:].min() > 245


def test_what_is_transparent_is_paper(tmp_path: Path) -> None:
    image = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    page = only_page(saved(tmp_path, image, "a.png", dpi=(300, 300)), Limits())
    assert page.image is not None and page.image.min() == 255


def test_every_frame_of_a_tiff_is_a_page(tmp_path: Path) -> None:
    frames = [Image.new("L", (60, 60 + n), 255) for n in range(4)]
    path = saved(
        tmp_path, frames[0], "a.tif", save_all=True, append_images=frames[1:], dpi=(300, 300)
    )
    with open_document(path, limits=Limits()) as document:
        assert document.page_count == 4
        heights = [p.image.shape[0] for p in document.pages() if p.image is not None]
    assert heights == [60, 61, 62, 63]
    assert refusal(path, Limits(max_pages=3)).reason is Reason.TOO_MANY_PAGES


def test_a_tiff_whose_frames_loop_ends_and_says_so(tmp_path: Path) -> None:
    frames = [Image.new("L", (60, 60), 255)] * 2
    path = saved(tmp_path, frames[0], "a.tif", save_all=True, append_images=frames[1:])
    data = bytearray(path.read_bytes())
    first = int.from_bytes(data[4:8], "little")
    count = int.from_bytes(data[first : first + 2], "little")
    link = first + 2 + 12 * count
    data[link : link + 4] = data[4:8]  # after the first frame comes the first frame
    path.write_bytes(data)
    with open_document(path, limits=Limits()) as document:
        assert (document.page_count, codes(document)) == (1, {"truncated": "frames loop"})


@pytest.mark.parametrize("name", ["a.jpg", "a.png"])
def test_a_cut_image_gives_what_is_there_and_says_so(tmp_path: Path, name: str) -> None:
    rng = np.random.default_rng(0)
    noise = Image.fromarray(rng.integers(0, 255, (200, 200), dtype=np.uint8))
    path = saved(tmp_path, noise, name, dpi=(300, 300))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    page = only_page(path, Limits())
    assert page.image is not None and np.ptp(page.image[:50]) > 200
    assert "truncated" in codes(page)


def test_an_image_with_nothing_left_is_damaged(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.new("L", (60, 60), 255), "a.png")
    path.write_bytes(path.read_bytes()[:20])
    assert refusal(path).reason is Reason.DAMAGED


def test_a_photograph_of_50_megapixels_is_read(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.new("L", (6250, 8000), 255), "a.jpg")
    (page,) = open_pages(path, limits=Limits())
    assert page.image is not None


def test_an_image_of_too_many_pixels_is_refused_unread(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.new("1", (8000, 8750), 1), "a.png")  # 70 megapixels
    error = refusal(path, Limits())
    assert (error.reason, error.page, error.detail) == (Reason.TOO_LARGE, 1, "70000000 pixels")
