"""Rust's crates: the list that cargo-auditable leaves in a program (section .dep-v0, zlib over JSON)."""

import zlib

import orjson

from services.certification.scan.package import Package
from services.certification.scan.packages.elf import Elf

LIMIT = 8 * 1024 * 1024  # bytes, as its own reader has it
PUBLIC = frozenset({"crates.io", "git"})  # a fork has the holes of what it was forked from


def packages(path: str, content: bytes, elf: Elf | None) -> tuple[Package, ...]:
    """What is in the program; crates that only helped to build it are left out."""
    section = elf.sections.get(".dep-v0") if elf else None
    if section is None:
        return ()
    try:
        text = zlib.decompressobj().decompress(content[section[0] : sum(section)], LIMIT)
        told = orjson.loads(text)
        crates = told["packages"]
        return tuple(
            Package("cargo", "crates.io" if crate["source"] in PUBLIC else "", crate["name"], crate["version"], path)
            for crate in crates
            if crate.get("kind", "runtime") == "runtime"
        )
    except (zlib.error, orjson.JSONDecodeError, TypeError, KeyError, AttributeError):
        return ()
