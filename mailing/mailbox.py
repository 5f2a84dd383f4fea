"""Signing in to a mailbox at somebody else's mail server, by IMAP.

The password, or the token in its place, goes by TLS alone, but to a server on the same machine.
"""

import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import CapabilityError, IMAPClientError, LoginError, ProtocolError

from mailing.places import Mailbox
from mailing.tokens import token_from

PATIENCE = SocketTimeout(connect=20.0, read=60.0)  # seconds
AWAY = (OSError, IMAPClientError, ProtocolError)  # what a server that is away, or does not let us in, is told by


@contextmanager
def signed_in(mailbox: Mailbox) -> Iterator[IMAPClient]:
    """With its folder open; raises one of AWAY."""
    context = _trusted() if mailbox.tls else None
    client = IMAPClient(mailbox.host, mailbox.port, ssl=mailbox.tls, ssl_context=context, timeout=PATIENCE)
    try:
        _let_in(client, mailbox)
        client.select_folder(mailbox.folder)
        yield client
    finally:
        with suppress(*AWAY):
            client.logout()
        with suppress(*AWAY):
            client.shutdown()


def _let_in(client: IMAPClient, mailbox: Mailbox) -> None:
    if not mailbox.tls and not _is_near(mailbox.host):
        if not client.has_capability("STARTTLS"):
            raise CapabilityError(f"{mailbox.host} offers no STARTTLS; a password is not sent in the open")
        client.starttls(_trusted())
    if mailbox.token:
        _by_token(client, mailbox.user, token_from(mailbox.token))
    else:
        client.login(mailbox.user, mailbox.password)


def _by_token(client: IMAPClient, user: str, token: str) -> None:
    """By the standard (RFC 7628) where the server has it, else as Google and Microsoft did before."""
    if client.has_capability("AUTH=OAUTHBEARER"):
        client.oauthbearer_login(user, token)
    elif client.has_capability("AUTH=XOAUTH2"):
        client.oauth2_login(user, token)
    else:
        raise CapabilityError("it takes no token: it offers neither OAUTHBEARER nor XOAUTH2")


def why(problem: BaseException) -> str:
    """In a line, without what was sent."""
    told = str(problem).strip().partition("\n")[0][:200] or type(problem).__name__
    return f"it does not let us in: {told}" if isinstance(problem, LoginError) else told


def _is_near(host: str) -> bool:
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


@cache
def _trusted() -> ssl.SSLContext:
    """Made when it is first needed: reading whom the machine trusts takes a tenth of a second."""
    return ssl.create_default_context()
