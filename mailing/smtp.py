"""Mail by SMTP: `smtp://USER:PASSWORD@HOST:PORT` with STARTTLS where the server offers it, `smtps://…` with TLS.

Letters that follow each other go by one connection. A letter goes again where it is not known whether the server took
it: when the connection ends between its last line and the answer to it. SMTP leaves that open (RFC 1047); a letter that
arrives twice has one Message-ID.
"""

import smtplib
import socket
import ssl
from email.message import EmailMessage
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from eventlog.refusal import Unavailable
from mailing.connections import Connection, Connections, SecureConnection
from mailing.letter import Mail

PATIENCE = 20.0  # seconds
AWAY = (ConnectionError, TimeoutError, socket.gaierror, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError)


class SmtpMailer:
    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._tls = parts.scheme == "smtps"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if self._tls else 25)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._kept = Connections()

    def send(self, mail: Mail) -> None:
        """Raises Unavailable while the server is away, for that is waited for; a refused letter is an error."""
        message = mail.message()
        try:
            kept = self._kept.take()
            if kept is None or not self._went_by(kept, mail, message):
                self._send_by(self._connected(), mail, message)
        except AWAY as away:
            raise Unavailable("mail-server-away", f"{self._host}:{self._port}") from away

    def look(self) -> str:
        """HOST:PORT that lets us in; raises OSError and smtplib's errors where it does not."""
        self._connected().close()
        return f"{self._host}:{self._port}"

    def close(self) -> None:
        self._kept.close()

    def forget(self, address: str) -> int:
        return 0  # a letter that was handed over is its receiver's

    def forget_about(self, account: str) -> int:
        return 0

    def _went_by(self, kept: Connection, mail: Mail, message: EmailMessage) -> bool:
        """False where the server had ended the connection meanwhile: it has not a word of the letter."""
        try:
            self._send_by(kept, mail, message)
        except (*AWAY, smtplib.SMTPSenderRefused):
            if kept.told:
                raise
            return False
        return True

    def _send_by(self, server: Connection, mail: Mail, message: EmailMessage) -> None:
        try:
            server.send_message(message, mail.returns or None, [mail.to])
        except BaseException:
            server.end()
            raise
        self._kept.give_back(server)

    def _connected(self) -> Connection:
        if self._tls:
            return self._introduced(SecureConnection(self._host, self._port, timeout=PATIENCE, context=_trusted()))
        return self._introduced(Connection(self._host, self._port, timeout=PATIENCE), secure=True)

    def _introduced(self, server: Any, *, secure: bool = False) -> Connection:
        try:
            if secure:
                self._secure(server)
            if self._user:
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        made: Connection = server
        return made

    def _secure(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=_trusted())
        elif self._user:
            raise smtplib.SMTPNotSupportedError(f"{self._host} offers no STARTTLS; a password is not sent in the open")


@cache
def _trusted() -> ssl.SSLContext:
    """Made when it is first needed: reading whom the machine trusts takes a tenth of a second."""
    return ssl.create_default_context()
