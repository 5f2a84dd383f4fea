"""`chandlery mailroom`: listens for letters to support, and for letters of ours that come back.

Each is the store's before it is said to be taken.
"""

import asyncio
import signal
from collections.abc import Mapping

from cli.chandlery import lines
from cli.chandlery.printing import Stop, say
from cli.chandlery.registry import loopback
from cli.chandlery.settings import resolve
from gateway.secrets import mailroom_secret
from gateway.settings import Settings
from mailing.addressing import returns_at, tag_in
from mailing.handing import Handing
from mailing.listening import Mailroom, serve
from mailing.places import Place
from services.notifications import settings as notifications
from services.support import settings as support

UNSET = "CHANDLERY_MAILROOM says where letters are listened for, such as lmtp://127.0.0.1:2424"


def run(environ: Mapping[str, str], store: str = "") -> None:
    """Until Ctrl-C or SIGTERM; `store`: where it is reached. Raises Stop where it cannot listen."""
    told = resolve(environ)
    if not told["CHANDLERY_MAILROOM"]:
        raise Stop(UNSET)
    lines.set_up(told, "mailroom")
    place, address = Place.of(told["CHANDLERY_MAILROOM"]), support.Settings.load(told).address
    at = store or f"http://{loopback(told['CHANDLERY_BIND'])}:{told['CHANDLERY_PORT']}"
    returns = returns_at(notifications.Settings.load(told).sender)
    handing = Handing(at, mailroom_secret(Settings.load(told)), told["CHANDLERY_MAIL_CHECKED_BY"], returns)
    mailroom = Mailroom(lambda given: tag_in(address, given) is not None or handing.is_return(given), handing.take)
    try:
        asyncio.run(_until_asked(place, mailroom, f"Letters to {address} are taken at {told['CHANDLERY_MAILROOM']}"))
    except OSError as taken:
        raise Stop(f"CHANDLERY_MAILROOM: {place.host}:{place.port} cannot be used: {taken.strerror}") from taken


async def _until_asked(place: Place, mailroom: Mailroom, ready: str) -> None:
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    await serve(place, mailroom, asked.wait, lambda: say(ready))
