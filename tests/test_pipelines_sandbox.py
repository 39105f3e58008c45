from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipelines.sandbox import ChildLimits, Outcome, _forkserver, resident_bytes, run_limited
from records.errors import ConfigError, Reason

LIMITS = ChildLimits(page_time_limit_s=20, total_time_limit_s=30)


def run(task: str, lease: Path, **options: Any) -> tuple[Outcome, list[dict[str, Any]]]:
    lines: list[bytes] = []
    limits = replace(LIMITS, **{k: options.pop(k) for k in list(options) if hasattr(LIMITS, k)})
    outcome = run_limited(
        f"tests.sandbox_tasks:{task}",
        options.pop("argument", {}),
        lease_dir=lease,
        limits=limits,
        on_message=lines.append,
        **options,
    )
    assert outcome.message_count == len(lines)
    return outcome, [json.loads(line) for line in lines]


def is_alive(pid: int) -> bool:
    """Say whether a process runs; a zombie does not."""
    try:
        os.kill(pid, 0)
        if not Path("/proc/self/stat").exists():  # not on this system: nothing tells a zombie
            return True
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):  # it may end while its entry is read
        return False


def dies(pid: int) -> bool:
    for _ in range(50):
        if not is_alive(pid):
            return True
        time.sleep(0.1)
    return False


def test_a_task_gets_its_argument_and_its_messages_come_back(tmp_path: Path) -> None:
    argument = {"name": "José", "list": [1, None, True]}
    outcome, messages = run("echo", tmp_path, argument=argument)
    assert (outcome.status, outcome.reason) == ("ok", None)
    assert messages == [{"argument": {"name": "José", "list": [1, None, True]}}]
    assert outcome.peak_rss_bytes > 1 << 20 and outcome.wall_s > 0


def test_a_child_has_no_secrets_no_output_and_one_place_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CASEFILE_TOKEN", "secret")
    _forkserver.cache_clear()  # the next one starts with the token in its parent's environment
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        outcome, (seen,) = run("surroundings", tmp_path, argument={"port": port})
    assert outcome.status == "ok"
    assert "CASEFILE_TOKEN" not in seen["environment"]
    assert Path(seen["temporary"]).parent == tmp_path
    assert len(seen["descriptors"]) == 5  # null device three times, the pipe, the listing itself
    assert seen["session"]
    assert seen["connected"] is not outcome.network_blocked
    assert capfd.readouterr() == ("", "")


def test_what_was_read_before_a_hang_is_kept(tmp_path: Path) -> None:
    outcome, messages = run("two_then_hang", tmp_path, page_time_limit_s=0.5)
    assert (outcome.status, outcome.reason) == ("out_of_time", Reason.OUT_OF_TIME)
    assert messages == [{"page": 1}, {"page": 2}]
    assert outcome.wall_s < 5


def test_messages_come_while_the_child_still_runs(tmp_path: Path) -> None:
    cancel = threading.Event()
    outcome = run_limited(
        "tests.sandbox_tasks:two_then_hang",
        {},
        lease_dir=tmp_path,
        limits=LIMITS,
        on_message=lambda _: cancel.set(),
        cancel=cancel,
    )
    assert (outcome.status, outcome.reason) == ("cancelled", None)


def test_each_message_renews_the_time_of_a_page(tmp_path: Path) -> None:
    outcome, messages = run("slow_pages", tmp_path, page_time_limit_s=0.9, argument={"pages": 6})
    assert outcome.status == "ok" and len(messages) == 6
    assert outcome.wall_s > 1.5


def test_the_total_time_is_never_renewed(tmp_path: Path) -> None:
    outcome, messages = run("slow_pages", tmp_path, total_time_limit_s=1, argument={"pages": 99})
    assert outcome.status == "out_of_time" and 1 <= len(messages) <= 4


def test_a_slow_handler_is_not_the_childs_fault(tmp_path: Path) -> None:
    outcome = run_limited(
        "tests.sandbox_tasks:slow_pages",
        {"pages": 3},
        lease_dir=tmp_path,
        limits=replace(LIMITS, page_time_limit_s=0.9),
        on_message=lambda _: time.sleep(1.2),
    )
    assert outcome.status == "ok"


def test_too_much_cpu_is_out_of_time(tmp_path: Path) -> None:
    outcome, messages = run("burn", tmp_path, cpu_s=1)
    assert (outcome.status, messages) == ("out_of_time", [{"page": 1}])


@pytest.mark.parametrize("task", ["eat_memory", "eat_memory_elsewhere"])
def test_too_much_memory_is_out_of_memory(tmp_path: Path, task: str) -> None:
    outcome, messages = run(task, tmp_path, memory_bytes=300 << 20)
    assert (outcome.status, outcome.reason) == ("out_of_memory", Reason.OUT_OF_MEMORY)
    assert messages == [{"page": 1}]
    assert outcome.peak_rss_bytes < 400 << 20


@pytest.mark.parametrize("task", ["crash", "leave"])
def test_a_child_that_dies_has_crashed(tmp_path: Path, task: str) -> None:
    outcome, _ = run(task, tmp_path)
    assert (outcome.status, outcome.reason) == ("crashed", Reason.CRASHED)


def test_a_typed_refusal_keeps_its_reason_page_and_figure(tmp_path: Path) -> None:
    outcome, messages = run("refuse", tmp_path)
    assert (outcome.status, outcome.reason) == ("failed", Reason.TOO_LARGE)
    assert (outcome.page, outcome.detail, len(messages)) == (2, "50000000 pixels", 1)


@pytest.mark.parametrize("task", ["blunder", "no_such_task"])
def test_an_unforeseen_error_says_where_but_none_of_its_text(tmp_path: Path, task: str) -> None:
    outcome, _ = run(task, tmp_path)
    assert (outcome.status, outcome.reason) == ("failed", Reason.INTERNAL)
    assert "Error at " in outcome.detail and "page text" not in repr(outcome)


def test_a_lease_that_is_not_there_is_internal(tmp_path: Path) -> None:
    outcome, _ = run("echo", tmp_path / "none")
    assert (outcome.status, outcome.reason) == ("failed", Reason.INTERNAL)


def test_a_file_over_the_limit_is_not_written(tmp_path: Path) -> None:
    outcome, _ = run("fill_disk", tmp_path, file_bytes=1 << 16)
    assert outcome.status == "failed"
    assert (tmp_path / "big").stat().st_size <= 1 << 16


def test_a_message_over_the_limit_is_refused_in_the_child(tmp_path: Path) -> None:
    outcome, messages = run("long_message", tmp_path, line_bytes=1000, argument={"size": 1000})
    assert (outcome.reason, messages) == (Reason.TOO_LARGE, [])


def test_a_large_message_arrives_whole(tmp_path: Path) -> None:
    outcome, (message,) = run("long_message", tmp_path, argument={"size": 8 << 20})
    assert outcome.status == "ok" and len(message["text"]) == 8 << 20


def test_a_line_without_end_is_cut_off_in_the_parent(tmp_path: Path) -> None:
    outcome, messages = run("endless_line", tmp_path, line_bytes=1 << 20)
    assert (outcome.status, messages) == ("crashed", [])


def test_a_lying_child_cannot_invent_a_reason(tmp_path: Path) -> None:
    outcome, _ = run("lie", tmp_path)
    assert (outcome.status, outcome.reason) == ("failed", Reason.INTERNAL)
    assert (outcome.page, outcome.detail) == (None, "")


@pytest.mark.parametrize("wait", [True, False], ids=["killed", "left behind"])
def test_grandchildren_die_with_the_child(tmp_path: Path, wait: bool) -> None:
    outcome, (message,) = run(
        "start_a_sleeper", tmp_path, page_time_limit_s=0.5, argument={"wait": wait}
    )
    assert outcome.status == ("out_of_time" if wait else "ok")
    assert dies(message["pid"])


def test_an_error_in_the_handler_kills_the_child_and_is_passed_on(tmp_path: Path) -> None:
    pids: list[int] = []

    def fail(line: bytes) -> None:
        pids.append(json.loads(line)["pid"])
        raise RuntimeError("database")

    with pytest.raises(RuntimeError, match="database"):
        run_limited(
            "tests.sandbox_tasks:start_a_sleeper",
            {"wait": True},
            lease_dir=tmp_path,
            limits=LIMITS,
            on_message=fail,
        )
    assert dies(pids[0])


def test_nothing_outlives_a_parent_that_is_killed(tmp_path: Path) -> None:
    """Kill a process in the middle of `run_limited`, as a power-cut or the kernel would."""
    script = (
        "import sys; from pathlib import Path; from pipelines.sandbox import *; "
        "run_limited('tests.sandbox_tasks:start_a_sleeper', {'wait': True}, "
        "lease_dir=Path(sys.argv[1]), limits=ChildLimits(), "
        "on_message=lambda line: print(line.decode(), flush=True))"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        sleeper = json.loads(parent.stdout.readline())["pid"]
        assert is_alive(sleeper)
        parent.kill()
    assert dies(sleeper)


def test_many_threads_each_get_their_own_messages(tmp_path: Path) -> None:
    def one(number: int) -> object:
        return run("echo", tmp_path, argument={"number": number})[1][0]["argument"]["number"]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(40))) == list(range(40))


def test_nothing_is_left_open(tmp_path: Path) -> None:
    run("echo", tmp_path)
    before = len(os.listdir("/dev/fd"))
    for _ in range(20):
        run("echo", tmp_path)
        run("refuse", tmp_path)
    assert len(os.listdir("/dev/fd")) == before


def test_a_dead_server_is_replaced_and_its_child_is_a_crash(tmp_path: Path) -> None:
    run("echo", tmp_path)
    process = _forkserver(os.getpid())
    assert process.pid is not None
    os.kill(process.pid, 9)
    outcome, _ = run("echo", tmp_path)
    if outcome.status != "ok":  # the order was already in the dead server's socket
        assert outcome.status == "crashed"
        outcome, _ = run("echo", tmp_path)
    assert outcome.status == "ok"


def test_a_server_that_cannot_start_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _forkserver.cache_clear()
    for broken in (str(tmp_path / "no-python"), "/bin/false"):
        monkeypatch.setattr(sys, "executable", broken)
        with pytest.raises(ConfigError, match="does not start"):
            run("echo", tmp_path)


def test_the_memory_of_a_process_can_be_asked_for() -> None:
    assert resident_bytes(os.getpid()) > 1 << 20
    assert resident_bytes(0) == 0
