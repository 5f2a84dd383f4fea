"""An app that shows codes (RFC 6238), as a person has it on their phone."""

from base64 import b32decode
from datetime import UTC, datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP


class App:
    def __init__(self, secret: str) -> None:
        self._codes = TOTP(b32decode(secret.replace(" ", "")), 6, SHA1(), 30)  # noqa: S303 — as apps do
        self._shown = 0

    def code(self) -> str:
        """A new one each time: of this half minute, or of the one after it, which counts already."""
        self._shown = max(int(datetime.now(UTC).timestamp()) // 30, self._shown + 1)
        return self._codes.generate(self._shown * 30).decode()
