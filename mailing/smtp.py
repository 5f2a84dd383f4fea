"""Mail by SMTP: `smtp://USER:PASSWORD@HOST:PORT` with STARTTLS where the server offers it, `smtps://…` with TLS."""

import smtplib
import socket
import ssl
from urllib.parse import unquote, urlsplit

from eventlog.refusal import Unavailable
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

    def send(self, mail: Mail) -> None:
        """Raises Unavailable while the server is away, for that is waited for; a refused letter is an error."""
        try:
            with self._connected() as server:
                if self._user:
                    server.login(self._user, self._password)
                server.send_message(mail.message())
        except AWAY as away:
            raise Unavailable("mail-server-away", f"{self._host}:{self._port}") from away

    def forget(self, address: str) -> int:
        return 0  # a letter that was handed over is its receiver's

    def forget_about(self, account: str) -> int:
        return 0

    def _connected(self) -> smtplib.SMTP:
        trusted = ssl.create_default_context()
        if self._tls:
            return smtplib.SMTP_SSL(self._host, self._port, timeout=PATIENCE, context=trusted)
        server = smtplib.SMTP(self._host, self._port, timeout=PATIENCE)
        try:
            self._secure(server, trusted)
        except BaseException:
            server.close()
            raise
        return server

    def _secure(self, server: smtplib.SMTP, trusted: ssl.SSLContext) -> None:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=trusted)
        elif self._user:
            raise smtplib.SMTPNotSupportedError(f"{self._host} offers no STARTTLS; a password is not sent in the open")
