"""What people attach to tickets: kept until a ticket takes it, under whoever the ticket is about, and forgotten so."""

import hashlib
import json
import re
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from eventlog.refusal import Conflicting, Invalid, Missing, Refused, Unavailable
from gateway.support.arriving import arrived, sweep
from gateway.support.filenames import media_type, must_be, safe_name
from gateway.support.scanning import scan
from gateway.support.storing import Place

MOST = 5  # files with one message
MOST_WAITING = 50  # files of one account that no message has
UNUSED = 24 * 3600.0  # seconds that a file waits for a ticket


@dataclass(frozen=True)
class Attachment:
    """What lies beside a file. `owner` is its uploader's account, then that of whom its ticket is about."""

    id: str
    name: str
    media_type: str
    size: int  # bytes
    digest: str  # sha256:…
    uploader: str
    owner: str
    at: float  # seconds since 1970
    taken: str = ""  # by which command; empty: it waits

    def told(self) -> dict[str, str | int]:
        """As an event names it; its name stays here."""
        return {"id": self.id, "media_type": self.media_type, "size": self.size, "digest": self.digest}

    def shown(self) -> dict[str, str | int]:
        return {"id": self.id, "name": self.name, "media_type": self.media_type, "size": self.size}


class Attachments:
    """Of each: the file and its JSON side by side, a mark under its owner, and a mark while no ticket has it."""

    def __init__(self, place: Place, spool: Path, largest: int, scanner: str = "") -> None:
        self.largest = largest
        self._place = place
        self._spool = spool
        self._scanner = scanner

    def keep(self, name: str, pieces: Iterable[bytes], uploader: str, known: str = "") -> Attachment:
        """Piece by piece into the spool, looked at, then into its place; `known`: its id, where a client sends again.

        Refused: `attachment-type`, `attachment-name-missing`, `attachment-empty`, `attachment-too-large`,
        `attachment-infected`, `attachments-waiting`; raises Unavailable where scanner or place is away.
        """
        name = safe_name(name)
        kind, made = media_type(name), known or secrets.token_hex(16)
        with arrived(self._spool, pieces, self.largest) as file:
            must_be(name, file.head)
            there = self.find(made)
            if there is not None:
                return _same(there, file.digest, name)
            self._must_have_room(uploader)
            scan(self._scanner, file.path)
            kept = Attachment(made, name, kind, file.size, file.digest, uploader, uploader, time.time())
            self._place.write(_waiting(uploader, made), repr(kept.at).encode())
            self._place.put(_file(made), file.path)
            self._note(kept)
        return kept

    def find(self, made: str) -> Attachment | None:
        told = self._place.read(_beside(made)) if _is_id(made) else None
        return None if told is None else Attachment(**json.loads(told))

    def take(self, ids: Sequence[str], uploader: str, command: str, owner: str) -> list[Attachment]:
        """For a command of the uploader's, before it is given: what it names is there then. Again is no harm.

        Refused: `attachment-unknown` (another's, too), `attachment-taken`, `too-many-attachments`.
        """
        return [self._taken(each, command, owner) for each in self._free(ids, uploader, command)]

    @contextmanager
    def taking(self, ids: Sequence[str], uploader: str, command: str, owner: str) -> Iterator[list[Attachment]]:
        """As `take`, while the command is given; where it is refused, what waited until now waits again.

        What the command had before stays: it was given once already, and its message names it.
        """
        found = self._free(ids, uploader, command)
        taken = [self._taken(each, command, owner) for each in found]
        try:
            yield taken
        except Unavailable:
            raise  # it may have been done all the same
        except Refused:
            self._give_back(after for before, after in zip(found, taken, strict=True) if not before.taken)
            raise

    def pieces(self, made: str) -> Iterator[bytes] | None:
        return self._place.pieces(_file(made)) if _is_id(made) else None

    def owned(self, account: str) -> list[Attachment]:
        found = (self.find(name.rpartition("/")[2]) for name in self._place.names(_of_owner(account)))
        return [each for each in found if each is not None]

    def drop(self, uploader: str, made: str) -> None:
        """One that waits and is not wanted after all."""
        if not self._of(uploader, made).taken:
            self._remove(made, uploader)

    def forget(self, account: str) -> int:
        """The files and names of whoever was erased; how many."""
        names = list(self._place.names(_of_owner(account)))
        for name in names:
            self._remove(name.rpartition("/")[2], account)
        return len(names)

    def tidy(self, now: float) -> int:
        """What waited for a day goes, and what was sent by halves; how many files had waited."""
        sweep(self._spool, now)
        gone = 0
        for name in list(self._place.names("waiting")):
            if float(self._place.read(name) or b"inf") < now - UNUSED:
                gone += self._drop_waiting(name)
        return gone

    def _must_have_room(self, uploader: str) -> None:
        if sum(1 for _ in self._place.names(f"waiting/{_folder(uploader)}")) >= MOST_WAITING:
            raise Conflicting("attachments-waiting", f"at most {MOST_WAITING}")

    def _drop_waiting(self, name: str) -> int:
        """Whose process ended between taking it and its mark is no longer waiting, though the mark says so."""
        made = name.rpartition("/")[2]
        found = self.find(made)
        is_taken = found is not None and found.taken != ""
        if not is_taken:
            self._remove(made, found.owner if found else "")
        self._place.delete(name)
        return int(not is_taken)

    def _free(self, ids: Sequence[str], uploader: str, command: str) -> list[Attachment]:
        if len(ids) > MOST:
            raise Invalid("too-many-attachments", f"at most {MOST}")
        found = [self._of(uploader, each) for each in dict.fromkeys(ids)]
        if any(each.taken not in ("", command) for each in found):
            raise Conflicting("attachment-taken")
        return found

    def _taken(self, waits: Attachment, command: str, owner: str) -> Attachment:
        taken = replace(waits, taken=command, owner=owner)
        self._note(taken, waits.owner)
        self._place.delete(_waiting(taken.uploader, taken.id))
        return taken

    def _give_back(self, taken: Iterable[Attachment]) -> None:
        for each in taken:
            self._place.write(_waiting(each.uploader, each.id), repr(each.at).encode())
            self._note(replace(each, taken="", owner=each.uploader), each.owner)

    def _of(self, uploader: str, made: str) -> Attachment:
        found = self.find(made)
        if found is None or found.uploader != uploader:
            raise Missing("attachment-unknown", made[:64])
        return found

    def _note(self, kept: Attachment, before: str = "") -> None:
        """The owner's mark first: nothing lies about that an erasure would not find."""
        self._place.write(_mark(kept.owner, kept.id), b"")
        self._place.write(_beside(kept.id), json.dumps(asdict(kept)).encode())
        if before not in ("", kept.owner):
            self._place.delete(_mark(before, kept.id))

    def _remove(self, made: str, owner: str) -> None:
        marks = [_mark(owner, made), _waiting(owner, made)] if owner else []
        self._place.delete(_file(made), _beside(made), *marks)


def _same(there: Attachment, digest: str, name: str) -> Attachment:
    if (there.digest, there.name) != (digest, name):
        raise Invalid("idempotency-key-reused")
    return there


def _is_id(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{32}", text) is not None


def _file(made: str) -> str:
    return f"files/{made[:2]}/{made}"


def _beside(made: str) -> str:
    return f"{_file(made)}.json"


def _waiting(uploader: str, made: str) -> str:
    return f"waiting/{_folder(uploader)}/{made}"


def _mark(owner: str, made: str) -> str:
    return f"{_of_owner(owner)}/{made}"


def _of_owner(owner: str) -> str:
    return f"of/{_folder(owner)}"


def _folder(owner: str) -> str:
    """A partner's name may be anything; what is no slug is hashed, and no slug is as long as its hash."""
    is_plain = re.fullmatch(r"[a-z0-9-]{1,63}", owner) is not None
    return owner if is_plain else hashlib.sha256(owner.encode()).hexdigest()
