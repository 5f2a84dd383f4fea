"""Letters that wait in a mailbox: each is taken as one that the mailroom listens for, and leaves the mailbox then.

What the store cannot take at the moment stays, and is tried again; what it will not take goes to a folder beside, since
its sender's server has long been told that it arrived.
"""

import logging
import time
from collections.abc import Callable
from email.parser import BytesHeaderParser
from threading import Event

from imapclient import DELETED, IMAPClient

from mailing import headers
from mailing.listening import LARGEST, Answer, Take
from mailing.mailbox import AWAY, signed_in, why
from mailing.places import Mailbox
from mailing.reading import LONGEST_HEADERS, Envelope

ASIDE = "Refused"
AGAIN = 60.0  # seconds between two looks where nothing is heard; servers end an IDLE of half an hour (RFC 2177)
LONGEST = 3600.0  # seconds that a letter, or a server that is away, waits for the next try
LISTENED = 1.0  # seconds, so that whoever ends it waits no longer
DELIVERED = ("Delivered-To", "X-Original-To", "Envelope-To")
log = logging.getLogger("chandlery.mailroom")


class Collecting:
    """`ours` says whether an address is the store's; a letter to none of them is one to `address`."""

    def __init__(self, mailbox: Mailbox, ours: Callable[[str], bool], take: Take, address: str) -> None:
        self._mailbox = mailbox
        self._ours = ours
        self._take = take
        self._address = address
        self._waiting: dict[int, tuple[float, float]] = {}  # a letter's UID: until when, and how long after that
        self._over = Event()

    def run(self, again: float = AGAIN) -> None:
        """Until `close`. A server that is away is asked again, after longer and longer."""
        pause = again
        while not self._over.is_set():
            try:
                with signed_in(self._mailbox) as client:
                    self._waiting.clear()  # UIDs are those of one selecting (RFC 3501, section 2.3.1.1)
                    while not self._over.is_set():
                        left = self._look(client)
                        pause = again
                        if client.select_folder(self._mailbox.folder)[b"EXISTS"] == left:
                            self._listen(client, again)  # else one came of which IDLE tells no more
            except AWAY as away:
                log.warning("the mailbox cannot be read, next try in %.0f s: %s", pause, why(away))
                self._over.wait(pause)
                pause = min(pause * 2, LONGEST)

    def close(self) -> None:
        """A letter that is being taken is taken."""
        self._over.set()

    def _look(self, client: IMAPClient) -> int:
        """As often as there was something; how many letters lie there still."""
        while True:
            uids = client.search("ALL")
            if not sum(self._one(client, uid) for uid in uids if self._is_due(uid)):
                return len(uids)

    def _is_due(self, uid: int) -> bool:
        return self._waiting.get(uid, (0.0,))[0] <= time.monotonic()

    def _one(self, client: IMAPClient, uid: int) -> bool:
        """Whether it left the mailbox."""
        told = {} if self._over.is_set() else client.fetch([uid], ["RFC822.SIZE", "FLAGS"])
        if uid not in told or DELETED in told[uid][b"FLAGS"]:  # somebody else was here
            return False
        answer = Answer.TOO_LARGE
        if told[uid][b"RFC822.SIZE"] <= LARGEST:
            answer = self._taken(client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"])
        if answer is Answer.LATER:
            pause = self._waiting.get(uid, (0.0, AGAIN))[1]
            self._waiting[uid] = (time.monotonic() + pause, min(pause * 2, LONGEST))
            return False
        if answer is not Answer.TAKEN:
            log.warning("a letter was not taken and lies in the folder %s: %s", ASIDE, answer.value)
            _keep_aside(client, uid)
        _remove(client, uid)
        return True

    def _taken(self, raw: bytes) -> Answer:
        try:
            return self._take(raw, self._envelope(raw))
        except Exception:  # whatever it was, the letter is not lost: it stays where it is
            log.exception("a letter could not be taken; it stays in the mailbox")
            return Answer.LATER

    def _envelope(self, raw: bytes) -> Envelope:
        """As the server wrote it into the letter when it delivered it; else whom the letter itself names."""
        message = BytesHeaderParser().parsebytes(raw[:LONGEST_HEADERS])
        returns = headers.raw(message, "Return-Path")
        sender = next(iter(headers.addresses(message, "Return-Path")), "") if returns else headers.sender(message)
        to = tuple(each for each in headers.addresses(message, *DELIVERED, "To", "Cc") if self._ours(each))
        return Envelope(sender, to or (self._address,))

    def _listen(self, client: IMAPClient, until: float) -> None:
        """Until something is heard, or some seconds are over."""
        if not client.has_capability("IDLE"):
            self._over.wait(until)
            return
        end = time.monotonic() + until
        client.idle()
        while time.monotonic() < end and not self._over.is_set() and not client.idle_check(LISTENED):
            pass
        client.idle_done()


def _keep_aside(client: IMAPClient, uid: int) -> None:
    """Beside the others of its owner, by the name that the server wants (RFC 2342)."""
    spaces = client.namespace().personal if client.has_capability("NAMESPACE") else None
    folder = f"{spaces[0][0] if spaces else ''}{ASIDE}"
    if not client.folder_exists(folder):
        client.create_folder(folder)
    client.copy([uid], folder)


def _remove(client: IMAPClient, uid: int) -> None:
    """For good: what was taken is in the store, whose copies alone it can erase."""
    client.delete_messages([uid], silent=True)
    client.expunge([uid] if client.has_capability("UIDPLUS") else None)
