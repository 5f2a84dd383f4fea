"""A token as it is held: its kind's prefix, 160 random bits in base 62, and a checksum that tells a typing error."""

import hashlib
import zlib
from dataclasses import dataclass
from typing import ClassVar, Final, Self

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PREFIX: Final = "chy_"
REFRESH_PREFIX: Final = "chr_"
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
    """`chy_…`: what a person makes for a program, and what a robot signs in with."""

    text: str
    prefix: ClassVar[str] = PREFIX

    @classmethod
    def make(cls, random_bytes: bytes) -> Self:
        """From 20 bytes of a cryptographic source; raises ValueError on any other length."""
        if len(random_bytes) != RANDOM_BYTES:
            raise ValueError(f"a token is made of {RANDOM_BYTES} random bytes, not of {len(random_bytes)}")
        secret = cls.prefix + _base62(int.from_bytes(random_bytes, "big"), SECRET_LENGTH)
        return cls(secret + _checksum(secret))

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """None where it cannot be one of ours of this kind, so that a typing error or a password costs no look-up."""
        if (
            len(text) != len(cls.prefix) + SECRET_LENGTH + CHECKSUM_LENGTH
            or not text.startswith(cls.prefix)
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
        return f"{type(self).__name__}(…{self.last_four})"


@dataclass(frozen=True, repr=False)
class RefreshToken(AccessToken):
    """`chr_…`: what a docker client keeps instead of the token or password that it was given."""

    prefix: ClassVar[str] = REFRESH_PREFIX
