"""Running text: facts are boxed where their words stand, over lines and pages; bars hide names."""

import random
from typing import Final

from records.types import Reading
from synth.papers import Paragraph, Run
from synth.sheet import Fact, Pen
from synth.text import Flow, set_paragraph

PEN: Final = Pen(font="mono", size=10, manner="typed")
PARAGRAPH: Final[Paragraph] = (
    Run(text="The minor was separated from "),
    Run(
        text="Darwin Cantalagua",
        facts=(
            ("separation.from", 0, "Darwin Cantalagua"),
            ("father.full_name", 0, "Darwin Cantalagua"),
        ),
    ),
    Run(text=", the father, on "),
    Run(text="June 3, 2018", facts=(("separation.date", 0, "2018-06-03"),)),
    Run(text=". "),
)


def written(
    *, x1: float = 560.0, bottom: float = 700.0, redacted: bool = False, times: int = 1
) -> Flow:
    flow = Flow(rng=random.Random(1), size=(612.0, 792.0), top=60, bottom=bottom, split="train")
    for _ in range(times):
        set_paragraph(flow, PARAGRAPH, PEN, x0=60, x1=x1, leading=14, redacted=redacted)
    return flow


def fact(flow: Flow, name: str) -> Fact:
    return next(f for sheet in flow.sheets for f in sheet.facts if f.name == name)


def test_every_fact_of_a_run_is_stated_once_with_the_box_of_its_words() -> None:
    flow = written()
    assert [f.name for f in flow.sheet.facts] == [
        "separation.from",
        "father.full_name",
        "separation.date",
    ]
    words = [w for w in flow.sheet.words if ("separation.from", 0) in w.keys]
    assert [w.text for w in words] == ["Darwin", "Cantalagua,"]
    assert fact(flow, "separation.from").bbox.holds(words[0].bbox)


def test_a_fact_over_a_line_break_has_both_lines_in_its_box() -> None:
    broken = fact(written(x1=300), "separation.from").bbox
    whole = fact(written(), "separation.from").bbox
    assert broken.height > whole.height + 10


def test_text_goes_on_on_the_next_page() -> None:
    flow = written(bottom=112, times=4)
    assert len(flow.sheets) > 1
    assert all(sheet.facts for sheet in flow.sheets)
    assert max(w.bbox.bottom for sheet in flow.sheets for w in sheet.words) < 116


def test_a_redacted_paragraph_has_bars_for_names_and_keeps_dates() -> None:
    flow = written(redacted=True)
    covered = fact(flow, "separation.from")
    assert (covered.value, covered.reading) == (None, Reading.REDACTED)
    assert fact(flow, "separation.date").value == "2018-06-03"
    assert not any("Darwin" in word.text for word in flow.sheet.words)
    assert covered.bbox.width > 80
