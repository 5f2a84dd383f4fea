"""An access token as people hold it: `chy_`, 160 random bits in base 62, and a checksum that tells a typing error."""

import hashlib
import zlib
from dataclasses import dataclass
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PREFIX: Final = "chy_"
RANDOM_BYTES: Final = 20
SECRET_LENGTH: Final = 27  # 62**27 > 2**160
CHECKSUM_LENGTH: Final = 6  # 62**6 > 2**32


def _base62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, rest = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[rest])
    return "".join(reversed(digits))


def _checksum(secret: str) -> str:
    return _base62(zlib.crc32(secret.encode()), CHECKSUM_LENGTH)


@dataclass(frozen=True)
class AccessToken:
    text: str

    @classmethod
    def make(cls, random_bytes: bytes) -> "AccessToken":
        """From 20 bytes of a cryptographic source; raises ValueError on any other length."""
        if len(random_bytes) != RANDOM_BYTES:
            raise ValueError(f"an access token is made of {RANDOM_BYTES} random bytes, not of {len(random_bytes)}")
        secret = PREFIX + _base62(int.from_bytes(random_bytes, "big"), SECRET_LENGTH)
        return cls(secret + _checksum(secret))

    @classmethod
    def parse(cls, text: str) -> "AccessToken | None":
        """None where it cannot be a token of ours, so that a typing error or a password costs no look-up."""
        if (
            len(text) != len(PREFIX) + SECRET_LENGTH + CHECKSUM_LENGTH
            or not text.startswith(PREFIX)
            or not text.isascii()
        ):
            return None
        secret, checksum = text[:-CHECKSUM_LENGTH], text[-CHECKSUM_LENGTH:]
        return cls(text) if _checksum(secret) == checksum else None

    @property
    def sha256(self) -> str:
        """Hex; what is kept of a token. 160 random bits need no slower hash."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def last_four(self) -> str:
        return self.text[-4:]

    def __repr__(self) -> str:
        return f"AccessToken(…{self.last_four})"
