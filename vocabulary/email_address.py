"""An e-mail address (RFC 5321's mailbox, without quoting and comments, which nobody uses to sign up)."""

import re
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 254
LONGEST_LOCAL_PART: Final = 64
LOCAL_PART: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True)
class EmailAddress:
    local_part: str
    domain: str  # lower case; names beyond ASCII in their IDNA form

    @classmethod
    def parse(cls, text: str) -> "EmailAddress":
        """`ada@example.org` and the like; raises ValueError with words for the person who typed it."""
        if len(text) > 2 * LONGEST:  # before anything is worked out of a flood
            raise ValueError(f"an e-mail address has at most {LONGEST} characters and an @")
        local_part, at, domain = text.strip().rpartition("@")
        if not at or not LOCAL_PART.fullmatch(local_part) or len(local_part) > LONGEST_LOCAL_PART:
            raise ValueError("an e-mail address looks like ada@example.org")
        found = cls(local_part, _domain(domain))
        if len(str(found)) > LONGEST:
            raise ValueError(f"an e-mail address has at most {LONGEST} characters and an @")
        return found

    @property
    def normalised(self) -> str:
        """The form in which two spellings of one mailbox are equal: hosts that tell case apart have died out."""
        return str(self).lower()

    def __str__(self) -> str:
        return f"{self.local_part}@{self.domain}"


def _domain(text: str) -> str:
    try:
        domain = text.encode("idna").decode().lower()
    except UnicodeError:
        raise ValueError("the part after the @ is not the name of a host") from None
    if not all(LABEL.fullmatch(label) for label in domain.split(".")):
        raise ValueError("the part after the @ is not the name of a host")
    return domain
