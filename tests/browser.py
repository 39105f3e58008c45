"""A headless Chromium for tests, driven through its own driver; it reaches nothing but loopback."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WINDOW = "1600,1000"
PAGE_TIMEOUT_S = 60

FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    f"--window-size={WINDOW}",
)


def why_no_browser() -> str | None:
    """Return what is missing for a test with a browser, or None where all is there."""
    try:
        import selenium  # noqa: F401
    except ImportError:
        return "selenium is not installed: install requirements/test.txt"
    if _browser() is None or shutil.which("chromedriver") is None:
        return "Chromium or its driver is not installed: apt-get install chromium chromium-driver"
    return None


def _browser() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@contextmanager
def chromium(profile: Path) -> Iterator[WebDriver]:
    """Run a headless Chromium with the new, empty folder `profile`, until the block ends."""
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = _browser() or ""
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # Chromium's sandbox refuses to start as root
    driver = Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.set_page_load_timeout(PAGE_TIMEOUT_S)
    try:
        yield driver
    finally:
        driver.quit()
