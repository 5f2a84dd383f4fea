"""What a fact of identity causes: letters, the end of what nobody took up in time, and forgetting."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from eventlog.decider import Decider
from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.identity.deciders.account import Command, GrantRole, LapseRegistration, Register, VerifyEmail, account
from services.identity.deciders.account_state import Gone
from services.identity.deciders.account_state import State as AccountState
from services.identity.deciders.certifying import ERASED
from services.identity.deciders.inviting import LapseInvitation
from services.identity.deciders.organization import organization
from services.identity.deciders.organization_state import Organization
from services.identity.deciders.organization_state import State as OrganizationState
from services.identity.events import (
    AccountRegistered,
    IdentityLinked,
    IdentityUnlinked,
    InvitationWithdrawn,
    MemberInvited,
    MemberJoined,
    PasswordChanged,
    PasswordResetRequested,
    RegistrationAttempted,
    RegistrationLapsed,
    SubjectErased,
    TotpDisabled,
    TotpEnabled,
    VerificationRequested,
)

TO_VERIFY = timedelta(days=7)
TO_RESET = timedelta(hours=1)

VERIFY, RESET, ATTEMPTED, CHANGED = "verify", "reset", "attempted", "changed"
GUARDED, UNGUARDED = "guarded", "unguarded"
LINKED, UNLINKED = "linked", "unlinked"
INVITATION = "invitation"
# Letters that hold no link, and tell an account's owner what happened to it.
TELLING: Mapping[type, str] = {
    RegistrationAttempted: ATTEMPTED,
    PasswordChanged: CHANGED,
    TotpEnabled: GUARDED,
    TotpDisabled: UNGUARDED,
    IdentityLinked: LINKED,
    IdentityUnlinked: UNLINKED,
}
LAPSE, LAPSE_INVITATION = "lapse-registration", "lapse-invitation"
END_MEMBERSHIPS = "identity.end-memberships"
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
        case _ if type(event) in TELLING:
            return [_letter(TELLING[type(event)], event.account, recorded, recorded.time)]
        case MemberInvited():
            return _invited(event, recorded)
        case SubjectErased(subject=subject):
            told = {"subject": subject, "why": ERASED}
            return [Effect("forget", subject, dict(told)), Effect("certify", recorded.id, {"subject": subject})]
        case (
            RegistrationLapsed(account=subject)
            | InvitationWithdrawn(invitation=subject)
            | MemberJoined(invitation=subject)
        ):
            return [Effect("forget", subject, {"subject": subject})] if subject else []
        case _:
            return []


def _invited(event: MemberInvited, recorded: Recorded) -> Sequence[Due | Effect]:
    """The address is in the event alone: neither a letter that waits nor a deadline repeats it."""
    named = {"organization": event.organization, "invitation": event.invitation}
    told = {"letter": INVITATION, **named, "at": recorded.time.isoformat()}
    due = Due(LAPSE_INVITATION, event.until, event.organization, {"invitation": event.invitation})
    return [due, Effect("mail", f"{recorded.id}-{INVITATION}", dict(told))]


def _letter(letter: str, account: str, recorded: Recorded, until: datetime) -> Effect:
    arguments = {"letter": letter, "account": account, "at": recorded.time.isoformat(), "until": until.isoformat()}
    return Effect("mail", f"{recorded.id}-{letter}", dict(arguments))


def when_due(due: Due) -> tuple[Decider[Any, Any, Any], Any]:
    """The command that a deadline gives, and to what; that judges whether it still applies."""
    match due.name:
        case "lapse-registration":
            return account, LapseRegistration()
        case "lapse-invitation":
            return organization, LapseInvitation(str(due.arguments["invitation"]))
        case _:
            raise LookupError(f"no deadline of identity is named {due.name}")


def owners(state: OrganizationState) -> Iterator[str]:
    if isinstance(state, Organization):
        yield from (name for name, member in state.members.items() if member.role == "owner")


def to_end(state: OrganizationState, accounts: Mapping[str, AccountState]) -> Iterator[str]:
    """Members whose accounts are gone: they joined while they were erased, or were the last owner until now."""
    if isinstance(state, Organization):
        yield from (name for name in state.members if isinstance(accounts.get(name), Gone))


def first_operator(account: str, email: str, email_key: str) -> Sequence[Command]:
    """What makes the first operator of a store; nobody has to prove an address that stands in the settings."""
    return [Register(account, email, "Operator", email_key), VerifyEmail(), GrantRole("operator")]


@dataclass(frozen=True)
class Letter:
    """Words of a mail, which goes to addresses that are not verified yet.

    Nothing of anybody's choosing stands in it but an organisation's slug, a short word that can be no link.
    """

    subject: str
    text: str


def letter(kind: str, url: str, link: str, **words: str) -> Letter:
    """`link` is the secret end of the link, where the letter has one."""
    subject, text = _LETTERS[kind]
    return Letter(subject.format(**words), text.format(url=url, link=link, **words))


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
    INVITATION: (
        "You are invited to join {organization}",
        """You are invited to join the organisation "{organization}" at {url}, as {role}.

Open this link within seven days, and sign in or sign up with this e-mail address:

{url}/invitations/{link}

If you do not know them, do nothing: the invitation ends by itself, and your address is forgotten.
""",
    ),
    GUARDED: (
        "Two-factor sign-in is on",
        """From now on your account at {url} asks for a code of your app when you sign in with your password.
docker login takes an access token, and your password no more.

If it was not you, choose a new password at once: {url}/reset
""",
    ),
    UNGUARDED: (
        "Two-factor sign-in is off",
        """Your account at {url} asks for your password alone again when you sign in.

If it was not you, choose a new password at once: {url}/reset
""",
    ),
    LINKED: (
        "You can sign in through the sign-in service",
        """From now on the store's sign-in service opens your account at {url}.

If it was not you, choose a new password, and end that on the page of your account: {url}/reset
""",
    ),
    UNLINKED: (
        "The sign-in service opens your account no more",
        """From now on your password alone opens your account at {url}, and the store's sign-in service does not.

If it was not you, choose a new password at once: {url}/reset
""",
    ),
    CHANGED: (
        "Your password was changed",
        """The password of your account at {url} was changed, and everybody who was signed in to it is signed out.

If it was not you, choose a new password at once: {url}/reset
""",
    ),
}
