"""The secrets by which links in letters prove themselves: the newest signs, and the one before it counts as well."""

import re
import secrets
from pathlib import Path

FILE = re.compile(r"links-(\d{1,9})\.secret")
COUNTING = 2  # a link that is under way outlives one new secret, and no second one


class LinkSecrets:
    """`folder` is read anew each time, so a new secret reaches every running instance by itself.

    `first` is the store's own secret, which signs as long as there is no other.
    """

    def __init__(self, folder: Path, first: bytes) -> None:
        self._folder = folder
        self._first = first

    def counting(self) -> list[bytes]:
        """The newest first, which signs."""
        return [*map(self._secret, sorted(self._numbers(), reverse=True)), self._first][:COUNTING]

    def add(self) -> str:
        """A new one, which signs from now on; the name of its file."""
        name = f"links-{max(self._numbers(), default=0) + 1}.secret"
        beside = self._folder / f".{name}"
        beside.touch(mode=0o600)
        beside.write_text(secrets.token_hex(32))
        beside.rename(self._folder / name)
        return name

    def _numbers(self) -> list[int]:
        found = (FILE.fullmatch(path.name) for path in self._folder.glob("links-*.secret"))
        return [int(each[1]) for each in found if each]

    def _secret(self, number: int) -> bytes:
        return bytes.fromhex((self._folder / f"links-{number}.secret").read_text().strip())
