"""The client where there is no server; with a real one, see test_review_loop."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from annotation.labelstudio import Connection, pull, push
from records.errors import ReviewError
from records.vocabulary import load_vocabulary
from tests.review_records import draw_page, one_page_record

CLOSED = "http://127.0.0.1:9"


def test_a_server_that_is_not_there_is_named_as_such() -> None:
    with pytest.raises(ReviewError, match="does not answer"):
        pull(connection=Connection(url=CLOSED, token=SecretStr("0" * 40)))


def test_pages_are_not_sent_over_the_network_in_the_clear() -> None:
    remote = Connection(url="http://review.example.org", token=SecretStr("0" * 40))
    with pytest.raises(ReviewError, match="https"):
        push(
            [one_page_record()],
            connection=remote,
            vocabulary=load_vocabulary(),
            page_image=draw_page,
        )


def test_the_token_shows_in_no_repr_and_no_error() -> None:
    token = "5ecret" * 6
    connection = Connection(url=CLOSED, token=SecretStr(token))
    assert token not in repr(connection)
    with pytest.raises(ReviewError) as refused:
        pull(connection=connection)
    assert token not in str(refused.value)
