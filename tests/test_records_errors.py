"""Errors: one tree, a next step on each, and exit statuses that tell."""

from __future__ import annotations

import pytest

from records.errors import (
    NEXT_STEP,
    CaseFileError,
    ConfigError,
    DocumentError,
    FormError,
    Reason,
    ReviewError,
    WorkspaceError,
)


@pytest.mark.parametrize("kind", [ConfigError, FormError, WorkspaceError, ReviewError])
def test_what_stops_the_whole_ends_in_2(kind: type[CaseFileError]) -> None:
    assert kind("x").exit_status == 2


def test_form_and_workspace_are_matters_of_configuration() -> None:
    assert issubclass(FormError, ConfigError)
    assert issubclass(WorkspaceError, ConfigError)
    assert not issubclass(DocumentError, ConfigError)


def test_one_document_ends_in_1() -> None:
    assert DocumentError(Reason.DAMAGED).exit_status == 1


@pytest.mark.parametrize("reason", list(Reason))
def test_each_reason_is_told_in_one_line_with_document_page_and_next_step(reason: Reason) -> None:
    told = str(DocumentError(reason, document_id="0123456789abcdef", page=7, detail="41 pages"))
    assert told == (
        f"document 0123456789abcdef, page 7: {reason.value} (41 pages); {NEXT_STEP[reason]}"
    )
    assert "\n" not in told


def test_what_is_not_known_is_marked_so() -> None:
    assert str(DocumentError(Reason.EMPTY)).startswith("document ?, page -: empty; ")


def test_next_steps_differ_and_are_for_every_reason() -> None:
    assert NEXT_STEP.keys() == set(Reason)
    assert len(set(NEXT_STEP.values())) == len(Reason)
