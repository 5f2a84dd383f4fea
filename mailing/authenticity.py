"""Whether a letter came from whom it says: what the mail server in front found (RFC 8601)."""

import re
from email.message import Message

from mailing.headers import raw

QUOTED_OR_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)')
LEFT = re.compile(r'["()\\]')  # of what was not closed, or lies in each other
DMARC = re.compile(r"\s*dmarc\s*=", re.IGNORECASE)
PASSED = re.compile(r"\s*dmarc\s*=\s*pass\b[^;]*\bheader\.from\s*=\s*([\w.-]+)", re.IGNORECASE)


def passed(message: Message, server: str, sender: str) -> bool:
    """Whether `server` (its authserv-id) found it to be as the owner of its sender's domain wants it, by DMARC.

    That server removes headers which claim to be its own: section 5 asks it to. What stands in quotes and in comments
    may be its sender's words; where these close more than they opened, two results are found, and none counts.
    """
    told = [QUOTED_OR_COMMENT.sub(" ", value) for value in raw(message, "Authentication-Results")]
    of_server = [value for value in told if _id(value) == server.lower()]
    results = [each for value in of_server for each in value.split(";")[1:]]
    found = [PASSED.match(each) for each in results if DMARC.match(each)]
    if len(found) != 1 or found[0] is None or any(LEFT.search(value) for value in of_server):
        return False
    return found[0][1].lower() == sender.rpartition("@")[2]


def _id(value: str) -> str:
    named = value.partition(";")[0].split()
    return named[0].lower() if named else ""
