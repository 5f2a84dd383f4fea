"""A platform that an image runs on, as OCI's image index writes it (operating system, architecture, variant)."""

import re
from dataclasses import dataclass, replace

_PART = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
# The same machine by other names, and the variants that go without saying (containerd's normal form).
_ALIASES = {"x86_64": "amd64", "x86-64": "amd64", "aarch64": "arm64", "i386": "386", "armhf": "arm", "armel": "arm"}
_IMPLIED = {"amd64": "v1", "arm64": "v8"}


@dataclass(frozen=True, order=True)
class Platform:
    os: str
    architecture: str
    variant: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in (self.os, self.architecture, self.variant) if part)

    @property
    def normal(self) -> "Platform":
        """`linux/arm64/v8` and `linux/aarch64` are `linux/arm64`; `linux/arm` is `linux/arm/v7`."""
        architecture = _ALIASES.get(self.architecture, self.architecture)
        variant = "" if self.variant == _IMPLIED.get(architecture) else self.variant
        if architecture == "arm" and not variant:
            variant = "v6" if self.architecture == "armel" else "v7"
        return replace(self, architecture=architecture, variant=variant)

    @classmethod
    def parse(cls, text: str) -> "Platform":
        """`linux/arm64/v8` and the like; raises ValueError."""
        parts = text.split("/")
        if len(parts) not in (2, 3) or not all(map(_PART.fullmatch, parts)):
            raise ValueError(f"“{text[:80]}” is not a platform such as linux/amd64 or linux/arm/v7")
        return cls(*parts)
