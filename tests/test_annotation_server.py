"""Installing and running the review server, with a stand-in; test_review_loop has the real one."""

from __future__ import annotations

import os
import re
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annotation.server import credentials, environment, install, serve
from records.errors import ReviewError

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements" / "labelstudio.txt"

ANSWERS = """#!{python} -I
import os, signal, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
signal.signal(signal.SIGTERM, signal.{on_terminate})
class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        refused = "whoami" in self.path and {refuses}
        self.send_response(401 if refused else 200)
        self.end_headers()
    def log_message(self, *parts):
        pass
port = int(sys.argv[sys.argv.index("--port") + 1])
HTTPServer((sys.argv[sys.argv.index("--internal-host") + 1], port), Answer).serve_forever()
"""


def stand_in(
    folder: Path, *, refuses: bool = False, on_terminate: str = "SIG_DFL", body: str = ANSWERS
) -> Path:
    """Write a program that takes the server's arguments and answers as it would."""
    path = folder / "python"
    path.write_text(body.format(python=sys.executable, refuses=refuses, on_terminate=on_terminate))
    path.chmod(0o700)
    return path


LAUNCHED = """#!{python} -I
import sys, types
from http.server import BaseHTTPRequestHandler, HTTPServer
class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
def main():
    port = int(sys.argv[sys.argv.index("--port") + 1])
    HTTPServer(("127.0.0.1", port), Answer).serve_forever()
for name in ("label_studio", "label_studio.server", "core", "core.settings", "core.settings.base"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["label_studio"].server = sys.modules["label_studio.server"]
sys.modules["label_studio.server"].LS_PATH = "."
sys.modules["label_studio.server"].main = main
sys.modules["core.settings"].base = sys.modules["core.settings.base"]
exec(sys.argv[sys.argv.index("-c") + 1])
"""

PARENT = """
import sys, time
from pathlib import Path
from annotation.server import serve
with serve(Path(sys.argv[1]), python=Path(sys.argv[2])) as server:
    print(server.pid, flush=True)
    time.sleep(60)
"""


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_server_answers_inside_the_block_and_is_gone_after_it(tmp_path: Path) -> None:
    with serve(tmp_path / "ws", python=stand_in(tmp_path)) as server:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", server.url)
        assert is_running(server.pid)
    assert not is_running(server.pid)


def test_a_server_that_ignores_the_first_signal_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotation.server.STOP_TIMEOUT_S", 1.0)
    with serve(tmp_path / "ws", python=stand_in(tmp_path, on_terminate="SIG_IGN")) as server:
        assert is_running(server.pid)
    assert not is_running(server.pid)


def test_a_server_whose_parent_was_killed_ends_too(tmp_path: Path) -> None:
    python = stand_in(tmp_path, body=LAUNCHED)
    command = [sys.executable, "-c", PARENT, str(tmp_path / "ws"), str(python)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    deadline = time.monotonic() + 30
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_running(pid)


def test_a_server_that_ends_at_once_is_reported_with_its_log(tmp_path: Path) -> None:
    dead = stand_in(tmp_path, body="#!{python} -I\nraise SystemExit(3)\n")
    with (
        pytest.raises(ReviewError, match=r"status 3; see labelstudio/server\.log"),
        serve(tmp_path / "ws", python=dead),
    ):
        raise AssertionError("it was said to run")


def test_a_server_that_never_answers_is_given_up(tmp_path: Path) -> None:
    mute = stand_in(tmp_path, body="#!{python} -I\nimport time\ntime.sleep(60)\n")
    began = time.monotonic()
    with (
        pytest.raises(ReviewError, match="within 1 s"),
        serve(tmp_path / "ws", python=mute, timeout_s=1.0),
    ):
        raise AssertionError("it was said to run")
    assert time.monotonic() - began < 30


def test_a_server_that_does_not_know_our_token_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(ReviewError, match="refuses this workspace's token"),
        serve(tmp_path / "ws", python=stand_in(tmp_path, refuses=True)),
    ):
        raise AssertionError("it was said to run")


def test_a_taken_port_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            pytest.raises(ReviewError, match=f"port {port} is taken"),
            serve(tmp_path / "ws", python=Path("/nonexistent"), port=port),
        ):
            raise AssertionError("it was said to run")


def test_a_missing_installation_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(ReviewError, match="not installed"),
        serve(tmp_path / "ws", python=tmp_path / "nothing-here"),
    ):
        raise AssertionError("it was said to run")


def test_credentials_are_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    user = credentials(tmp_path)
    assert credentials(tmp_path) == user
    path = tmp_path / "labelstudio" / "credentials.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert re.fullmatch(r"[0-9a-f]{40}", user.token.get_secret_value())
    assert len(user.password.get_secret_value()) >= 20


def test_credentials_differ_between_workspaces_and_hide_in_a_repr(tmp_path: Path) -> None:
    one, other = credentials(tmp_path / "one"), credentials(tmp_path / "other")
    assert one.token != other.token and one.password != other.password
    assert one.token.get_secret_value() not in repr(one)
    assert one.password.get_secret_value() not in repr(one)


def test_broken_credentials_stop_with_the_next_step(tmp_path: Path) -> None:
    credentials(tmp_path)
    (tmp_path / "labelstudio" / "credentials.json").write_text("[]")
    with pytest.raises(ReviewError, match="start afresh"):
        credentials(tmp_path)


def test_nothing_of_the_callers_environment_reaches_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "canary")
    monkeypatch.setenv("PYTHONPATH", "canary")
    given = environment(tmp_path, credentials(tmp_path))
    assert "canary" not in given.values()
    assert given["HOME"] == given["LABEL_STUDIO_BASE_DATA_DIR"] == str(tmp_path)


def test_the_server_is_told_to_send_nothing_anywhere(tmp_path: Path) -> None:
    given = environment(tmp_path, credentials(tmp_path))
    assert given["LABEL_STUDIO_COLLECT_ANALYTICS"] == "false"
    assert given["LABEL_STUDIO_SENTRY_DSN"] == given["LABEL_STUDIO_FRONTEND_SENTRY_DSN"] == ""
    assert given["LABEL_STUDIO_SSRF_PROTECTION_ENABLED"] == "true"
    assert given["LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED"] == "false"
    assert given["HTTPS_PROXY"] == "http://127.0.0.1:9"


def test_the_lock_holds_hashes_and_no_address_and_no_torch() -> None:
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lines if re.match(r"[a-z0-9]", line)]
    assert any(line.startswith("label-studio==1.23.2") for line in pinned)
    assert all("==" in line and line.endswith("\\") for line in pinned)
    assert not [line for line in lines if "://" in line or line.startswith("--index")]
    assert not [line for line in pinned if re.match(r"(torch|nvidia|tensorflow)\b", line)]


def test_installing_without_a_lock_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match=r"nothing\.txt is missing"):
        install(tmp_path / "venv", requirements=tmp_path / "nothing.txt")


def test_what_has_no_hash_is_not_installed(tmp_path: Path) -> None:
    requirements = tmp_path / "loose.txt"
    requirements.write_text("label-studio==1.23.2\n")
    with pytest.raises(ReviewError, match=r"see install\.log"):
        install(tmp_path / "venv", requirements=requirements)
    assert not (tmp_path / "venv" / "casefile-installed").exists()


def test_a_second_installation_does_nothing(tmp_path: Path) -> None:
    requirements = tmp_path / "none.txt"
    requirements.write_text("# nothing to install\n")
    python = install(tmp_path / "venv", requirements=requirements)
    before = python.lstat().st_mtime_ns
    assert install(tmp_path / "venv", requirements=requirements) == python
    assert python.lstat().st_mtime_ns == before
