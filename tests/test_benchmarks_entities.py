"""How spans are counted: exactly alike, by label, with an interval over texts."""

from __future__ import annotations

from benchmarks.entities import Public, narrated, shared_of, spans_found
from models.running import narrator

TEXT = "On June 3, 2018 Fictitia Muestra Ortega was separated from her father, Darwin Cantalagua."


def span(words: str, label: str) -> tuple[int, int, str]:
    start = TEXT.index(words)
    return start, start + len(words), label


def test_only_spans_exactly_alike_are_right() -> None:
    day, person = span("June 3, 2018", "date"), span("Darwin Cantalagua", "name")
    rows = [Public(TEXT, frozenset({day, person})), Public(TEXT, frozenset({day}))]
    found = frozenset({day, span("Darwin", "name")})
    told = list(spans_found({"ours": lambda *_: found}, [("set", "en", iter(rows))]))
    assert told == [
        "set, en, date, ours: F1 1.000 (1.000 to 1.000), recall 1.000 (2 wanted, 2 found)",
        "set, en, name, ours: F1 0.000 (0.000 to 0.000), recall 0.000 (1 wanted, 2 found)",
    ]


def test_what_the_model_says_of_roles_is_a_name_or_a_date_here() -> None:
    found = shared_of(narrator(), TEXT, "en")
    assert {span("June 3, 2018", "date"), span("Darwin Cantalagua", "name")} <= found


def test_narratives_of_both_languages_are_kept_apart() -> None:
    sets = [(language, list(rows)) for _, language, rows in [*narrated("dev", 3)]]
    assert [language for language, _ in sets] == ["en", "es"]
    english, spanish = ({row.text for row in rows} for _, rows in sets)
    assert english and spanish and not english & spanish
    assert any(row.spans for _, rows in sets for row in rows)
