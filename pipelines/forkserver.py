"""A process that has loaded the readers' libraries once and forks a child for each task.

It is started bare (`python -I`, few environment variables), runs no task itself, has one thread,
and is the one that kills and reaps: a process id cannot be taken over between the two.

Orders come over a socket, each with two descriptors: where the child writes its lines, and a status
socket. On that the server sends two JSON lines, {"pid"} and at the end {"exit", "signal",
"peak_rss_bytes"}; when the other side closes or half-closes it, the child is killed with all it
started.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import selectors
import signal
import socket
import subprocess
import sys
import threading
import weakref
from importlib import import_module
from typing import Final, NoReturn

from pipelines.child import Order, live
from records.errors import ConfigError

PRELOAD: Final = (
    *("cv2", "pydantic", "extract.load", "extract.pdf", "extract.raster", "pdfplumber"),
    *("extract.page", "extract.engines.tesseract", "pytesseract", "pipelines.reading"),
)
"""What is loaded once. Measured: a child that loads a one-page PDF then takes 35 ms in all; a fresh
Python needs 600 for the imports alone, and pytesseract, which imports pandas, as much again."""

START_TIMEOUT_S: Final = 60.0
NOT_STARTED: Final = "the reading process does not start; install the requirements again"
READY: Final = b"R"
LENGTH_BYTES: Final = 4

KEPT_VARIABLES: Final = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TESSDATA_PREFIX", "TZ")
"""What a child may know of the environment; secrets are set there too, so it gets nothing else."""
ONE_THREAD: Final = {
    "OMP_THREAD_LIMIT": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_OPENCL_RUNTIME": "disabled",
}
"""Threads are lost in a fork, and two Tesseracts with threads on few cores fight each other."""

BOOT: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from pipelines.forkserver import serve; serve(int(sys.argv[2]))"
)


class Forkserver:
    """The parent's end: starts the server when first needed, and again should it have died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._close: weakref.finalize[..., Forkserver] | None = None
        self.pid: int | None = None

    def fork(self, order: Order, *, out: int) -> socket.socket:
        """Start a child for `order` that writes to the descriptor `out`; return its status socket.

        Raises:
            ConfigError: The server does not start.
        """
        payload = json.dumps(order).encode("utf-8")
        ours, theirs = socket.socketpair()
        descriptors = [out, theirs.fileno()]
        with contextlib.ExitStack() as on_failure, theirs, self._lock:
            on_failure.callback(ours.close)
            control = self._control or self._start()
            try:
                _send(control, payload, descriptors)
            except OSError:  # it died since the last order
                _send(self._start(), payload, descriptors)
            on_failure.pop_all()
        return ours

    def _start(self) -> socket.socket:
        if self._close is not None:
            self._close()
        self._control = None
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                process = _launch(theirs.fileno())
            except OSError as error:
                ours.close()
                raise ConfigError(NOT_STARTED) from error
        self._close = weakref.finalize(self, _stop, ours, process)
        ours.settimeout(START_TIMEOUT_S)
        try:
            ready = ours.recv(len(READY))
        except OSError:
            ready = b""
        if ready != READY:
            self._close()
            raise ConfigError(NOT_STARTED)
        ours.settimeout(None)
        self._control, self.pid = ours, process.pid
        return ours


def _launch(descriptor: int) -> subprocess.Popen[bytes]:
    environment = {k: os.environ[k] for k in KEPT_VARIABLES if k in os.environ} | ONE_THREAD
    return subprocess.Popen(
        [sys.executable, "-I", "-c", BOOT, json.dumps(import_path()), str(descriptor)],
        pass_fds=(descriptor,),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C at the terminal is the parent's to handle
    )


def import_path() -> list[str]:
    """Return this process's module search path with every entry absolute."""
    return [os.path.abspath(entry) for entry in sys.path]


def _send(control: socket.socket, payload: bytes, descriptors: list[int]) -> None:
    socket.send_fds(control, [len(payload).to_bytes(LENGTH_BYTES, "big")], descriptors)
    control.sendall(payload)


def _stop(control: socket.socket, process: subprocess.Popen[bytes]) -> None:
    control.close()  # the server ends when its socket does
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def serve(descriptor: int) -> NoReturn:
    """Load the libraries, then serve orders from the socket `descriptor` until it closes."""
    control = socket.socket(fileno=descriptor)
    for name in PRELOAD:
        import_module(name)
    _load_models()
    gc.collect()
    gc.freeze()  # what is loaded is never collected, so its pages stay shared with the children
    control.sendall(READY)
    _Server(control).run()


def _load_models() -> None:
    """Load OCR's models, which takes as long as reading a quarter of a page, for all children at once."""
    from extract.ocr import LANGUAGES, best_engine

    if best_engine() == "tesserocr":
        from extract.engines.inprocess import loaded

        with contextlib.suppress(OSError, RuntimeError, subprocess.SubprocessError):
            loaded(LANGUAGES)  # a child that misses them says so with its file


class _Server:
    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._children: dict[int, socket.socket] = {}
        self._wake, wake_write = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(wake_write, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        self._selector.register(self._wake, selectors.EVENT_READ)

    def run(self) -> NoReturn:
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._control:
                    self._take_order()
                elif key.data is None:
                    os.read(self._wake, 4096)
                else:
                    self._selector.unregister(key.fileobj)
                    _kill(key.data)
            self._reap()

    def _take_order(self) -> None:
        header, descriptors, _, _ = socket.recv_fds(self._control, LENGTH_BYTES, 2)
        if len(descriptors) != 2:
            self._end()
        order: Order = json.loads(self._receive(int.from_bytes(header, "big")))
        out, status = descriptors[0], socket.socket(fileno=descriptors[1])
        os.set_inheritable(out, False)
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _close_all_but(out)
            live(order, out)
        os.close(out)
        self._children[pid] = status
        self._selector.register(status, selectors.EVENT_READ, pid)
        _tell(status, {"pid": pid})

    def _receive(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            part = self._control.recv(size - len(data))
            if not part:
                self._end()
            data += part
        return data

    def _reap(self) -> None:
        for pid in list(self._children):
            ended, code, usage = os.wait4(pid, os.WNOHANG)
            if ended == 0:
                continue
            _signal_group(pid)  # what the child started and left behind
            status = self._children.pop(pid)
            if status in self._selector.get_map():
                self._selector.unregister(status)
            signal_number = os.WTERMSIG(code) if os.WIFSIGNALED(code) else 0
            exit_code = os.WEXITSTATUS(code) if os.WIFEXITED(code) else 0
            peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
            _tell(status, {"exit": exit_code, "signal": signal_number, "peak_rss_bytes": peak})
            status.close()

    def _end(self) -> NoReturn:
        for pid in self._children:
            _kill(pid)
        os._exit(0)


def _kill(pid: int) -> None:
    """Kill a child that is not reaped yet, and all it started."""
    _signal_group(pid)
    os.kill(pid, signal.SIGKILL)  # it may not have made its own group yet


def _signal_group(pid: int) -> None:
    # macOS says PermissionError of a group of zombies
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _tell(status: socket.socket, message: dict[str, int]) -> None:
    with contextlib.suppress(OSError):  # nobody may listen any more
        status.sendall(json.dumps(message).encode("ascii") + b"\n")


def _close_all_but(kept: int) -> None:
    os.closerange(3, kept)
    os.closerange(kept + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
