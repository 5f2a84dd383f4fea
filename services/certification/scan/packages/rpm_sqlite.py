"""rpm's database since RHEL 9 and Fedora 33: a table of SQLite."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from services.certification.scan.packages import rpm_header

MAGIC = b"SQLite format 3\0"
STEPS = 10_000  # of SQLite's machine between two looks at how many were made
MOST = 2_000  # looks; ten thousand packages take less than one


def blobs(content: bytes) -> Iterator[bytes]:
    """Of what is written into the file alone: a journal beside it is not looked at."""
    if len(content) < 100:
        return
    with closing(sqlite3.connect(":memory:")) as database:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, rpm_header.LIMIT)
        database.setlimit(sqlite3.SQLITE_LIMIT_VDBE_OP, 10_000)
        looks = iter(range(MOST))
        database.set_progress_handler(lambda: next(looks, None) is None, STEPS)
        try:
            # rpm leaves it in WAL mode (file format, 1.3: bytes 18 and 19), which asks for files beside it.
            database.deserialize(content[:18] + b"\1\1" + content[20:])
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA cell_size_check = ON")
            table = database.execute("SELECT type FROM sqlite_schema WHERE name = 'Packages'").fetchone()
            if table != ("table",):
                return
            left = len(content)
            for (blob,) in database.execute("SELECT blob FROM Packages"):
                left -= len(blob) if isinstance(blob, bytes) else 0
                if left < 0:  # rows that lie over one another
                    return
                if isinstance(blob, bytes):
                    yield blob
        except (
            sqlite3.Error,
            MemoryError,
            UnicodeDecodeError,
        ):  # the last for what SQLite says of names that are no text
            return
