"""Parts of the pipeline left out: what speaks for a field then, and which documents targets are set for."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from benchmarks.ablation import PARTS, ZONES, slices, spoken_by
from evaluation.verdicts import Judged, Verdict
from records.types import Field
from synth.truth import Fill
from tests.report_records import field_of, record_of


def found_by(step: str, name: str) -> Field:
    field = field_of(name)
    assert field.evidence is not None
    return replace(field, evidence=replace(field.evidence, step=step))


def test_zones_alone_leave_out_what_another_step_found() -> None:
    zoned = found_by("zone@1", "subject.family_name")
    record = record_of(1, zoned, found_by("label@1", "subject.sex"))
    nowhere = replace(zoned, name="subject.a_number", evidence=None)
    record = replace(record, fields=(*record.fields, nowhere))
    assert spoken_by(record, ZONES.steps).fields == (zoned,)
    assert spoken_by(record, PARTS["rules alone"].steps) == record


def test_each_part_adds_to_the_one_before() -> None:
    parts = list(PARTS.values())
    assert parts[0] == ZONES
    assert parts[1] == replace(ZONES, steps=None)
    for before, after in pairwise(parts[1:]):
        told = [
            [getattr(part, name) for name in part.__slots__ if name != "steps"]
            for part in (before, after)
        ]
        assert sum(a != b for a, b in zip(*told, strict=True)) == 1
        assert sum(told[1]) == sum(told[0]) + 1


def document(key: str, *, stratum: str, fill: Fill, damage: int, language: str) -> Judged:
    kinds = ("a_number", "date", "name")
    return Judged(
        key=key,
        file=f"{key}.pdf",
        document_id=None,
        stratum=stratum,
        fill=fill,
        damage=damage,
        language=language,
        document_type="orr_intake",
        text_layer="none",
        whole=None,
        fields=tuple(
            Verdict(name=f"subject.{kind}", index=0, kind=kind, fill=fill, page=1) for kind in kinds
        ),
    )


def test_targets_are_of_fair_pages_by_edition_fill_kind_and_language() -> None:
    fair = document("a", stratum="unseen", fill="typed", damage=1, language="es")
    poor = document("b", stratum="unseen", fill="typed", damage=2, language="en")
    hand = document("c", stratum="registered", fill="hand", damage=0, language="en")
    told = dict(slices([fair, poor, hand]))
    assert told["unseen"] == [fair, poor]
    assert told["unseen, typed, damage 0-1"] == [fair]
    assert told["registered, hand, damage 0-1"] == [hand]
    assert told["language es, typed, damage 0-1"] == [fair]
    (numbers,) = told["unseen, typed, a_number"]
    assert [v.name for v in numbers.fields] == ["subject.a_number"]
