"""Between the password and the second proof: a cookie that says, for minutes, who has shown the password."""

from flask import Response

from gateway.account.short_cookie import ShortCookie
from gateway.parts import database
from gateway.returning import local
from gateway.views import accounts

COOKIE = ShortCookie("chandlery_proving", "/sign-in")


def begin(response: Response, account: str, back: str) -> Response:
    """`back`: where they go once they are signed in."""
    return COOKIE.set(response, account, back)


def proving() -> tuple[str, str] | None:
    """Account and way back of who has shown the password just now, and has not set another since."""
    found = COOKIE.read()
    if found is None:
        return None
    began, (account, back) = found
    known = accounts.account(database(), account)
    if known is None or not known.active or began < known.sessions_from:
        return None
    return account, local(back, "")


def end(response: Response) -> Response:
    return COOKIE.end(response)
