"""What a registry asks of who comes in: the challenges of `WWW-Authenticate` (RFC 9110, section 11.6.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
PARAMETER = re.compile(rf'({WORD})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|({WORD}))')
SCHEME = re.compile(rf"({WORD})(?=\s|,|$)(?!\s*=)")
BETWEEN = re.compile(r"[\s,]+")


def challenges(headers: Iterable[str]) -> dict[str, dict[str, str]]:
    """By scheme in small letters, each with its parameters, of the same scheme the first; read up to what is none."""
    found: dict[str, dict[str, str]] = {}
    for header in headers:
        for scheme, told in _of(header):
            found.setdefault(scheme, told)
    return found


def _of(header: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    at = 0
    while at < len(header):
        between = BETWEEN.match(header, at)
        if between:
            at = between.end()
            continue
        read = PARAMETER.match(header, at)
        if read and found:
            name, quoted, plain = read.groups()
            found[-1][1].setdefault(name.lower(), plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted))
        else:
            read = None if read else SCHEME.match(header, at)
            if read is None:
                break
            found.append((read.group(1).lower(), {}))
        at = read.end()
    return found
