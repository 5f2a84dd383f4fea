"""One message to one webhook: posted once, without detours, within a time, and only to where everybody is."""

import math
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from typing import Any

import eventlet
import requests
from urllib3.exceptions import HTTPError

from services.notifications.adapters.post.outward import Inside, Outward, Resolve, look_up
from services.notifications.ports import Answered

TOTAL = 15.0  # seconds, from the look at the name to the answer's end
KEPT = 4096  # bytes of an answer
LONGEST_ERROR = 300
LONGEST_WAIT = 86_400  # seconds that are heeded of what a Retry-After asks for


class TooLong(Exception):
    pass


class Posting:
    """A ports.Post. Proxies that the environment names are no way to other people's networks."""

    def __init__(self, resolve: Resolve = look_up, *, inside: bool = False, verify: bool | str = True) -> None:
        """`verify`: a file of certificates to trust instead of the public ones."""
        self._resolve = resolve
        self._inside = inside
        self._verify = verify

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Answered:
        began = time.monotonic()
        try:
            with _within(TOTAL), self._session() as session, self._asked(session, url, headers, body) as answer:
                told = _read(answer, began + TOTAL)
                return self._answered(answer, told, began)
        except Exception as wrong:
            if not isinstance(wrong, requests.RequestException | HTTPError | Inside | TooLong | OSError | ValueError):
                raise
            return Answered(0, "", _said_of(wrong), _since(began))

    def _session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        for scheme in ("https://", "http://"):
            session.mount(scheme, Outward(self._resolve, inside=self._inside))
        return session

    def _asked(self, session: requests.Session, url: str, headers: Mapping[str, str], body: bytes) -> requests.Response:
        timeout = (TOTAL, TOTAL)  # connecting has its own
        return session.post(
            url,
            data=body,
            headers={"Accept-Encoding": "identity", **headers},
            timeout=timeout,
            allow_redirects=False,
            stream=True,
            verify=self._verify,
        )

    @staticmethod
    def _answered(answer: requests.Response, told: str, began: float) -> Answered:
        status, error = answer.status_code, ""
        if 300 <= status < 400:
            to = answer.headers.get("Location", "")[:200]
            error = f"redirected to {to}, which is not followed: change the webhook's address" if to else "redirected"
        elif not 200 <= status < 300:
            error = f"answered {status}"
        return Answered(status, told, error, _since(began), _patience(answer.headers.get("Retry-After", "")))


def _read(answer: requests.Response, until: float) -> str:
    """Its beginning, as text; what cannot be read as such is shown by signs of replacement."""
    found = b""
    while len(found) < KEPT:
        if time.monotonic() > until:
            raise TooLong
        some = answer.raw.read1(KEPT - len(found))
        if not some:
            break
        found += some
    return found.decode(errors="replace").replace("\x00", "\ufffd")


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Ends what waits for a receiver that sends a byte now and then; services run on green threads."""
    with eventlet.Timeout(seconds, TooLong()):
        yield


def _patience(written: str) -> int:
    """Seconds, a day at most; 0 where it asks for none. In seconds, or until a date (RFC 9110, section 10.2.3)."""
    if written.isascii() and written.isdigit():
        return min(int(written.lstrip("0")[:6] or 0), LONGEST_WAIT)
    try:
        left = parsedate_to_datetime(written).timestamp() - time.time()
    except (ValueError, OverflowError):
        return 0
    return max(0, min(math.ceil(left), LONGEST_WAIT))


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _said_of(wrong: BaseException) -> str:
    causes: list[Any] = [*_causes(wrong)]
    if any(isinstance(each, Inside) for each in causes):
        return "refused: its address is of a private or local network, where the store sends nothing"
    if any(isinstance(each, TooLong | requests.Timeout | TimeoutError) for each in causes):
        return f"no answer within {TOTAL:.0f} seconds"
    return f"{type(causes[-1]).__name__}: {causes[-1]}".replace("\x00", "")[:LONGEST_ERROR]


def _causes(wrong: BaseException) -> Iterator[BaseException]:
    """From what was raised down to what was first wrong."""
    seen: Any = wrong
    while isinstance(seen, BaseException):
        yield seen
        told = (getattr(seen, "reason", None), *seen.args, seen.__cause__)
        seen = next((each for each in told if isinstance(each, BaseException)), None)
