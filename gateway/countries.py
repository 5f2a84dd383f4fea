"""In which country an address lies, by a database that the operator gives (MaxMind DB file format 2.0)."""

import logging
from functools import lru_cache
from pathlib import Path
from threading import Lock
from time import monotonic

import maxminddb

from gateway.address import parsed

log = logging.getLogger("chandlery.gateway.countries")
LOOKED_AT = 60.0  # seconds until the file is looked at again: operators put a newer one in its place each week


class Countries:
    """`of` is empty where there is no database, or none that knows the address."""

    def __init__(self, path: str) -> None:
        self._path = Path(path) if path else None
        self._alone = Lock()
        self._reader: maxminddb.Reader | None = None
        self._stamp: tuple[int, int, int] | None = None
        self._looked = -LOOKED_AT

    def of(self, address: str) -> str:
        """ISO 3166-1 alpha-2, in capitals."""
        at = parsed(address)
        reader = self._opened()
        if at is None or reader is None or (at.version == 6 and reader.metadata().ip_version == 4):
            return ""
        return _country(reader.get(at))

    def _opened(self) -> maxminddb.Reader | None:
        """The database that lies there now; the one before where the newer one cannot be read."""
        if self._path is None or monotonic() - self._looked < LOOKED_AT:
            return self._reader
        with self._alone:
            self._looked = monotonic()
            try:
                told = self._path.stat()
                stamp = (told.st_ino, told.st_mtime_ns, told.st_size)
                if stamp != self._stamp:
                    self._reader, self._stamp = maxminddb.open_database(self._path, maxminddb.MODE_MEMORY), stamp
            except (OSError, maxminddb.InvalidDatabaseError):
                log.exception("%s cannot be read", self._path)
        return self._reader


def _country(found: object) -> str:
    """Of a record of a database of countries or cities; where it says only who registered the network, that."""
    if not isinstance(found, dict):
        return ""
    for name in ("country", "registered_country"):
        told = found.get(name)
        if isinstance(told, dict) and isinstance(told.get("iso_code"), str):
            return str(told["iso_code"]).upper()
    return ""


@lru_cache(8)
def countries(path: str) -> Countries:
    """One for each file, for all who ask in this process."""
    return Countries(path)
