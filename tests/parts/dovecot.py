"""Dovecot for a test run: mailboxes in a temporary folder, read by IMAP on free ports of loopback.

Whoever signs in with PASSWORD, or by a token that KEY signed, has a mailbox; the server writes none of its own letters
into it.
"""

import base64
import imaplib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest

from tests.parts.names import certified
from tests.parts.process import free_port, running, stop

PROGRAM = shutil.which("dovecot") or "/usr/sbin/dovecot"
PASSWORD = "sesame/open"  # with what an address has to encode
KEY = "of the provider of identities, which"
CONFIGURATION = """
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/site.pem
ssl_key = <{folder}/site.pem
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
namespace inbox {{
  inbox = yes
  separator = /
}}
mail_max_userip_connections = 100
mailbox_idle_check_interval = 1 secs
first_valid_uid = 1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {secure}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
auth_mechanisms = plain oauthbearer xoauth2
passdb {{
  driver = oauth2
  mechanisms = oauthbearer xoauth2
  args = {folder}/oauth2
}}
passdb {{
  driver = static
  mechanisms = plain
  args = password={password}
}}
userdb {{
  driver = static
  args = home={folder}/home/%u
}}
{more}
"""
OAUTH2 = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = sub
"""


def token(user: str, lasts: timedelta = timedelta(hours=1)) -> str:
    """As a provider of identities gives it to who reads this user's mailbox."""
    now = datetime.now(UTC)
    told = {"sub": user, "iss": "http://provider.example", "iat": now - timedelta(days=1), "exp": now + lasts}
    return jwt.encode(told, KEY, "HS256")


@dataclass(frozen=True)
class Dovecot:
    port: int  # STARTTLS is offered
    secure: int  # TLS from the first byte
    trusted: Path  # the certificate by which it shows who it is
    process: subprocess.Popen[bytes]

    def url(self, user: str = "support", folder: str = "") -> str:
        return f"imap://{user}:{PASSWORD.replace('/', '%2F')}@127.0.0.1:{self.port}{folder}"

    def by_token(self, where: str, user: str = "support") -> str:
        return f"imap://{user}@127.0.0.1:{self.port}?token={where}"

    def deliver(self, content: bytes, user: str = "support", folder: str = "INBOX") -> None:
        """As the mail server in front does."""
        with self._client(user) as client:
            assert client.append(f'"{folder}"', "", "", content)[0] == "OK"

    def letters(self, user: str = "support", folder: str = "INBOX") -> list[bytes]:
        """As they lie there, with line ends of a mail."""
        with self._client(user) as client:
            if client.select(f'"{folder}"', readonly=True)[0] != "OK":
                return []
            found = client.search(None, "ALL")[1][0].split()
            return [client.fetch(each.decode(), "(BODY.PEEK[])")[1][0][1] for each in found]  # type: ignore[index,misc]

    def create(self, user: str, folder: str) -> None:
        with self._client(user) as client:
            assert client.create(f'"{folder}"')[0] == "OK"

    def end(self) -> None:
        stop(self.process)

    @contextmanager
    def _client(self, user: str) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=60) as client:
            client.login(user, PASSWORD)
            yield client


@contextmanager
def dovecot(more: str = "", ports: tuple[int, int] | None = None, folder: Path | None = None) -> Iterator[Dovecot]:
    """`more`: lines of its configuration; `ports` and `folder`: those of one that was ended, which starts again.

    Tests of it are skipped by name where it is not installed.
    """
    if not Path(PROGRAM).exists():
        pytest.skip("dovecot is not installed, and keeps the mailboxes that letters are taken out of")
    with tempfile.TemporaryDirectory(prefix="dovecot-") as temporary:  # a short path: its sockets lie there
        at = folder or Path(temporary)
        port, secure = ports or (free_port(), free_port())
        user, group, as_owner = _owner(at)
        if not (at / "site.pem").exists():
            certified("127.0.0.1", at)
        told = {"folder": at, "port": port, "secure": secure, "user": user, "group": group}
        (at / "conf").write_text(CONFIGURATION.format(**told, password=PASSWORD, more=more))
        (at / "oauth2").write_text(OAUTH2.format(folder=at))
        (at / "keys/default/HS256").mkdir(parents=True, exist_ok=True)
        (at / "keys/default/HS256/default").write_bytes(base64.b64encode(KEY.encode()))
        for path in at.iterdir():
            shutil.chown(path, user, group)
        command = [*as_owner, PROGRAM, "-F", "-c", str(at / "conf")]
        with running(command, at / "output", lambda: _answers(port)) as process:
            yield Dovecot(port, secure, at / "site.pem", process)


def _owner(folder: Path) -> tuple[str, str, list[str]]:
    """Dovecot gives mailboxes to root no more than PostgreSQL its cluster: then another user has the folder."""
    user = pwd.getpwuid(os.geteuid()) if os.geteuid() else pwd.getpwnam("nobody")
    group = "nogroup" if not os.geteuid() else str(user.pw_gid)
    shutil.chown(folder, user.pw_uid, user.pw_gid)
    if os.geteuid():
        return user.pw_name, group, []
    return user.pw_name, group, ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _answers(port: int) -> bool:
    try:
        imaplib.IMAP4("127.0.0.1", port, timeout=60).logout()
    except (OSError, imaplib.IMAP4.error):
        return False
    return True
