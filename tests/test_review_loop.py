"""The whole loop: a real Label Studio, a real browser, one correction by a person."""

from __future__ import annotations

import os
import re
import stat
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from annotation.apply import apply_correction
from annotation.labelstudio import Connection, pull, push
from annotation.server import Server, install, serve
from records.errors import ReviewError
from records.normalise import CANONICAL, normalise
from records.store import SqliteStore
from records.types import Decision, Origin, Reading, Record
from records.vocabulary import load_vocabulary
from tests.browser import chromium, why_no_browser
from tests.review_records import FAMILY_NAME, WIDTH, draw_page, one_page_record, two_page_record

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver
    from selenium.webdriver.remote.webelement import WebElement

ROOT = Path(__file__).parents[1]
VOCABULARY = load_vocabulary()
WAIT_S = 60


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    try:
        python = install(
            ROOT / ".venv-labelstudio", requirements=ROOT / "requirements" / "labelstudio.txt"
        )
    except ReviewError as error:
        pytest.skip(f"Label Studio cannot be installed here: {error}")
    with serve(tmp_path_factory.mktemp("workspace"), python=python) as running:
        yield running


@pytest.fixture(scope="module")
def connection(server: Server) -> Connection:
    return Connection(url=server.url, token=server.credentials.token)


def normalised(kind: str, text: str) -> str | None:
    return normalise(kind, text, context=CANONICAL)


def push_one(record: Record, *, connection: Connection, title: str) -> tuple[str, int]:
    result = push(
        [record],
        connection=connection,
        vocabulary=VOCABULARY,
        page_image=draw_page,
        title=title,
    )
    return (result.project_url, result.created)


def find(driver: WebDriver, css: str) -> WebElement:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.expected_conditions import visibility_of_element_located
    from selenium.webdriver.support.ui import WebDriverWait

    found = visibility_of_element_located((By.CSS_SELECTOR, css))
    return WebDriverWait(driver, WAIT_S).until(found)


def log_in(driver: WebDriver, server: Server) -> None:
    driver.get(f"{server.url}/user/login/")
    find(driver, "[name=email]").send_keys(server.credentials.username)
    password = find(driver, "[name=password]")
    password.send_keys(server.credentials.password.get_secret_value())
    password.submit()
    find(driver, "[class*=header]")


def click_box(driver: WebDriver, x: float, y: float) -> None:
    """Click a point of the page, in points, on the image as it stands in the browser."""
    from selenium.webdriver.common.actions.action_builder import ActionBuilder

    canvas = find(driver, "canvas")
    left, top, width = driver.execute_script(
        "arguments[0].scrollIntoView({block: 'start', behavior: 'instant'});"
        "const r = arguments[0].getBoundingClientRect(); return [r.left, r.top, r.width];",
        canvas,
    )
    scale = width / WIDTH
    actions = ActionBuilder(driver)
    pointer = actions.pointer_action
    pointer.move_to_location(int(left + x * scale), int(top + y * scale))  # type: ignore[no-untyped-call]
    pointer.click()
    actions.perform()


def retype(driver: WebDriver, old: str, new: str) -> None:
    """Replace the text of the box that reads `old`, in the list of boxes."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    find(driver, "textarea.lsf-textarea-tag__input")
    areas = driver.find_elements(By.CSS_SELECTOR, "textarea.lsf-textarea-tag__input")
    shown = {a.get_attribute("value"): a for a in areas}
    assert old in shown, list(shown)
    area = shown[old]
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", area)
    area.click()
    area.send_keys(Keys.CONTROL, "a")
    area.send_keys(new)
    area.send_keys(Keys.TAB)


def shoot(driver: WebDriver, name: str) -> None:
    """Keep a screenshot where the environment asks for one."""
    if folder := os.environ.get("CASEFILE_SCREENSHOTS"):
        driver.save_screenshot(str(Path(folder) / f"{name}.png"))


def submit(driver: WebDriver) -> None:
    from selenium.webdriver.support.expected_conditions import staleness_of
    from selenium.webdriver.support.ui import WebDriverWait

    button = find(driver, "[aria-label='Submit current annotation']")
    button.click()
    WebDriverWait(driver, WAIT_S).until(staleness_of(button))


def test_a_correction_made_in_the_browser_becomes_a_new_version(
    server: Server, connection: Connection, tmp_path: Path
) -> None:
    if reason := why_no_browser():
        pytest.skip(reason)
    store = SqliteStore(tmp_path / "store.sqlite3")
    stored = store.append(one_page_record())
    url, created = push_one(stored, connection=connection, title="loop")
    assert created == 1

    with chromium(tmp_path / "profile") as driver:
        log_in(driver, server)
        driver.get(f"{url}/data?labeling=1")
        find(driver, "canvas")
        shoot(driver, "opened")
        click_box(driver, FAMILY_NAME.x_mid, FAMILY_NAME.y_mid)
        shown = find(driver, "[class*=detailed-region]")
        shoot(driver, "selected")
        assert "subject.family_name:0" in shown.text
        retype(driver, "L0PEZ", "LÓPEZ")
        shoot(driver, "typed")
        submit(driver)

    (correction,) = pull(connection=connection, title="loop")
    record = store.append(
        apply_correction(
            stored, correction, shown=stored, vocabulary=VOCABULARY, normalise=normalised
        )
    )
    store.close()
    assert (record.version, record.problems) == (2, ())
    assert_name_is_corrected(record)
    assert_the_rest_is_as_left(record, before=stored)
    seen = {correction.review_id}
    assert pull(connection=connection, title="loop", seen=seen.__contains__) == ()


def assert_name_is_corrected(record: Record) -> None:
    name = record.get("subject.family_name")
    assert name is not None
    assert (name.value, name.text) == ("LÓPEZ", "LÓPEZ")
    assert (name.reading, name.decision) == (Reading.PRESENT, Decision.ACCEPTED)
    assert (name.origin, name.reviewed_by) == (Origin.PERSON, "reviewer@localhost")
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", name.reviewed_at or "")
    assert name.evidence is not None
    assert (name.evidence.step, name.evidence.bbox) == ("review@1", FAMILY_NAME)


def assert_the_rest_is_as_left(record: Record, *, before: Record) -> None:
    assert record.reviewed_by == "reviewer@localhost"
    assert record.document_type_origin is Origin.PERSON
    assert record.get("subject.a_number") == before.get("subject.a_number")
    ambiguous = record.get("subject.date_of_birth")
    assert ambiguous is not None
    assert (ambiguous.decision, ambiguous.reasons) == (Decision.REVIEW, ("not_canonical",))
    assert record.get("subject.sex") == before.get("subject.sex")


def test_a_second_push_makes_no_second_task(connection: Connection) -> None:
    record = two_page_record()
    assert push_one(record, connection=connection, title="twice")[1] == 2
    assert push_one(record, connection=connection, title="twice")[1] == 0


def test_a_push_of_a_newer_version_takes_the_untouched_tasks_of_the_older_away(
    connection: Connection,
) -> None:
    record = two_page_record()
    for version, replaced in ((1, 0), (2, 2)):
        result = push(
            [record.with_version(version)],
            connection=connection,
            vocabulary=VOCABULARY,
            page_image=draw_page,
            title="newer",
        )
        assert (result.created, result.existing, result.replaced) == (2, 0, replaced)


def test_pages_are_given_to_nobody_who_is_not_logged_in(
    server: Server, connection: Connection
) -> None:
    push_one(one_page_record(), connection=connection, title="private")
    (image, *_) = (server.log.parent / "media" / "upload").rglob("*.png")
    path = image.relative_to(server.log.parent / "media")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{server.url}/data/{path.as_posix()}")
    assert refused.value.code in (401, 403)
    refused.value.close()


def test_all_that_the_server_keeps_is_for_its_owner_alone(server: Server) -> None:
    home = server.log.parent
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    files = [p for p in home.rglob("*") if p.is_file()]
    assert files
    assert [p.name for p in files if stat.S_IMODE(p.stat().st_mode) & 0o077] == []


def test_its_log_holds_no_secret_and_no_text_of_a_page(server: Server) -> None:
    log = server.log.read_text(encoding="utf-8", errors="replace")
    user = server.credentials
    for canary in (user.password.get_secret_value(), user.token.get_secret_value(), "L0PEZ"):
        assert canary not in log


def test_a_stranger_cannot_sign_up(server: Server) -> None:
    url = f"{server.url}/user/signup/"
    cookies = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    browser.open(url).close()
    form = {
        "email": "stranger@example.org",
        "password": "fictitious-1234",
        "csrfmiddlewaretoken": next(c.value or "" for c in cookies if c.name == "csrftoken"),
    }
    with pytest.raises(urllib.error.HTTPError) as refused:
        browser.open(url, urlencode(form).encode("ascii"))
    assert refused.value.code == 403
    refused.value.close()


def test_a_second_server_of_the_workspace_is_refused(server: Server) -> None:
    workspace = server.log.parents[1]
    with (
        pytest.raises(ReviewError, match="already running"),
        serve(workspace, python=Path("/nonexistent")),
    ):
        raise AssertionError("a second server was started")


def test_a_wrong_token_is_refused_with_the_next_step(server: Server) -> None:
    from pydantic import SecretStr

    wrong = Connection(url=server.url, token=SecretStr("0" * 40))
    with pytest.raises(ReviewError, match="refuses the token"):
        pull(connection=wrong)
