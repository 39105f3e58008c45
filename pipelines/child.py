"""What runs inside a disposable child: limits first, then one task, its messages as JSON lines.

A message is one JSON object on a line. A line that starts with `!` is no message: it says how the
task started or ended. Nothing else leaves the child; its output goes to the null device.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Final, NoReturn, TypedDict, cast

from records.errors import DocumentError, Reason

Argument = Mapping[str, object]
"""What a task is given; holds only what JSON can carry."""
Emit = Callable[[Mapping[str, object]], None]
Task = Callable[[Argument, Emit], None]

CONTROL: Final = b"!"
OUT_OF_MEMORY: Final = b'!{"error": "out_of_memory"}\n'
"""Made beforehand: where memory is out, nothing can be built."""
MAPPED_BYTES: Final = 1 << 30
"""Address space granted on top of the memory limit, for libraries and mapped files."""

CLONE_NEWUSER: Final = 0x10000000  # linux/sched.h
CLONE_NEWNET: Final = 0x40000000
PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h
PR_SET_NO_NEW_PRIVS: Final = 38


class Order(TypedDict):
    """What the parent asks of a child, as JSON."""

    task: str
    argument: Argument
    lease_dir: str
    path: list[str]
    memory_bytes: int
    cpu_s: int
    file_bytes: int
    line_bytes: int


def live(order: Order, out: int) -> NoReturn:
    """Run the task of `order` in this process, writing lines to `out`; never returns."""
    code = 1
    try:
        _write(out, _perform(order, out))
        code = 0
    finally:
        os._exit(code)  # no clean-up of what the parent process set up


def _settle(order: Order) -> bool:
    """Give up what this child does not need; say whether the network is among it."""
    os.setsid()
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.environ["TMPDIR"] = tempfile.tempdir = order["lease_dir"]
    os.chdir(order["lease_dir"])
    os.umask(0o077)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, order["file_bytes"])
    _lower(resource.RLIMIT_DATA, order["memory_bytes"])
    _lower(resource.RLIMIT_AS, order["memory_bytes"] + MAPPED_BYTES)
    # The soft limit sends SIGXCPU, which tells why the child died; the hard one kills.
    _lower(resource.RLIMIT_CPU, order["cpu_s"], grace=5)
    sys.path[:] = order["path"]
    return _block_network()


def _lower(kind: int, value: int, *, grace: int = 0) -> None:
    """Lower a limit to `value`; the system's own, where it is lower, stays."""
    _, hard = resource.getrlimit(kind)
    ceiling = value + grace if hard == resource.RLIM_INFINITY else min(value + grace, hard)
    try:
        resource.setrlimit(kind, (min(value, ceiling), ceiling))
    except (OSError, ValueError):
        # macOS refuses limits on memory; the parent's watchdog stands in there.
        if sys.platform != "darwin":
            raise


def _block_network() -> bool:
    """Move to a network namespace without interfaces; False where the system does not allow it."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    uid, gid = os.geteuid(), os.getegid()
    if libc.unshare(CLONE_NEWNET) == 0:
        return True
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return False
    try:
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1", encoding="ascii")
    except OSError:
        pass  # files stay readable by the real ids; only their numbers look odd in here
    return True


def _perform(order: Order, out: int) -> bytes:
    """Run the task and return the line that says how it ended."""

    def emit(message: Mapping[str, object]) -> None:
        line = _line(message)
        if len(line) > order["line_bytes"]:
            raise DocumentError(Reason.TOO_LARGE, detail=f"message of {len(line)} bytes")
        _write(out, line)

    try:
        network_blocked = _settle(order)
        _write(out, CONTROL + _line({"network_blocked": network_blocked}))
        module, _, name = order["task"].partition(":")
        task = cast(Task, getattr(import_module(module), name))
        task(order["argument"], emit)
    except MemoryError:
        return OUT_OF_MEMORY
    except DocumentError as error:
        end = {"error": error.reason.value, "page": error.page, "detail": error.detail}
        return CONTROL + _line(end)
    except Exception as error:  # noqa: BLE001 - the edge of the child: nothing may leave it untyped
        return CONTROL + _line({"error": Reason.INTERNAL.value, "detail": raised_at(error)})
    return CONTROL + _line({"done": True})


def raised_at(error: Exception) -> str:
    """Return the type of an error and where it was raised, none of its text."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    source = Path(trace.tb_frame.f_code.co_filename).name
    return f"{type(error).__name__} at {source}:{trace.tb_lineno}"


def _line(message: Mapping[str, object]) -> bytes:
    text = json.dumps(message, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "replace") + b"\n"


def _write(out: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(out, view) :]
