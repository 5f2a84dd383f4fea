"""Whether a letter came from whom it says: what the mail server in front found (RFC 8601)."""

import re
from email.message import Message

from mailing.headers import raw

COMMENT = re.compile(r"\([^()]*\)")
PASSED = re.compile(r";\s*dmarc\s*=\s*pass\b[^;]*\bheader\.from\s*=\s*([\w.-]+)", re.IGNORECASE)


def passed(message: Message, server: str, sender: str) -> bool:
    """Whether `server` (its authserv-id) found it to be as the owner of its sender's domain wants it, by DMARC.

    That server removes headers which claim to be its own: section 5 asks it to.
    """
    told = [value for value in raw(message, "Authentication-Results") if _id(value) == server.lower()]
    found = (PASSED.search(COMMENT.sub("", value)) for value in told)
    return any(each is not None and each[1].lower() == sender.rpartition("@")[2] for each in found)


def _id(value: str) -> str:
    named = COMMENT.sub("", value).split(";")[0].split()
    return named[0].lower() if named else ""
