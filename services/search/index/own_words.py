"""An operator's own words beside the thesaurus: a file that each question looks at, read anew when it changed."""

import logging
from pathlib import Path

from services.search.index.thesaurus import BadThesaurus, Thesaurus, given, parse, thesaurus

NAME = "synonyms.txt"  # in the data folder
LARGEST = 1_000_000  # bytes
Stamp = tuple[int, int, int]
logger = logging.getLogger("chandlery.search")


class OwnWords:
    """A file that is broken changes nothing: the last one that could be read goes on counting, and the log says why."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: Stamp | None = None
        self._known = thesaurus()

    def stamp(self) -> Stamp | None:
        """Changes with the file; None where there is none."""
        return _stamp(self._file)

    def thesaurus(self) -> Thesaurus:
        seen = self.stamp()
        if seen == self._seen:
            return self._known
        self._seen = seen
        try:
            self._known = read(self._file)
        except BadThesaurus as bad:
            for line in bad.lines:
                logger.warning("%s goes on counting as it was: %s", self._file, line)
        return self._known


def read(file: Path) -> Thesaurus:
    """The thesaurus with the file's words, if it is there; raises BadThesaurus."""
    try:
        if file.stat().st_size > LARGEST:
            raise BadThesaurus([f"it has more than {LARGEST:,} bytes; keep to the words that people ask with"])
        return parse(given(), file.read_text(encoding="utf-8-sig").splitlines())
    except FileNotFoundError:
        return thesaurus()
    except UnicodeDecodeError as wrong:
        line = wrong.object[: wrong.start].count(b"\n") + 1
        raise BadThesaurus([f"line {line}: is not UTF-8; save the file in that encoding"]) from wrong
    except OSError as wrong:
        raise BadThesaurus([f"it cannot be read: {wrong.strerror}; let the store's user read it"]) from wrong


def _stamp(file: Path) -> Stamp | None:
    try:
        told = file.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_ino, told.st_size
