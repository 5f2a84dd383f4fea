"""What the machine or a database refuses, in one line for the operator: they cannot mend it by reading our code."""

import errno
import sys

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)
WITH_A_FILE = (FileNotFoundError, FileExistsError, PermissionError, IsADirectoryError, NotADirectoryError)


def line(error: BaseException) -> str | None:
    """None where it is nothing of the kind, and so a mistake of the program, which is shown whole."""
    if isinstance(error, OSError):
        return _of_a_file(error)
    for driver in map(sys.modules.get, ("sqlalchemy.exc", "sqlite3")):  # who has not loaded it has asked no database
        if driver is not None and isinstance(error, driver.OperationalError):
            return _of_a_database(getattr(error, "orig", error))
    return None


def _of_a_database(error: object) -> str:
    said = str(error).strip().splitlines() or [repr(error)]
    return f"A database says: {said[0]}; `chandlery doctor` looks at each of them"


def _of_a_file(error: OSError) -> str | None:
    if error.filename is not None and (isinstance(error, WITH_A_FILE) or error.errno in FULL):
        return f"{error.filename}: {error.strerror}"
    return f"A file could not be written: {error.strerror}" if error.errno in FULL else None
