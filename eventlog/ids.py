"""Ids that begin with the time at which somebody asked, so that new streams lie side by side in every index.

UUIDs of version 8 (RFC 9562): 48 bits of milliseconds, then 74 by chance or derived. Neither is a secret. Nothing that
was stored before these ids has one, so what was derived from an older command id is derived as it was.
"""

import re
import secrets
import time
import uuid

TIMED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
TIME = len("018f2b3c-4d5e-")  # characters that tell it


def fresh() -> str:
    """For a command that is asked now."""
    drawn = str(uuid.UUID(int=time.time_ns() // 1_000_000 << 80 | secrets.randbits(80), version=4))
    return f"{drawn[:TIME]}8{drawn[TIME + 1 :]}"


def as_early(derived: str, cause: str) -> str:
    """The UUID `derived` with the time of `cause`; as it is where that tells none as `fresh` does."""
    return f"{cause[:TIME]}8{derived[TIME + 1 :]}" if TIMED.fullmatch(cause) else derived
