"""The secret ends of the links in letters: kept nowhere, since each proves itself by the store's own secret."""

import base64
import binascii
import hmac
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from eventlog.refusal import Missing

MAC = 20  # bytes
INVITATION = "invitation"


@dataclass(frozen=True)
class Link:
    """Good for one purpose, one account, one state of it.

    `passwords` is how often the account's password had been changed: a link for a reset dies with its use.
    """

    purpose: str
    account: str
    passwords: int
    until: datetime

    def sign(self, secret: bytes) -> str:
        told = _LINK.pack(UUID(self.account).bytes, int(self.until.timestamp()), self.passwords)
        return _sealed(told, self.purpose, secret)

    @classmethod
    def read(cls, purpose: str, text: str, secret: bytes, at: datetime) -> "Link":
        """Raises Missing(link-expired) for anything but a link of ours for this purpose, in its time."""
        told = _opened(text, purpose, secret)
        if len(told) != _LINK.size:
            raise Missing("link-expired")
        account, until, changed = _LINK.unpack(told)
        return cls(purpose, str(UUID(bytes=account)), changed, _in_time(until, at))


@dataclass(frozen=True)
class InvitationLink:
    """Into one organisation, by one invitation; whether that still stands is the organisation's to say."""

    organization: str
    invitation: str
    until: datetime

    def sign(self, secret: bytes) -> str:
        told = _INVITATION.pack(UUID(self.invitation).bytes, int(self.until.timestamp()))
        return _sealed(told + self.organization.encode(), INVITATION, secret)

    @classmethod
    def read(cls, text: str, secret: bytes, at: datetime) -> "InvitationLink":
        """Raises Missing(link-expired) for anything but a link of ours, in its time."""
        told = _opened(text, INVITATION, secret)
        invitation, until = _INVITATION.unpack(told[: _INVITATION.size])
        return cls(told[_INVITATION.size :].decode(), str(UUID(bytes=invitation)), _in_time(until, at))


_LINK = struct.Struct(">16sQI")
_INVITATION = struct.Struct(">16sQ")


def _sealed(told: bytes, purpose: str, secret: bytes) -> str:
    return base64.urlsafe_b64encode(told + _mac(secret, purpose, told)).decode().rstrip("=")


def _opened(text: str, purpose: str, secret: bytes) -> bytes:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Missing("link-expired") from None
    told, mac = raw[:-MAC], raw[-MAC:]
    if not hmac.compare_digest(mac, _mac(secret, purpose, told)):
        raise Missing("link-expired")
    return told


def _in_time(until: int, at: datetime) -> datetime:
    if at.timestamp() >= until:
        raise Missing("link-expired")
    return datetime.fromtimestamp(until, UTC)


def _mac(secret: bytes, purpose: str, told: bytes) -> bytes:
    return hmac.digest(secret, purpose.encode() + b"\0" + told, "sha256")[:MAC]
