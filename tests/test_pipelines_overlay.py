"""Boxes on pictures: the right colour at the right pixel, whatever the resolution."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import combinations

import pytest
from PIL import Image

from pipelines.display import COLOURS, Tone, tone_of
from pipelines.overlay import draw_page, mark_of, shrink
from records.types import BBox, Decision, Evidence, Field, Origin, PageInfo, Reading

PAGE = PageInfo(number=2, width=200, height=100)
BOX = BBox(x0=50, top=40, x1=150, bottom=60)
EVIDENCE = Evidence(page=2, bbox=BOX, text="x", step="label@1")
ACCEPTED = Field(
    name="subject.age",
    value="9",
    reading=Reading.PRESENT,
    decision=Decision.ACCEPTED,
    evidence=EVIDENCE,
)
REVIEW = replace(ACCEPTED, decision=Decision.REVIEW)
REDACTED = replace(ACCEPTED, value=None, reading=Reading.REDACTED)
ILLEGIBLE = replace(REVIEW, value=None, reading=Reading.ILLEGIBLE)
PERSON = replace(REDACTED, origin=Origin.PERSON)


def png(width: int, height: int, mode: str = "L") -> bytes:
    stream = io.BytesIO()
    Image.new(mode, (width, height), "white").save(stream, "PNG")
    return stream.getvalue()


def drawn(*fields: Field, size: tuple[int, int] = (800, 400), page: PageInfo = PAGE) -> Image.Image:
    return Image.open(io.BytesIO(draw_page(png(*size), page, fields)))


@pytest.mark.parametrize(
    ("field", "tone"),
    [
        (ACCEPTED, Tone.ACCEPTED),
        (REVIEW, Tone.REVIEW),
        (REDACTED, Tone.REDACTED),
        (ILLEGIBLE, Tone.ILLEGIBLE),
        (PERSON, Tone.PERSON),
    ],
)
def test_the_corner_of_a_box_has_the_colour_of_its_field(field: Field, tone: Tone) -> None:
    assert tone_of(field) is tone
    assert drawn(field).getpixel((200, 160)) == COLOURS[tone]


@pytest.mark.parametrize("size", [(200, 100), (800, 400), (400, 400), (1667, 833)])
def test_all_four_edges_stand_where_the_points_say(size: tuple[int, int]) -> None:
    image = drawn(ACCEPTED, size=size)
    x, y = size[0] / 200, size[1] / 100
    for point in ((100 * x, 40 * y), (100 * x, 60 * y), (50 * x, 50 * y), (150 * x, 50 * y)):
        assert image.getpixel((round(point[0]), round(point[1]))) == COLOURS[Tone.ACCEPTED]
    assert image.getpixel((round(100 * x), round(50 * y))) == (255, 255, 255)
    assert image.size == size


def test_a_box_in_review_is_dashed_and_an_accepted_one_is_not() -> None:
    def shown(field: Field, tone: Tone) -> int:
        image = drawn(field)
        return sum(image.getpixel((x, 240)) == COLOURS[tone] for x in range(200, 601))

    assert shown(ACCEPTED, Tone.ACCEPTED) == 401
    assert 200 < shown(REVIEW, Tone.REVIEW) < 350


def test_the_name_stands_above_its_box_without_covering_it() -> None:
    image = drawn(ACCEPTED)
    above = [image.getpixel((x, y)) for x in range(205, 260) for y in range(130, 156)]
    assert above.count(COLOURS[Tone.ACCEPTED]) > 300
    inside = {image.getpixel((x, 200)) for x in range(210, 590)}
    assert inside == {(255, 255, 255)}


def test_names_never_cover_each_other() -> None:
    twin = replace(ACCEPTED, name="subject.sex", decision=Decision.REVIEW)
    image = drawn(ACCEPTED, twin, replace(ACCEPTED, name="subject.fin"))
    below = [image.getpixel((x, y)) for x in range(205, 260) for y in range(245, 270)]
    assert COLOURS[Tone.REVIEW] in below
    assert COLOURS[Tone.ACCEPTED] not in below


def test_fields_of_other_pages_and_without_evidence_leave_the_page_as_it_is() -> None:
    elsewhere = replace(ACCEPTED, evidence=replace(EVIDENCE, page=1))
    image = drawn(elsewhere, replace(ACCEPTED, evidence=None))
    assert image.convert("L").getextrema() == (255, 255)


@pytest.mark.parametrize(
    "bbox",
    [
        BBox(x0=-50, top=-9, x1=900, bottom=900),
        BBox(x0=300, top=300, x1=400, bottom=400),
        BBox(x0=-9, top=-9, x1=-5, bottom=-5),
        BBox(x0=200, top=100, x1=200, bottom=100),
    ],
)
def test_a_box_beyond_the_page_is_cut_to_its_edges(bbox: BBox) -> None:
    field = replace(ACCEPTED, evidence=replace(EVIDENCE, bbox=bbox))
    mark = mark_of(PAGE, field)
    assert mark is not None
    assert 0 <= mark.bbox.x0 <= mark.bbox.x1 <= PAGE.width
    assert 0 <= mark.bbox.top <= mark.bbox.bottom <= PAGE.height
    colours = {colour for _, colour in drawn(field).getcolors(maxcolors=1000) or ()}
    assert COLOURS[Tone.ACCEPTED] in colours


def test_a_page_without_a_size_is_still_drawn() -> None:
    page = replace(PAGE, width=0, height=0)
    assert drawn(ACCEPTED, page=page).size == (800, 400)


def test_the_same_page_gives_the_same_bytes() -> None:
    assert draw_page(png(800, 400), PAGE, [REVIEW]) == draw_page(png(800, 400), PAGE, [REVIEW])


def test_every_two_tones_differ_in_brightness_or_hue_for_a_red_green_blind_eye() -> None:
    def seen(tone: Tone) -> tuple[float, float]:
        red, green, blue = COLOURS[tone]
        yellow = 0.6 * red + 0.4 * green  # a deuteranope sees red and green as one signal
        return (0.3 * red + 0.6 * green + 0.1 * blue, yellow - blue)

    for one, other in combinations(Tone, 2):
        (light, hue), (other_light, other_hue) = seen(one), seen(other)
        assert abs(light - other_light) + abs(hue - other_hue) > 40, (one, other)


def test_shrink_bounds_the_width_and_keeps_the_shape() -> None:
    small = Image.open(io.BytesIO(shrink(png(800, 400, "RGBA"), width=200)))
    assert (small.format, small.size) == ("JPEG", (200, 100))
    kept = Image.open(io.BytesIO(shrink(png(80, 40), width=200)))
    assert (kept.mode, kept.size) == ("L", (80, 40))


@pytest.mark.parametrize("picture", [b"", b"GIF89a", png(80, 40)[:60]])
def test_what_is_no_whole_picture_is_refused(picture: bytes) -> None:
    with pytest.raises(ValueError, match="no whole PNG"):
        shrink(picture, width=20)
