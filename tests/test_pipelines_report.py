"""The report: nothing from a page runs or hides, nothing is lost, nobody else can read it."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import re
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from pipelines.display import COLOURS, DARK_TEXT, READING_LABELS, Tone
from pipelines.report import document_html
from records.errors import NEXT_STEP, DocumentError, Reason
from records.types import (
    BBox,
    Decision,
    Evidence,
    Origin,
    Problem,
    Reading,
    Record,
)
from tests.report_records import (
    BOX,
    NASTY,
    Tags,
    failed,
    field_of,
    png,
    record_of,
    text_of,
    write,
)


def all_nasty() -> Record:
    evidence = Evidence(page=1, bbox=BOX, text=NASTY + "3", step=NASTY)
    field = field_of("subject.given_names", NASTY, text=NASTY + "2")
    field = replace(
        field,
        evidence=evidence,
        candidates=(replace(field.candidates[0], value=NASTY, evidence=evidence),),
        signs=(NASTY,),
        reasons=(NASTY,),
        certificate=NASTY,
        reviewed_by=NASTY,
        reviewed_at=NASTY,
    )
    record = record_of(1, field, replace(field, name=NASTY, index=1), file=NASTY)
    return replace(
        record,
        document_id=NASTY,
        sha256=NASTY,
        document_type=NASTY,
        language=NASTY,
        edition=NASTY,
        problems=(Problem(code=NASTY, stage=NASTY, page=1, detail=NASTY),),
        replaces=(NASTY,),
        reviewed_by=NASTY,
        reviewed_at=NASTY,
    )


def read(directory: Path, name: str) -> str:
    return text_of((directory / name).read_text(encoding="utf-8"))


def pages_of(directory: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(directory.rglob("*.html"))]


def test_nothing_from_outside_becomes_markup(tmp_path: Path) -> None:
    record = all_nasty()
    nasty_failure = replace(failed(9, file=NASTY), message=NASTY, document_id=NASTY)
    write(tmp_path, record, failures=(nasty_failure,))
    pages = [*pages_of(tmp_path), document_html(record, (record,), lambda _s, _n: png())]
    assert len(pages) >= 6
    for page in pages:
        assert "<img src=x" not in page
        assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in page
        assert "\x1b" not in page
        assert "49" not in re.findall(r"&amp;(\d+)", page)
        names = {name for _, attributes in Tags(page).found for name in attributes}
        assert not {name for name in names if name.startswith("on")}
        assert not {"style", "srcset", "action"} & names
        assert not {"script", "iframe", "object", "form", "base"} & {t for t, _ in Tags(page).found}


def test_hidden_characters_are_spelt_out(tmp_path: Path) -> None:
    index = write(tmp_path, record_of(1, file="a\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe"))
    assert '<span class="ctl" title="a character that does not show">U+202E</span>fdp.exe' in index


def test_files_keep_to_plain_names_whatever_the_record_says(tmp_path: Path) -> None:
    write(tmp_path / "report", replace(all_nasty(), document_id="../../outside"))
    assert [path.name for path in tmp_path.iterdir()] == ["report"]
    for path in (tmp_path / "report").rglob("*"):
        assert re.fullmatch(r"[a-z0-9_.-]+", path.name)


def test_links_and_pictures_lead_to_files_of_the_report(tmp_path: Path) -> None:
    write(tmp_path, *(record_of(n, field_of("subject.age")) for n in (1, 2)), all_nasty())
    for path in tmp_path.rglob("*.html"):
        for _, attributes in Tags(path.read_text(encoding="utf-8")).found:
            for target in (attributes.get("href"), attributes.get("src")):
                if target and not target.startswith("#"):
                    assert (path.parent / target.partition("#")[0]).is_file(), target


def test_the_policy_allows_no_script_and_exactly_the_styles_of_the_page(tmp_path: Path) -> None:
    write(tmp_path, record_of(1, field_of("subject.age")))
    for page in pages_of(tmp_path):
        policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
        assert policy is not None
        directives = dict(
            part.strip().split(" ", 1) for part in html.unescape(policy[1]).split(";")
        )
        assert directives["default-src"] == "'none'"
        assert not [name for name in directives if name.startswith(("script", "connect", "font"))]
        styles = re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL)
        digests = [hashlib.sha256(style.encode()).digest() for style in styles]
        expected = [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
        assert directives["style-src"].split() == expected
        assert "http://" not in page and "https://" not in page


def test_a_single_file_carries_its_pictures(tmp_path: Path) -> None:
    page = document_html(record_of(1, field_of("subject.age")), (), lambda _s, _n: png())
    sources = [a["src"] for tag, a in Tags(page).found if tag == "img"]
    assert len(sources) == 1
    assert (sources[0] or "").startswith("data:image/jpeg;base64,")
    picture = Image.open(io.BytesIO(base64.b64decode((sources[0] or "").partition(",")[2])))
    assert picture.size == (612, 792)
    outward = [a["href"] or "" for _, a in Tags(page).found if "href" in a]
    assert all(target.startswith("#") for target in outward)


def test_every_part_of_a_value_is_on_its_page() -> None:
    field = replace(field_of("subject.age"), confidence=0.999, certificate="bound-7")
    page = text_of(document_html(record_of(1, field), (), lambda _s, _n: None))
    for part in ("VALUE", "TEXT", "EVIDENCE", "CANDIDATE", "SIGN", "REASON", "label@1", "to check",
                 "written · by machine", "0.99", "bound-7", "72.0 100.0 200.0 112.0"):  # fmt: skip
        assert part in page, part
    assert "uncertified" not in page


def test_without_calibration_and_certificate_the_page_says_so() -> None:
    page = text_of(document_html(record_of(1, field_of("subject.age")), (), lambda _s, _n: None))
    assert "not calibrated, uncertified" in page


@pytest.mark.parametrize("reading", [r for r in Reading if r is not Reading.PRESENT])
def test_a_field_without_value_shows_its_reading(reading: Reading) -> None:
    field = replace(field_of("subject.age", None), reading=reading)
    page = document_html(record_of(1, field), (), lambda _s, _n: None)
    assert f'<div class="value none">{READING_LABELS[reading]}</div>' in page


def test_the_box_stands_on_the_page_in_points_and_belongs_to_its_row() -> None:
    page = document_html(record_of(1, field_of("subject.age")), (), lambda _s, _n: png())
    tags = Tags(page).found
    box = next(a for tag, a in tags if tag == "rect" and a.get("class") == "edge")
    assert (box["x"], box["y"], box["width"], box["height"]) == ("72", "100", "128", "12")
    assert next(a for tag, a in tags if tag == "svg" and a.get("class") == "boxes")["viewbox"] == (
        "0 0 612 792"
    )
    assert next(a for _, a in tags if a.get("id") == "b1")["href"] == "#f1"
    assert any(a.get("id") == "f1" for _, a in tags)
    assert ".doc:has(#f1:is(:hover,:focus-within,:target)) #b1" in page


def test_a_page_without_a_picture_keeps_its_boxes(tmp_path: Path) -> None:
    for page_image in (lambda _s, _n: None, lambda _s, _n: b"not a picture"):
        write(tmp_path, record_of(1, field_of("subject.age")), page_image=page_image)
        page = (tmp_path / "documents" / f"{1:016x}.html").read_text(encoding="utf-8")
        assert "no picture of this page" in text_of(page)
        assert 'id="b1"' in page


def test_the_index_counts_what_there_is(tmp_path: Path) -> None:
    accepted = replace(field_of("subject.age"), decision=Decision.ACCEPTED, origin=Origin.PERSON)
    redacted = replace(field_of("subject.fin", None), reading=Reading.REDACTED)
    records = [
        replace(record_of(1, accepted), problems=()),
        replace(
            record_of(2, accepted, redacted),
            problems=(Problem(code="low_contrast", stage="load", page=1),) * 2,
            document_type="narrative",
        ),
    ]
    shown = text_of(write(tmp_path, *records, failures=(failed(3, file="locked.pdf"),)))
    for part in (
        "Files 3 2 read",
        "Pages 2",
        "Documents 2 2 document types",
        "Done 1 documents done",
        "Need attention 1 documents for a person",
        "Failed 1 files not read",
        "1 of 3 values to check (33 %)",
        "0 accepted 2 given or confirmed by a person 1 to check",
        "written 2 0",
        "redacted 0 1",
        "low contrast 1 2",
        "ORR Verification of Release 1 0 1 0",
        "All 2 Needs attention 1 Done 1",
        "2.00 s a page",
    ):
        assert part in shown, part


def test_a_failed_file_has_its_reason_and_what_to_do(tmp_path: Path) -> None:
    message = replace(failed(4, file="b.pdf"), message="MESSAGE")
    shown = text_of(write(tmp_path, failures=(failed(3, file="a.pdf"), message)))
    assert f"a.pdf password {NEXT_STEP[Reason.PASSWORD]} {3:016x}" in shown
    assert "b.pdf password MESSAGE" in shown


def test_a_failure_does_not_repeat_what_stands_beside_it(tmp_path: Path) -> None:
    locked = failed(3, file="a.pdf")
    error = DocumentError(Reason.PASSWORD, document_id=locked.document_id)
    shown = text_of(write(tmp_path, failures=(replace(locked, message=str(error)),)))
    assert f"a.pdf password {NEXT_STEP[Reason.PASSWORD]} {3:016x}" in shown


def test_list_and_page_say_in_plain_words_why_a_person_is_needed(tmp_path: Path) -> None:
    age = replace(field_of("subject.age"), reasons=("low_score", "one_sign"))
    sex = replace(field_of("subject.sex"), reasons=("one_sign",), signs=("bar_test",))
    zips = replace(field_of("sponsor.zip"), reasons=("check_zip_state", "one_sign"))
    record = replace(
        record_of(1, age, sex, zips),
        document_type_decision=Decision.REVIEW,
        problems=(Problem(code="hidden_text", stage="load", page=1),) * 2,
    )
    shown = text_of(write(tmp_path, record))
    why = (
        "the file holds text that does not show kind of document not certain "
        "3 values to check: nothing confirms the reading yet (3); hard to read (1)"
    )
    assert f"needs attention {why} 0 3" in shown
    page = text_of((tmp_path / "documents" / f"{1:016x}.html").read_text(encoding="utf-8"))
    assert f"Why a person is needed {why}; ZIP code and state disagree (1) Document" in page
    assert "To check because: hard to read; nothing confirms the reading yet" in page
    assert "Speaks for it: a solid bar covers it" in page


def test_a_finished_document_names_no_reason() -> None:
    accepted = replace(field_of("subject.age"), decision=Decision.ACCEPTED, reasons=())
    page = document_html(record_of(1, accepted), (), lambda _s, _n: None)
    assert "Why a person is needed" not in page


def test_numbers_of_boxes_at_one_place_do_not_hide_each_other() -> None:
    record = record_of(1, *(field_of(f"subject.{name}") for name in ("age", "sex", "fin")))
    tags = Tags(document_html(record, (), lambda _s, _n: png())).found
    badges = [a for tag, a in tags if tag == "rect" and a.get("class") == "badge"]
    assert len({(a["x"], a["y"]) for a in badges}) == 3


@pytest.mark.parametrize(("x0", "top"), [(0, 0), (72, 300), (606, 788)])
def test_the_number_of_a_box_stays_on_the_page(x0: float, top: float) -> None:
    box = BBox(x0=x0, top=top, x1=612, bottom=792)
    evidence = Evidence(page=1, bbox=box, text="", step="zone@1")
    field = replace(field_of("subject.age"), evidence=evidence)
    tags = Tags(document_html(record_of(1, field), (), lambda _s, _n: png())).found
    badge = next(a for tag, a in tags if tag == "rect" and a.get("class") == "badge")
    assert 0 <= float(badge["x"] or "nan") <= 612 - float(badge["width"] or "nan")
    assert 0 <= float(badge["y"] or "nan") <= 792 - float(badge["height"] or "nan")


@pytest.mark.parametrize("tone", list(Tone))
def test_numbers_on_colours_have_contrast(tone: Tone) -> None:
    def luminance(colour: tuple[int, int, int]) -> float:
        parts = [c / 255 / 12.92 if c < 11 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    ink = 0.0 if tone in DARK_TEXT else 1.0
    low, high = sorted((ink, luminance(COLOURS[tone])))
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_lists_hold_their_documents_and_no_others(tmp_path: Path) -> None:
    write(tmp_path, record_of(1), record_of(2, field_of("subject.age")))
    attention = text_of((tmp_path / "attention.html").read_text(encoding="utf-8"))
    finished = text_of((tmp_path / "done.html").read_text(encoding="utf-8"))
    assert "scan 0002.pdf" in attention and "scan 0001.pdf" not in attention
    assert "scan 0001.pdf" in finished and "scan 0002.pdf" not in finished


def test_a_long_list_is_cut_into_pages_in_file_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.report_lists.LIST_SIZE", 2)
    failures = tuple(failed(n, file=f"bad {n}.pdf") for n in (11, 12, 13))
    write(tmp_path, *(record_of(n) for n in (5, 3, 1, 4, 2)), failures=failures)
    found = []
    for name in ("all.html", "all.2.html", "all.3.html"):
        page = read(tmp_path, name)
        found.append(re.findall(r"scan (\d+)\.pdf", page))
    assert found == [["0001", "0002"], ["0003", "0004"], ["0005"]]
    assert "3 to 4 of 5" in read(tmp_path, "all.2.html")
    assert "bad 13.pdf" in read(tmp_path, "failed.2.html")


def test_names_are_sorted_as_a_person_would(tmp_path: Path) -> None:
    files = ("scan 10.pdf", "scan 9.pdf", "scan 009b.pdf", "box 2/scan 1.pdf", "Ünal.pdf")
    write(tmp_path, *(record_of(n, file=file) for n, file in enumerate(files)))
    found = re.findall(r"(?:box 2/)?scan \d+b?\.pdf|Ünal", read(tmp_path, "all.html"))
    assert found == ["box 2/scan 1.pdf", "scan 9.pdf", "scan 009b.pdf", "scan 10.pdf", "Ünal"]


def test_the_index_shows_the_first_documents_and_leads_to_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.report_lists.DOCUMENTS_ON_INDEX", 2)
    shown = text_of(write(tmp_path, *(record_of(n) for n in (1, 2, 3))))
    assert "scan 0002.pdf" in shown and "scan 0003.pdf" not in shown
    assert "All 3 documents , of which these are the first." in shown


def test_many_failures_are_summed_by_reason_on_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.report_lists.FAILURES_ON_INDEX", 2)
    failures = [failed(n, file=f"bad {n}.pdf") for n in (11, 12)]
    failures.append(failed(13, file="bad 13.pdf", reason=Reason.EMPTY))
    shown = text_of(write(tmp_path, failures=tuple(failures)))
    assert f"password 2 {NEXT_STEP[Reason.PASSWORD]}" in shown
    assert f"empty 1 {NEXT_STEP[Reason.EMPTY]}" in shown
    assert "bad 13.pdf" not in shown
    assert "All 3 files that could not be read" in shown


def test_a_list_for_each_cause_type_and_problem_holds_its_documents(tmp_path: Path) -> None:
    seen = record_of(1)
    valued = record_of(2, field_of("subject.age"))
    unsure = replace(record_of(3), document_type_decision=Decision.REVIEW)
    hidden = Problem(code="hidden_text", stage="load", page=1)
    odd = replace(record_of(4), document_type="narrative", problems=(hidden,))
    write(tmp_path, seen, valued, unsure, odd)
    expected = {
        "cause-values": ["2"],
        "cause-type": ["3"],
        "cause-problems": ["4"],
        "problem-hidden_text": ["4"],
        "type-narrative": ["4"],
        "type-orr_verification_of_release": ["1", "2", "3"],
        "waiting-orr_verification_of_release": ["2", "3"],
        "done": ["1"],
    }
    for name, numbers in expected.items():
        assert re.findall(r"scan 000(\d)", read(tmp_path, f"{name}.html")) == numbers, name


def test_every_name_of_every_file_can_be_searched(tmp_path: Path) -> None:
    twice = replace(record_of(1), files=("a.pdf", "b.pdf"))
    write(tmp_path, twice, failures=(failed(7, file="c.pdf", reason=Reason.DAMAGED),))
    shown = read(tmp_path, "find.html")
    title = "ORR Verification of Release"
    assert f"a.pdf 1 {title} done {1:016x} b.pdf 1 {title} done {1:016x}" in shown
    assert f"c.pdf – damaged not read {7:016x}" in shown


def test_a_failed_file_tells_where_another_of_its_name_was_read(tmp_path: Path) -> None:
    write(tmp_path, record_of(1, file="a.pdf"), failures=(failed(7, file="a.pdf"),))
    assert "a.pdf (another file of this name was read ) password" in read(tmp_path, "failed.html")
    assert "another file" not in read(tmp_path, "find.html")


def test_every_page_leads_to_the_names_and_one_sent_alone_leads_nowhere(tmp_path: Path) -> None:
    write(tmp_path, record_of(1))
    for page in pages_of(tmp_path):
        assert "find.html" in page
    assert "find.html" not in document_html(record_of(1), (), lambda _s, _n: None)


def test_the_history_names_who_changed_what(tmp_path: Path) -> None:
    old = record_of(1, field_of("subject.age"), field_of("subject.sex"))
    corrected = replace(old.fields[0], value="10", decision=Decision.ACCEPTED, origin=Origin.PERSON)
    new = replace(
        old,
        version=2,
        fields=(corrected, old.fields[1]),
        reviewed_by="reviewer-2",
        reviewed_at="2026-03-01T10:20:30Z",
    )
    write(tmp_path, new, versions=lambda _id: (old, new))
    page = (tmp_path / "documents" / f"{1:016x}.html").read_text(encoding="utf-8")
    history = text_of(page[page.index('id="versions"') :])
    assert "2 reviewer-2 2026-03-01T10:20:30Z subject.age 1 1 machine – 2" in history


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    directory = tmp_path / "report"
    write(directory, record_of(1, field_of("subject.age")))
    paths = [directory, *directory.rglob("*")]
    assert len(paths) > 6
    for path in paths:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_the_same_records_give_the_same_files(tmp_path: Path) -> None:
    records = [record_of(n, field_of("subject.age")) for n in (1, 2, 3)]
    write(tmp_path / "a", *records)
    write(tmp_path / "b", *reversed(records))
    names = {p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*") if p.is_file()}
    assert len(names) > 9
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_second_report_makes_no_picture_twice_and_leaves_nothing_behind(tmp_path: Path) -> None:
    asked: list[str] = []

    def page_image(sha256: str, _number: int) -> bytes:
        asked.append(sha256)
        return png()

    write(tmp_path, record_of(1), record_of(2), page_image=page_image)
    (tmp_path / "notes.html").write_text("mine", encoding="utf-8")
    write(tmp_path, record_of(2), page_image=page_image)
    assert len(asked) == 2
    assert [path.stem for path in (tmp_path / "documents").iterdir()] == [f"{2:016x}"]
    assert len(list((tmp_path / "images").iterdir())) == 2
    assert (tmp_path / "notes.html").read_text(encoding="utf-8") == "mine"


def test_a_run_without_documents_has_an_index(tmp_path: Path) -> None:
    assert "No document here." in text_of(write(tmp_path))
