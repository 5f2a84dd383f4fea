"""`chandlery mailroom`: takes letters to support and letters of ours that come back, by listening and out of a mailbox.

Each is the store's before it is said to be taken, or leaves the mailbox.
"""

import asyncio
import signal
from collections.abc import Callable, Mapping
from functools import partial

from cli.chandlery import lines
from cli.chandlery.printing import Stop, say
from cli.chandlery.registry import loopback
from cli.chandlery.settings import resolve
from gateway.secrets import mailroom_secret
from gateway.settings import Settings
from mailing.addressing import returns_at, tag_in
from mailing.collecting import Collecting
from mailing.handing import Handing
from mailing.listening import Mailroom, serve
from mailing.places import Mailbox, Place
from services.notifications import settings as notifications
from services.support import settings as support

UNSET = (
    "CHANDLERY_MAILROOM says where letters are listened for, such as lmtp://127.0.0.1:2424, "
    "and CHANDLERY_MAILBOX where they lie"
)


def run(environ: Mapping[str, str], store: str = "") -> None:
    """Until Ctrl-C or SIGTERM; `store`: where it is reached. Raises Stop where it cannot listen."""
    told = resolve(environ)
    if not told["CHANDLERY_MAILROOM"] and not told["CHANDLERY_MAILBOX"]:
        raise Stop(UNSET)
    lines.set_up(told, "mailroom")
    address = support.Settings.load(told).address
    at = store or f"http://{loopback(told['CHANDLERY_BIND'])}:{told['CHANDLERY_PORT']}"
    returns = returns_at(notifications.Settings.load(told).sender)
    handing = Handing(at, mailroom_secret(Settings.load(told)), told["CHANDLERY_MAIL_CHECKED_BY"], returns)
    asyncio.run(_until_asked(told, address, handing))


async def _until_asked(told: Mapping[str, str], address: str, handing: Handing) -> None:
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    ours = partial(_is_ours, address, handing)
    collecting, collected = _collecting(told["CHANDLERY_MAILBOX"], ours, handing, address), None
    if collecting is not None:
        collected = asyncio.create_task(asyncio.to_thread(collecting.run))
        collected.add_done_callback(lambda _: asked.set())  # only a fault of ours ends it before
    try:
        await _listening(told["CHANDLERY_MAILROOM"], Mailroom(ours, handing.take), asked, address)
    finally:
        if collecting is not None and collected is not None:
            collecting.close()
            await collected


def _is_ours(address: str, handing: Handing, given: str) -> bool:
    return tag_in(address, given) is not None or handing.is_return(given)


def _collecting(url: str, ours: Callable[[str], bool], handing: Handing, address: str) -> Collecting | None:
    if not url:
        return None
    mailbox = Mailbox.of(url)
    say(f"Letters to {address} are taken out of {mailbox}")
    return Collecting(mailbox, ours, handing.take, address)


async def _listening(url: str, mailroom: Mailroom, asked: asyncio.Event, address: str) -> None:
    if not url:
        await asked.wait()
        return
    place = Place.of(url)
    try:
        await serve(place, mailroom, asked.wait, lambda: say(f"Letters to {address} are taken at {url}"))
    except OSError as taken:
        raise Stop(f"CHANDLERY_MAILROOM: {place.host}:{place.port} cannot be used: {taken.strerror}") from taken
