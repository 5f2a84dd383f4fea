"""A platform that an image runs on, as OCI's image index writes it (operating system, architecture, variant)."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Platform:
    os: str
    architecture: str
    variant: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in (self.os, self.architecture, self.variant) if part)

    @classmethod
    def parse(cls, text: str) -> "Platform":
        """`linux/arm64/v8` and the like; raises ValueError."""
        parts = text.split("/")
        if len(parts) not in (2, 3) or not all(parts):
            raise ValueError(f"“{text}” is not a platform such as linux/amd64 or linux/arm/v7")
        return cls(*parts)
