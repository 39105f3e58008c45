"""Run a task on untrusted bytes in a disposable, limited child and take its messages as they come.

The child is limited in memory, CPU, file size and time, has no network where the kernel allows, few
environment variables, no output but its messages, and a process group that dies with it. What comes
back is JSON lines, never pickles.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from pipelines.child import CONTROL, Argument, Order
from pipelines.forkserver import Forkserver, import_path
from records.errors import Reason

Status = Literal["ok", "out_of_memory", "out_of_time", "crashed", "cancelled", "failed"]

POLL_S: Final = 0.1
"""How soon a cancellation or a passed time limit is noticed."""
DRAIN_S: Final = 5.0
"""How long the end of a dead child is waited for before it is given up."""
READ_BYTES: Final = 1 << 20
DETAIL_CHARS: Final = 120
MEMORY_SHARE: Final = 0.5
"""A child that dies of a signal above this share of its memory is taken to have run out of it:
libraries in C and C++ abort when an allocation fails."""


KILL_REASON: Final[dict[Status, Reason]] = {
    "out_of_time": Reason.OUT_OF_TIME,
    "out_of_memory": Reason.OUT_OF_MEMORY,
    "crashed": Reason.CRASHED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildLimits:
    """What a child may use.

    `page_time_limit_s` is wall time until the next message, `total_time_limit_s` in all; time that
    the parent spends on a message does not count to the former. Each process that the child starts
    has the limits on memory and CPU for itself.
    """

    memory_bytes: int = 2 << 30
    cpu_s: int = 4 * 3600
    file_bytes: int = 1 << 30
    line_bytes: int = 64 << 20
    page_time_limit_s: float = 60.0
    total_time_limit_s: float = 4 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a task ended. `reason` is None for "ok" and "cancelled".

    `page` and `detail` come from the task's `DocumentError`; `message_count` messages were handed
    on before the end. `peak_rss_bytes` is the most resident memory of the child or a process it
    started.
    """

    status: Status
    reason: Reason | None = None
    page: int | None = None
    detail: str = ""
    message_count: int = 0
    peak_rss_bytes: int = 0
    wall_s: float = 0.0
    network_blocked: bool = False


def run_limited(
    task: str,
    argument: Argument,
    *,
    lease_dir: Path,
    limits: ChildLimits,
    on_message: Callable[[bytes], None] | None = None,
    cancel: threading.Event | None = None,
) -> Outcome:
    """Call `task` ("module:function") with (argument, emit) in a child; return how it ended.

    `emit(dict)` in the child becomes `on_message(line)` here, one JSON object without its newline,
    while the child goes on; what was emitted before a kill is not lost. `lease_dir` must exist: it
    is the child's working and temporary directory, so paths in `argument` are absolute. May be
    called from several threads at once. An exception in `on_message` kills the child and is passed
    on.

    Raises:
        ConfigError: The process that makes children does not start.
    """
    order = Order(
        task=task,
        argument=argument,
        lease_dir=str(lease_dir),
        path=import_path(),
        memory_bytes=limits.memory_bytes,
        cpu_s=limits.cpu_s,
        file_bytes=limits.file_bytes,
        line_bytes=limits.line_bytes,
    )
    lines, out = os.pipe()
    try:
        try:
            status = _forkserver(os.getpid()).fork(order, out=out)
        finally:
            os.close(out)
        with status:
            child = _Child(lines, status, limits=limits, on_message=on_message, cancel=cancel)
            try:
                child.watch()
            finally:
                child.finish()
    finally:
        os.close(lines)
    return child.outcome()


@functools.cache
def _forkserver(pid: int) -> Forkserver:
    """Return this process's server; a fork of this process (another `pid`) makes its own."""
    return Forkserver()


@dataclass(slots=True)
class _End:
    """What is known of a child's end, as it comes in; `pid` is 0 until the child exists."""

    pid: int = 0
    exit_code: int | None = None
    signal_number: int = 0
    peak_rss_bytes: int = 0
    control: dict[str, object] = field(default_factory=dict)


class _Child:
    """The parent's view of one running child."""

    def __init__(
        self,
        lines: int,
        status: socket.socket,
        *,
        limits: ChildLimits,
        on_message: Callable[[bytes], None] | None,
        cancel: threading.Event | None,
    ) -> None:
        self._lines = lines
        self._status = status
        self._limits = limits
        self._on_message = on_message
        self._cancel = cancel
        self._started = time.monotonic()
        self._page_started = self._started
        self._buffer = bytearray()
        self._status_buffer = b""
        self._killed_for: Status | None = None
        self._over_since: float | None = None
        self._count = 0
        self._end = _End()
        self._selector = selectors.DefaultSelector()
        self._selector.register(lines, selectors.EVENT_READ, self._read_lines)
        self._selector.register(status, selectors.EVENT_READ, self._read_status)

    def watch(self) -> None:
        """Hand on messages until the child has ended, killing it when a limit is passed."""
        while self._selector.get_map():
            for key, _ in self._selector.select(POLL_S):
                key.data()
            if self._over_since is None:
                why = self._why_kill()
                if why:
                    self._kill(why)
            elif time.monotonic() - self._over_since > DRAIN_S:
                return  # something outside the child's group still holds a channel open

    def finish(self) -> None:
        """Make sure that the child is dead and reaped, also after an exception in `watch`."""
        if self._end.exit_code is None:
            self._kill(self._killed_for or "crashed")
            self._status.settimeout(DRAIN_S)
            try:
                while self._status in self._selector.get_map():
                    self._read_status()
            except TimeoutError:
                pass
        self._selector.close()

    def _read_lines(self) -> None:
        data = os.read(self._lines, READ_BYTES)
        if not data:
            self._selector.unregister(self._lines)
            return
        self._buffer += data
        if b"\n" in data:
            *lines, rest = bytes(self._buffer).split(b"\n")
            self._buffer = bytearray(rest)
            for line in lines:
                self._take(line)
        if len(self._buffer) > self._limits.line_bytes and not self._killed_for:
            self._kill("crashed")

    def _take(self, line: bytes) -> None:
        if line.startswith(CONTROL):
            self._end.control |= _json_object(line[len(CONTROL) :])
            return
        self._count += 1
        if self._on_message is not None:
            self._on_message(line)
        self._page_started = time.monotonic()

    def _read_status(self) -> None:
        data = self._status.recv(4096)
        if not data:
            self._over_since = self._over_since or time.monotonic()
            self._selector.unregister(self._status)
            return
        *lines, self._status_buffer = (self._status_buffer + data).split(b"\n")
        for line in lines:
            told = json.loads(line)
            self._end.pid = told.get("pid", self._end.pid)
            self._end.exit_code = told.get("exit")
            self._end.signal_number = told.get("signal", 0)
            self._end.peak_rss_bytes = told.get("peak_rss_bytes", 0)

    def _why_kill(self) -> Status | None:
        now = time.monotonic()
        if self._cancel is not None and self._cancel.is_set():
            return "cancelled"
        if now - self._page_started > self._limits.page_time_limit_s:
            return "out_of_time"
        if now - self._started > self._limits.total_time_limit_s:
            return "out_of_time"
        if sys.platform == "darwin" and resident_bytes(self._end.pid) > self._limits.memory_bytes:
            return "out_of_memory"  # macOS does not enforce the limit on memory
        return None

    def _kill(self, why: Status) -> None:
        self._killed_for = why
        self._over_since = time.monotonic()
        with contextlib.suppress(OSError):  # it may be gone already
            self._status.shutdown(socket.SHUT_WR)  # the server kills the group and reports its end

    def outcome(self) -> Outcome:
        """Say how the child ended; call it after `finish`."""
        control = self._end.control
        status, reason = self._verdict()
        page, detail = control.get("page"), control.get("detail")
        return Outcome(
            status=status,
            reason=reason,
            page=page if isinstance(page, int) else None,
            detail=detail[:DETAIL_CHARS] if isinstance(detail, str) else "",
            message_count=self._count,
            peak_rss_bytes=self._end.peak_rss_bytes,
            wall_s=time.monotonic() - self._started,
            network_blocked=control.get("network_blocked") is True,
        )

    def _verdict(self) -> tuple[Status, Reason | None]:
        control = self._end.control
        if self._killed_for:
            return self._killed_for, KILL_REASON.get(self._killed_for)
        if control.get("done") is True and self._end.signal_number == 0:
            return "ok", None
        if "error" in control:
            error = str(control["error"])
            reason = Reason(error) if error in set(Reason) else Reason.INTERNAL
            return ("out_of_memory" if reason is Reason.OUT_OF_MEMORY else "failed"), reason
        if self._end.signal_number == signal.SIGXCPU:
            return "out_of_time", Reason.OUT_OF_TIME
        full = self._end.peak_rss_bytes > MEMORY_SHARE * self._limits.memory_bytes
        # A kill that is not ours is the kernel's, for want of memory.
        if self._end.signal_number and (full or self._end.signal_number == signal.SIGKILL):
            return "out_of_memory", Reason.OUT_OF_MEMORY
        return "crashed", Reason.CRASHED


def _json_object(line: bytes) -> dict[str, object]:
    """Return the object on a line; anything else a child may have written is nothing."""
    try:
        value = json.loads(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def resident_bytes(pid: int) -> int:
    """Return the resident memory of a process as `ps` tells it, 0 where there is none."""
    if pid <= 0:
        return 0
    told = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return int(told.stdout.strip() or 0) * 1024
