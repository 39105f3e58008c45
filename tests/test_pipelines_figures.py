"""The plots of the index: every number and every length is what the records hold, and none is hidden."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipelines.display import KIND_LABELS, PROBLEM_LABELS, REASON_LABELS
from pipelines.figures import ROWS_SHOWN
from pipelines.outcome import RunSummary
from pipelines.pace import Pace
from records.normalise import KINDS
from records.types import Decision, Field, Origin, Problem, Reading, Record
from records.vocabulary import load_vocabulary
from tests.report_records import NASTY, RUN, Tags, field_of, record_of, text_of, write

ACCEPTED, REVIEW = Decision.ACCEPTED, Decision.REVIEW
NAMES = ("subject.age", "subject.sex", "subject.family_name", "subject.date_of_birth")
TYPES = ("narrative", "orr_verification_of_release", "dhs_i213")
REASONS = ("one_sign", "low_score", "readers_differ")
PROBLEMS = ("blank_page", "hidden_text", "made_up_code")


def value(name: str, **changes: object) -> Field:
    """Return a value that waits, on one sign, for one reason, unless changed."""
    waiting = replace(field_of(name), signs=("reader",), reasons=("one_sign",))
    return replace(waiting, **changes)  # type: ignore[arg-type]


def accepted(name: str, **changes: object) -> Field:
    return value(name, **{"decision": ACCEPTED, "reasons": (), **changes})


def some_records(seed: int = 3, count: int = 40) -> list[Record]:
    """Return records of all sorts, the same at every call."""
    choose = random.Random(seed)

    def some_field(name: str) -> Field:
        field = value(
            name,
            reading=choose.choice(list(Reading)),
            signs=("reader", "second_reader")[: choose.randint(0, 2)],
            reasons=tuple(choose.sample(REASONS, choose.randint(1, 3))),
        )
        return choose.choice((field, accepted(name), accepted(name, origin=Origin.PERSON)))

    def some_record(number: int) -> Record:
        codes = choose.choices(PROBLEMS, k=choose.choice((0, 0, 1, 3)))
        return replace(
            record_of(number, *map(some_field, choose.sample(NAMES, choose.randint(0, 4)))),
            document_type=choose.choice(TYPES),
            document_type_decision=choose.choice((ACCEPTED, ACCEPTED, REVIEW)),
            problems=tuple(Problem(code=code, stage="load", page=1) for code in codes),
        )

    return [some_record(number) for number in range(count)]


def tables(page: str, heading: str) -> list[ElementTree.Element]:
    found = re.findall(rf'<table[^>]*aria-labelledby="{heading}".*?</table>', page, re.DOTALL)
    return [ElementTree.fromstring(table) for table in found]


def rows(page: str, heading: str) -> dict[str, tuple[int, ...]]:
    """Return the counts of each row of the tables under a heading, by the row's words."""
    return {
        " ".join("".join(row.find("th").itertext()).split()): tuple(  # type: ignore[union-attr]
            int("".join(cell.itertext()).replace(",", ""))
            for cell in row.findall("td")
            if cell.get("class") == "num"
        )
        for table in tables(page, heading)
        for row in table.findall("tbody/tr")
    }


def lengths(page: str, heading: str) -> dict[str, list[dict[str, float]]]:
    """Return the lengths of the parts of each row's bars, per cent of the cell, by the row's words."""
    return {
        " ".join("".join(row.find("th").itertext()).split()): [  # type: ignore[union-attr]
            {r.get("class", "")[5:]: float(r.get("width", "")[:-1]) for r in bar.findall("rect")}
            for bar in row.iter("svg")
        ]
        for table in tables(page, heading)
        for row in table.findall("tbody/tr")
    }


def waiting(records: list[Record]) -> list[Field]:
    return [f for r in records for f in r.in_review]


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return some_records()


@pytest.fixture(scope="module")
def index(records: list[Record], tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(tmp_path_factory.mktemp("report"), *records, page_image=lambda _s, _n: None)


# ---- what waits, and why ---------------------------------------------------------------------------


def test_what_waits_is_told_at_once(records: list[Record], index: str) -> None:
    shown = text_of(index)
    values = sum(len(r.fields) for r in records)
    to_check = len(waiting(records))
    attention = sum(r.needs_attention for r in records)
    assert f"{to_check} of {values} values to check ({100 * to_check // values} %)" in shown
    assert f"{attention} of 40 documents need attention ({100 * attention // 40} %)" in shown


def test_reasons_are_counted_and_the_only_ones_apart(records: list[Record], index: str) -> None:
    every = Counter(reason for f in waiting(records) for reason in f.reasons)
    alone = Counter(f.reasons[0] for f in waiting(records) if len(f.reasons) == 1)
    shown = rows(index, "reasons")
    assert shown == {REASON_LABELS[code]: (count, alone[code]) for code, count in every.items()}
    assert list(shown.values()) == sorted(shown.values(), key=lambda counts: -counts[0])


def test_a_bar_of_a_reason_is_as_long_as_its_counts(index: str) -> None:
    most = max(count for count, _ in rows(index, "reasons").values())
    for words, (count, alone) in rows(index, "reasons").items():
        (bar,) = lengths(index, "reasons")[words]
        assert sum(bar.values()) == pytest.approx(100 * count / most, abs=0.1)
        assert bar.get("review", 0) == pytest.approx(100 * alone / most, abs=0.1)


def test_a_value_that_waits_without_a_reason_is_counted_too(tmp_path: Path) -> None:
    shown = rows(write(tmp_path, record_of(1, value("subject.age", reasons=()))), "reasons")
    assert shown == {"no reason noted": (1, 1)}


def test_documents_are_counted_by_cause(records: list[Record], index: str) -> None:
    assert rows(index, "causes") == {
        words: (sum(map(holds, records)),) for words, holds in CAUSES.items()
    }


CAUSES: dict[str, Callable[[Record], bool]] = {
    "values to check": lambda r: bool(r.in_review),
    "kind of document not certain": lambda r: r.document_type_decision is REVIEW,
    "a problem with the pages or the file": lambda r: not all(p.benign for p in r.problems),
}


def test_where_nothing_waits_the_page_says_so(tmp_path: Path) -> None:
    index = write(tmp_path, record_of(1, accepted("subject.age")))
    assert "No value waits" in text_of(index) and "No document waits" in text_of(index)
    assert rows(index, "reasons") == rows(index, "causes") == {}


def test_rare_reasons_and_problems_are_folded_and_none_is_lost(tmp_path: Path) -> None:
    codes = [f"code_{n:02}" for n in range(30)]
    fields = [value("subject.age", index=n, reasons=(c,)) for n, c in enumerate(codes)]
    problems = tuple(Problem(code=code, stage="load") for code in codes)
    index = write(tmp_path, replace(record_of(1, *fields), problems=problems))
    for heading in ("reasons", "problems"):
        first, rest = tables(index, heading)
        assert len(first.findall("tbody/tr")) == ROWS_SHOWN
        assert len(rest.findall("tbody/tr")) == 30 - ROWS_SHOWN
        assert set(rows(index, heading)) == {code.replace("_", " ") for code in codes}
    assert text_of(index).count(f"{30 - ROWS_SHOWN} more, less frequent") == 2


# ---- by type, by kind, by what the page shows, by problem ------------------------------------------


def test_types_are_counted_by_decision(records: list[Record], index: str) -> None:
    titles = load_vocabulary().document_types
    expected = {}
    for name in TYPES:
        mine = [r for r in records if r.document_type == name]
        to_check = len(waiting(mine))
        attention = sum(r.needs_attention for r in mine)
        values = sum(len(r.fields) for r in mine)
        expected[titles[name]] = (len(mine) - attention, attention, values - to_check, to_check)
    assert rows(index, "types") == expected


def test_bars_of_types_show_documents_by_number_and_values_by_share(index: str) -> None:
    counted = rows(index, "types")
    most = max(done + attention for done, attention, _, _ in counted.values())
    for words, (done, attention, taken, to_check) in counted.items():
        documents, values = lengths(index, "types")[words]
        assert documents.get("accepted", 0) == pytest.approx(100 * done / most, abs=0.1)
        assert documents.get("review", 0) == pytest.approx(100 * attention / most, abs=0.1)
        assert values["review"] == pytest.approx(100 * to_check / (taken + to_check), abs=0.1)


def test_a_type_leads_to_its_documents(tmp_path: Path) -> None:
    index = write(tmp_path, record_of(1))
    (link,) = [
        a["href"]
        for tag, a in Tags(index[index.index('id="types"') :]).found
        if tag == "a" and a.get("class") == "kind" and "type-" in (a["href"] or "")
    ][:1]
    assert "scan 0001.pdf" in text_of((tmp_path / f"{link}").read_text(encoding="utf-8"))


def test_types_carry_the_titles_of_the_forms_in_use(tmp_path: Path) -> None:
    shipped = load_vocabulary()
    own = replace(
        shipped, document_types={**shipped.document_types, "county_form": "County form 7"}
    )
    index = write(tmp_path, replace(record_of(1), document_type="county_form"), vocabulary=own)
    assert set(rows(index, "types")) == {"County form 7"}


def test_kinds_are_counted_by_where_their_values_stand(records: list[Record], index: str) -> None:
    def standing(field: Field) -> int:
        if field.decision is ACCEPTED:
            return 1 if field.origin is Origin.PERSON else 0
        return 2 + (2 - min(2, len(field.signs)))

    expected: dict[str, Counter[int]] = {}
    kinds = load_vocabulary().field_kinds
    for field in (f for r in records for f in r.fields):
        expected.setdefault(KIND_LABELS[kinds[field.name]], Counter())[standing(field)] += 1
    assert rows(index, "kinds") == {
        words: tuple(counts[n] for n in range(5)) for words, counts in expected.items()
    }


def test_bars_of_kinds_show_shares(index: str) -> None:
    for words, counts in rows(index, "kinds").items():
        (bar,) = lengths(index, "kinds")[words]
        shares = [100 * count / sum(counts) for count in counts if count]
        assert list(bar.values()) == pytest.approx(shares, abs=0.1)


def test_readings_are_counted_by_decision(records: list[Record], index: str) -> None:
    fields = [f for r in records for f in r.fields]
    written = [f for f in fields if f.reading is Reading.PRESENT]
    taken = sum(f.decision is ACCEPTED for f in written)
    assert rows(index, "fields")["written"] == (taken, len(written) - taken)
    assert sum(map(sum, rows(index, "fields").values())) == len(fields)


def test_problems_are_counted_in_plain_words(records: list[Record], index: str) -> None:
    times = Counter(p.code for r in records for p in r.problems)
    documents = Counter(code for r in records for code in {p.code for p in r.problems})
    assert rows(index, "problems") == {
        PROBLEM_LABELS.get(code, code.replace("_", " ")): (documents[code], count)
        for code, count in times.items()
    }


def test_every_kind_has_plain_words() -> None:
    assert KINDS.keys() <= KIND_LABELS.keys()


# ---- confidence ------------------------------------------------------------------------------------


def test_without_confidence_the_plot_says_uncertified_and_shows_signs(index: str) -> None:
    section = index[index.index('id="kinds"') :]
    assert "What speaks for the values, by kind of value" in text_of(index)
    assert "Uncertified: no value carries a calibrated confidence yet." in text_of(section)
    assert 'class="strip"' not in index


def test_confidence_is_drawn_as_soon_as_there_is_one(tmp_path: Path) -> None:
    held = [accepted("subject.age", index=n, confidence=n / 10) for n in range(1, 10)]
    index = write(tmp_path, record_of(1, *held, value("subject.sex")))
    shown = text_of(index)
    assert "Confidence, by kind of value" in shown
    assert "A calibrated confidence is there for 9 of 10 values; uncertified" in shown
    assert re.search(r"whole numbers 9 0 0 0 9 0\.50", shown)
    assert re.search(r"sex 0 0 1 0 0 –", shown)
    (strip,) = re.findall(r'<svg class="strip".*?</svg>', index)
    assert 'class="middle" x1="50%"' in strip
    assert 'class="half" x="30%" width="40%"' in strip


def test_certificates_are_counted(tmp_path: Path) -> None:
    sure = accepted("subject.age", confidence=0.99, certificate="bound-7")
    shown = text_of(write(tmp_path, record_of(1, sure, value("subject.sex", confidence=0.4))))
    assert "for 2 of 2 values; 1 carries a certificate, the others are uncertified" in shown


# ---- the pace --------------------------------------------------------------------------------------

PACED = replace(
    RUN,
    pages=30,
    seconds=240,
    pace=Pace(edges_s=(0, 60, 120, 180, 240), pages=(3, 12, 6, 9)),
)


def paced(directory: Path, run: RunSummary) -> str:
    return write(directory, record_of(1), run=run)


def test_the_pace_is_drawn_and_told_in_numbers(tmp_path: Path) -> None:
    index = paced(tmp_path, PACED)
    (table,) = tables(index, "pace")
    told = [[cell.text for cell in row] for row in table.findall("tbody/tr")]
    assert [row[2] for row in told] == ["3.0", "12.0", "6.0", "9.0"]
    assert told[1][:2] == ["1 min 0 s", "2 min 0 s"]
    assert "From 3.0 to 12.0 pages a minute, 7.5 on average." in index
    assert "minutes since the start" in index


def test_the_drawn_pace_is_as_high_as_its_numbers(tmp_path: Path) -> None:
    index = paced(tmp_path, PACED)
    (curve,) = re.findall(r'class="curve tone0" d="M([^"]+)"', index)
    heights = [float(point.split()[1]) for point in curve.split("L")][::2]
    (guide,) = re.findall(r'class="guide" d="M([^"]+)"', index)
    mean = float(guide.split("L")[0].split()[1])
    per_page = (heights[0] - heights[1]) / 9
    assert [heights[0] - y for y in heights] == pytest.approx(
        [0, 9 * per_page, 3 * per_page, 6 * per_page]
    )
    assert heights[0] - mean == pytest.approx(4.5 * per_page, abs=0.1)


@pytest.mark.parametrize(
    "run", [RUN, replace(PACED, pages=0), replace(PACED, pace=Pace(edges_s=(0, 9), pages=(3,)))]
)
def test_a_run_too_short_to_have_a_pace_draws_none(tmp_path: Path, run: RunSummary) -> None:
    assert "Speed of the last run" not in paced(tmp_path, run)


# ---- odd reports -----------------------------------------------------------------------------------


def test_a_report_of_nothing_draws_nothing(tmp_path: Path) -> None:
    index = write(tmp_path)
    assert "No document has been read." in text_of(index)
    assert 'class="figure' not in index


def test_a_document_without_values_is_drawn(tmp_path: Path) -> None:
    index = write(tmp_path, record_of(1))
    assert "No value was found" in text_of(index)
    assert rows(index, "types") == {"ORR Verification of Release": (1, 0, 0, 0)}


def test_hostile_codes_and_titles_stay_texts(tmp_path: Path) -> None:
    fields = value(NASTY, reasons=(NASTY,))
    problems = (Problem(code=NASTY, stage=NASTY),)
    record = replace(record_of(1, fields), document_type=NASTY, problems=problems)
    index = write(tmp_path, record)
    assert "<img src=x" not in index
    assert len(rows(index, "reasons")) == len(rows(index, "problems")) == 1
    assert len(rows(index, "types")) == 1


def test_every_bar_has_its_numbers_beside_it_for_who_does_not_see(index: str) -> None:
    drawings = [a for tag, a in Tags(index).found if tag == "svg" and a.get("class") == "bar"]
    assert len(drawings) > 20
    assert all(drawing.get("aria-hidden") == "true" for drawing in drawings)
