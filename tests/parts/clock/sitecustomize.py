"""Moves the wall clock of each Python process that starts under it: read from a file that all of them share.

Python runs this file by its name before any other, where its folder is on PYTHONPATH; see tests/parts/moved.py.
"""

import ctypes
import gc
import mmap
import os
import struct
import time
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any

CLOCK = os.environ.get("MOVED_CLOCK", "")
unmoved = time.time


def install(path: str) -> None:
    with Path(path).open("rb") as file:
        shared = mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ)

    def moved() -> float:
        return unmoved() + struct.unpack_from("<d", shared)[0]

    def now(cls: Any, tz: tzinfo | None = None) -> Any:
        return cls.fromtimestamp(moved(), tz)

    time.time = moved
    time.time_ns = lambda: int(moved() * 1e9)
    _put(datetime, "now", classmethod(now))
    _put(datetime, "utcnow", classmethod(lambda cls: cls.utcfromtimestamp(moved())))
    _put(date, "today", classmethod(lambda cls: cls.fromtimestamp(moved())))


def _put(builtin: type, name: str, value: Any) -> None:
    """Into the type itself, so that no module can hold another one."""
    names = gc.get_referents(builtin.__dict__)[0]
    names[name] = value
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(builtin))


if CLOCK:
    install(CLOCK)
