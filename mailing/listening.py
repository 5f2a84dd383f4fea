"""Listening for letters by SMTP, or by LMTP behind a mail server: each is answered once it was taken, or not.

Letters go to the store's own addresses alone, so nothing is ever passed on: this is no open relay.
"""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from mailing import reading
from mailing.places import Place

LARGEST = 30_000_000  # bytes of a letter, its files in their encoding
MOST_SESSIONS, AT_ONCE = 50, 2
MOST_RECIPIENTS = 20
IDLE = 300.0  # seconds that a client may say nothing (RFC 5321, section 4.5.3.2.7)
log = logging.getLogger("chandlery.mailroom")


class Answer(Enum):
    """What the sender's server is told (RFC 5321, RFC 3463)."""

    TAKEN = "250 2.0.0 taken"
    LATER = "451 4.3.0 the store cannot take it at the moment; send it again later"
    REFUSED = "554 5.6.0 the store does not take this letter"
    TOO_LARGE = "552 5.3.4 the letter is too large"


Take = Callable[[bytes, reading.Envelope], Answer]


class Mailroom:
    """`ours` says whether an address is the store's; `take` is called in a thread, and may take its time."""

    def __init__(self, ours: Callable[[str], bool], take: Take) -> None:
        self._ours = ours
        self._take = take
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="letters")
        self.sessions = 0
        self.alone = False  # one recipient a letter: LMTP answers for each, and aiosmtpd once

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self._ours(address.lower()):
            return "550 5.1.1 nobody here has that address, and nothing is passed on"
        if len(envelope.rcpt_tos) >= (1 if self.alone else MOST_RECIPIENTS):
            return "452 4.5.3 too many recipients; send the others by themselves"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 go on"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        told = reading.Envelope((envelope.mail_from or "").strip("<>"), tuple(envelope.rcpt_tos))
        try:
            answer = await asyncio.get_running_loop().run_in_executor(self._threads, self._take, content, told)
        except Exception:  # whatever it was, the letter is not lost: its sender's server keeps it
            log.exception("a letter could not be taken; its sender is asked to send it again")
            return Answer.LATER.value
        return answer.value

    async def handle_exception(self, error: Exception) -> str:
        log.error("a mail session failed", exc_info=error)
        return Answer.LATER.value

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)


class _Limited(SMTP):
    """A session more than there may be is told to come again."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.event_handler.sessions += 1
        super().connection_made(transport)
        if self.event_handler.sessions > MOST_SESSIONS and isinstance(transport, asyncio.WriteTransport):
            transport.write(b"421 4.3.2 too many at once; come again later\r\n")
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.sessions -= 1
        super().connection_lost(error)


class _Lmtp(LMTP, _Limited):
    pass


async def listen(place: Place, mailroom: Mailroom) -> asyncio.Server:
    """Raises OSError where the port is taken."""
    mailroom.alone = place.scheme == "lmtp"
    kind = _Lmtp if mailroom.alone else _Limited
    told: dict[str, Any] = {"data_size_limit": LARGEST, "enable_SMTPUTF8": True, "timeout": IDLE}
    told |= {"hostname": socket.getfqdn(), "ident": "Chandlery"}
    return await asyncio.get_running_loop().create_server(lambda: kind(mailroom, **told), place.host, place.port)


async def serve(
    place: Place, mailroom: Mailroom, until: Callable[[], Awaitable[Any]], ready: Callable[[], None]
) -> None:
    """Until what that makes has come to its end; a letter that is being taken then is answered first."""
    async with await listen(place, mailroom) as server:
        ready()
        await until()
        server.close()
        await asyncio.get_running_loop().run_in_executor(None, mailroom.close)
