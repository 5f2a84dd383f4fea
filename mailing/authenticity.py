"""Whether a letter came from whom it says: what the mail server in front found (RFC 8601)."""

import re
from email.message import Message

from mailing.headers import raw


def passed(message: Message, server: str) -> bool:
    """Whether `server` (its authserv-id) found it to be as its domain's owner wants it, by DMARC.

    That server removes headers which claim to be its own: section 5 asks it to.
    """
    told = [value for value in raw(message, "Authentication-Results") if _id(value) == server.lower()]
    return any(re.search(r";\s*dmarc\s*=\s*pass\b", re.sub(r"\([^()]*\)", "", value), re.IGNORECASE) for value in told)


def _id(value: str) -> str:
    named = re.sub(r"\([^()]*\)", "", value).split(";")[0].split()
    return named[0].lower() if named else ""
