"""What a fact about an account causes: letters to its owner, the end of a registration nobody verified, forgetting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.identity.deciders.account import Command, GrantRole, LapseRegistration, Register, VerifyEmail
from services.identity.events import (
    AccountRegistered,
    PasswordChanged,
    PasswordResetRequested,
    RegistrationAttempted,
    RegistrationLapsed,
    SubjectErased,
    VerificationRequested,
)

TO_VERIFY = timedelta(days=7)
TO_RESET = timedelta(hours=1)

VERIFY, RESET, ATTEMPTED, CHANGED = "verify", "reset", "attempted", "changed"
LAPSE = "lapse-registration"
FIRST_OPERATOR = "policy:identity.first-operator"


def effects(event: Any, recorded: Recorded) -> Sequence[Due | Effect]:
    match event:
        case AccountRegistered(account=account):
            until = recorded.time + TO_VERIFY
            return [Due(LAPSE, until, account), _letter(VERIFY, account, recorded, until)]
        case VerificationRequested(account=account):
            return [_letter(VERIFY, account, recorded, recorded.time + TO_VERIFY)]
        case PasswordResetRequested(account=account):
            return [_letter(RESET, account, recorded, recorded.time + TO_RESET)]
        case RegistrationAttempted(account=account):
            return [_letter(ATTEMPTED, account, recorded, recorded.time)]
        case PasswordChanged(account=account):
            return [_letter(CHANGED, account, recorded, recorded.time)]
        case RegistrationLapsed(account=account):
            return [Effect("forget", account, {"subject": account})]
        case SubjectErased(subject=subject):
            return [Effect("forget", subject, {"subject": subject})]
        case _:
            return []


def _letter(letter: str, account: str, recorded: Recorded, until: datetime) -> Effect:
    arguments = {"letter": letter, "account": account, "at": recorded.time.isoformat(), "until": until.isoformat()}
    return Effect("mail", f"{recorded.id}-{letter}", dict(arguments))


def when_due(due: Due) -> Command:
    """The command that a deadline gives; the account judges whether it still applies."""
    if due.name == LAPSE:
        return LapseRegistration()
    raise LookupError(f"no deadline of identity is named {due.name}")


def first_operator(account: str, email: str, email_key: str) -> Sequence[Command]:
    """What makes the first operator of a store; nobody has to prove an address that stands in the settings."""
    return [Register(account, email, "Operator", email_key), VerifyEmail(), GrantRole("operator")]


@dataclass(frozen=True)
class Letter:
    """Words of a mail. No name of anybody's choosing stands in it: it goes to addresses that are not verified yet."""

    subject: str
    text: str


def letter(kind: str, url: str, link: str) -> Letter:
    """`link` is the secret end of the link, where the letter has one."""
    subject, text = _LETTERS[kind]
    return Letter(subject, text.format(url=url, link=link))


_LETTERS = {
    VERIFY: (
        "Confirm your e-mail address",
        """Somebody, most likely you, opened an account at {url} with this e-mail address.

Open this link within seven days to confirm that the address is yours:

{url}/verify/{link}

If it was not you, do nothing: the account ends by itself.
""",
    ),
    RESET: (
        "Choose a new password",
        """A new password was asked for your account at {url}.

Open this link within one hour to choose it:

{url}/reset/{link}

If you did not ask for it, do nothing: your password stays as it is.
""",
    ),
    ATTEMPTED: (
        "You have an account already",
        """Somebody tried to open an account at {url} with your e-mail address, which has one already.

If it was you, sign in at {url}/sign-in, or choose a new password at {url}/reset.
If it was not you, there is nothing to do: nobody got in.
""",
    ),
    CHANGED: (
        "Your password was changed",
        """The password of your account at {url} was changed, and everybody who was signed in to it is signed out.

If it was not you, choose a new password at once: {url}/reset
""",
    ),
}
