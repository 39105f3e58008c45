"""Tasks that the sandbox's tests run in a child: each ends in its own way."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

from extract.load import Limits, open_document
from pipelines.child import Argument, Emit
from records.errors import DocumentError, Reason


def load_pages(argument: Argument, emit: Emit) -> None:
    """Load every page of a file and say what came, without any text."""
    with open_document(Path(str(argument["path"])), limits=Limits()) as document:
        problems = [(p.code, p.detail) for p in document.problems]
        emit({"kind": document.kind, "count": document.page_count, "problems": problems})
        for page in document.pages():
            emit(
                {
                    "page": page.number,
                    "drawn": page.image is not None,
                    "words": len(page.layer),
                    "hidden": Counter(word.hidden for word in page.layer if word.hidden),
                    "problems": [(p.code, p.detail) for p in page.problems],
                }
            )


def echo(argument: Argument, emit: Emit) -> None:
    emit({"argument": dict(argument)})


def surroundings(argument: Argument, emit: Emit) -> None:
    """Say what the child can see and write, after trying to talk."""
    descriptors = sorted(os.listdir("/dev/fd"))
    print("page text")
    subprocess.run(["ls", "/page text"], check=False)
    handle, temporary = tempfile.mkstemp()
    os.close(handle)
    try:
        socket.create_connection(("127.0.0.1", int(str(argument["port"]))), timeout=2).close()
        connected = True
    except OSError:
        connected = False
    emit(
        {
            "environment": sorted(os.environ),
            "temporary": temporary,
            "connected": connected,
            "descriptors": descriptors,
            "session": os.getsid(0) == os.getpid(),
        }
    )


def two_then_hang(argument: Argument, emit: Emit) -> None:
    emit({"page": 1})
    emit({"page": 2})
    time.sleep(600)


def slow_pages(argument: Argument, emit: Emit) -> None:
    for page in range(int(str(argument["pages"]))):
        time.sleep(0.3)
        emit({"page": page})


def start_a_sleeper(argument: Argument, emit: Emit) -> None:
    """Start a grandchild, say its id, and end or wait as told."""
    sleeper = subprocess.Popen(["sleep", "600"])
    emit({"pid": sleeper.pid})
    if argument["wait"]:
        sleeper.wait()


def burn(argument: Argument, emit: Emit) -> None:
    emit({"page": 1})
    while True:
        pass


def eat_memory(argument: Argument, emit: Emit) -> None:
    emit({"page": 1})
    hoard = []
    while True:
        hoard.append(bytearray(10 << 20))


def eat_memory_elsewhere(argument: Argument, emit: Emit) -> None:
    """Fill memory until an allocation fails, then abort as a library in C++ does."""
    emit({"page": 1})
    hoard = []
    try:
        while True:
            hoard.append(bytearray(10 << 20))
    except MemoryError:
        os.abort()


def crash(argument: Argument, emit: Emit) -> None:
    emit({"page": 1})
    ctypes.string_at(0)


def deadly_page(argument: Argument, emit: Emit) -> None:
    """Hand over pages without words, but crash on the second of four."""
    emit({"opened": {"pages": 4, "problems": []}})
    for number in range(int(str(argument["first_page"])), 5):
        if number == 2:
            os.abort()
        page = {"number": number, "width": 612, "height": 792, "rotation": 0, "skew_deg": 0}
        emit({"page": page | {"blank": True}})


def leave(argument: Argument, emit: Emit) -> None:
    os._exit(3)


def refuse(argument: Argument, emit: Emit) -> None:
    emit({"page": 1})
    raise DocumentError(Reason.TOO_LARGE, page=2, detail="50000000 pixels")


def blunder(argument: Argument, emit: Emit) -> None:
    raise ValueError("page text")


def fill_disk(argument: Argument, emit: Emit) -> None:
    with open("big", "wb") as file:
        file.write(bytes(1 << 20))


def long_message(argument: Argument, emit: Emit) -> None:
    emit({"text": "x" * int(str(argument["size"]))})


def pipe_out() -> int:
    """Return the descriptor that messages leave by: the only one beside the null devices."""
    return next(n for n in range(3, 64) if os.path.exists(f"/dev/fd/{n}"))


def endless_line(argument: Argument, emit: Emit) -> None:
    """Write without a newline, past `emit`."""
    while True:
        os.write(pipe_out(), b"x" * 65536)


def lie(argument: Argument, emit: Emit) -> None:
    """Write what no honest child writes: control lines that are no object, or hold nonsense."""
    os.write(pipe_out(), b'!["error"]\n!{"error": "no such reason", "page": "x", "detail": 7}\n')
    os._exit(0)
