"""A content digest as the OCI image specification writes it: `sha256:` and 64 hexadecimal digits."""

import hashlib
import re
from dataclasses import dataclass

_PATTERN = re.compile(r"(sha256):([0-9a-f]{64})|(sha512):([0-9a-f]{128})")


@dataclass(frozen=True, order=True)
class Digest:
    algorithm: str
    hex: str

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.hex}"

    @classmethod
    def parse(cls, text: str) -> "Digest":
        """Raises ValueError for anything but sha256 and sha512 (OCI image specification, “Registered algorithms”)."""
        found = _PATTERN.fullmatch(text)
        if found is None:
            raise ValueError(f"“{text[:80]}” is not a digest such as sha256:9f86d0…")
        algorithm, digits = (part for part in found.groups() if part is not None)
        return cls(algorithm, digits)

    @classmethod
    def of(cls, content: bytes) -> "Digest":
        return cls("sha256", hashlib.sha256(content).hexdigest())

    def matches(self, content: bytes) -> bool:
        return hashlib.new(self.algorithm, content).hexdigest() == self.hex


def is_digest(text: str) -> bool:
    return _PATTERN.fullmatch(text) is not None
