"""One account: registering, proving its address, its password, its tokens and roles, and its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from eventlog.decider import Context, Decider, Reservation
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.identity.deciders import linking, refreshing
from services.identity.deciders.account_state import Absent, Account, Event, Gone, State, evolve
from services.identity.deciders.linking import LinkIdentity, RegisterByIdentity, UnlinkIdentity
from services.identity.deciders.refreshing import IssueRefresh, RevokeRefresh
from services.identity.deciders.tokens import IssueToken, check_issue, check_revoke
from services.identity.events import (
    AccountRegistered,
    AccountReinstated,
    AccountSuspended,
    EmailVerified,
    PasswordChanged,
    PasswordResetRequested,
    RegistrationAttempted,
    RegistrationLapsed,
    RoleGranted,
    RoleWithdrawn,
    SubjectErased,
    TokenRevoked,
    TotpDisabled,
    TotpEnabled,
    VerificationRequested,
)

STAFF_ROLES = frozenset({"support", "reviewer", "finance", "operator"})
LONGEST_NAME = 100
BETWEEN_LETTERS = timedelta(minutes=1)
BETWEEN_WARNINGS = timedelta(days=1)


@dataclass(frozen=True)
class Register:
    account: str
    email: str
    name: str
    email_key: str


@dataclass(frozen=True)
class ResendVerification:
    pass


@dataclass(frozen=True)
class VerifyEmail:
    pass


@dataclass(frozen=True)
class LapseRegistration:
    """Nobody proved the address in time, or somebody registers anew with it."""


@dataclass(frozen=True)
class NoteRegistrationAttempt:
    pass


@dataclass(frozen=True)
class RequestPasswordReset:
    pass


@dataclass(frozen=True)
class ResetPassword:
    """By the link in a mail, which was made when the password had been changed `passwords` times."""

    passwords: int


@dataclass(frozen=True)
class ChangePassword:
    pass


@dataclass(frozen=True)
class EnableTotp:
    """Its owner has shown a code of the secret that was made for the account."""


@dataclass(frozen=True)
class DisableTotp:
    """Its owner has shown a code, or an operator has made sure that it is the owner who lost the device."""


@dataclass(frozen=True)
class RevokeToken:
    token: str
    made_with: str = ""  # the id of the token that asks for it; empty: its owner signed in


@dataclass(frozen=True)
class GrantRole:
    role: str


@dataclass(frozen=True)
class WithdrawRole:
    """`operates`: who takes it away is an operator still, by the log; what roles they came with may be a moment old."""

    role: str
    operates: bool = True


@dataclass(frozen=True)
class Suspend:
    """`operates` as above."""

    reason: str
    operates: bool = True


@dataclass(frozen=True)
class Reinstate:
    pass


@dataclass(frozen=True)
class EraseAccount:
    pass


Command = (
    Register
    | RegisterByIdentity
    | ResendVerification
    | VerifyEmail
    | LapseRegistration
    | NoteRegistrationAttempt
    | RequestPasswordReset
    | ResetPassword
    | ChangePassword
    | EnableTotp
    | DisableTotp
    | LinkIdentity
    | UnlinkIdentity
    | IssueToken
    | RevokeToken
    | IssueRefresh
    | RevokeRefresh
    | GrantRole
    | WithdrawRole
    | Suspend
    | Reinstate
    | EraseAccount
)


def decide(command: Command, state: State, by: Context) -> list[Event]:
    match command, state:
        case Register(), Absent():
            return [_registered(command)]
        case RegisterByIdentity(), Absent():
            return [_registered(command), EmailVerified(command.account), linking.linked(command, by.at)]
        case ((Register() | RegisterByIdentity()), Account()):
            return []
        case ((VerifyEmail() | ResetPassword()), Gone()):
            raise Missing("link-expired")
        case ((LapseRegistration() | EraseAccount()), Gone()):
            return []
        case _, Account():
            return _of_a_person(command, state, by)
        case _:
            raise Missing("account-unknown")


def _registered(command: Register | RegisterByIdentity) -> Event:
    name = command.name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid("name-unfit", f"a name has 1 to {LONGEST_NAME} characters on one line")
    return AccountRegistered(command.account, command.email, name, command.email_key)


def _of_a_person(command: Command, state: Account, by: Context) -> list[Event]:
    match command:
        case VerifyEmail():
            by.must_act_for(state.account)
            return [] if state.verified else [EmailVerified(state.account)]
        case LapseRegistration():
            return [] if state.verified else [RegistrationLapsed(state.account)]
        case ResendVerification() | NoteRegistrationAttempt() | RequestPasswordReset():
            return _letter(command, state, by)
        case ResetPassword() | ChangePassword():
            return _new_password(command, state, by)
        case EnableTotp() | DisableTotp():
            return _second_factor(command, state, by)
        case LinkIdentity():
            _must_be_own_and_active(state, by)
            return [*linking.link(command, state, by.at)]
        case UnlinkIdentity():
            _must_be_own_or_an_operators(state, by)
            return [*linking.unlink(command, state, by.at)]
        case IssueToken() | RevokeToken():
            return _token(command, state, by)
        case IssueRefresh() | RevokeRefresh():
            return _refresh(command, state, by)
        case EraseAccount():
            _must_be_own_or_an_operators(state, by)
            if "operator" in state.roles and by.acts_for(state.account):
                raise Conflicting("not-on-oneself")  # so that a store never loses its last operator
            return [SubjectErased(state.account)]
        case _:
            return _by_an_operator(command, state, by)


def _letter(command: Command, state: Account, by: Context) -> list[Event]:
    """Letters are asked for by anybody who knows the address: seldom enough that they are no nuisance to its owner."""
    soon_after = _within(BETWEEN_LETTERS, state.last_letter, by.at)
    match command:
        case ResendVerification() if not state.verified and not soon_after:
            return [VerificationRequested(state.account, by.at)]
        case RequestPasswordReset() if not state.suspended and not soon_after:
            return [PasswordResetRequested(state.account, by.at)]
        case NoteRegistrationAttempt() if not _within(BETWEEN_WARNINGS, state.last_warning, by.at):
            return [RegistrationAttempted(state.account, by.at)]
        case _:
            return []


def _within(span: timedelta, last: datetime | None, now: datetime) -> bool:
    return last is not None and now - last < span


def _new_password(command: ResetPassword | ChangePassword, state: Account, by: Context) -> list[Event]:
    by.must_act_for(state.account)
    if isinstance(command, ResetPassword) and command.passwords != state.passwords:
        raise Missing("link-expired")
    if state.suspended:
        raise Forbidden("account-suspended")
    proven: list[Event] = [] if state.verified else [EmailVerified(state.account)]  # the link came by mail
    return [*(proven if isinstance(command, ResetPassword) else []), PasswordChanged(state.account, by.at)]


def _second_factor(command: EnableTotp | DisableTotp, state: Account, by: Context) -> list[Event]:
    if isinstance(command, EnableTotp):
        _must_be_own_and_active(state, by)
        return [] if state.second_factor else [TotpEnabled(state.account, by.at)]
    _must_be_own_or_an_operators(state, by)
    return [TotpDisabled(state.account, by.at)] if state.second_factor else []


def _token(command: IssueToken | RevokeToken, state: Account, by: Context) -> list[Event]:
    if isinstance(command, IssueToken):
        _must_be_own_and_active(state, by)
        return [check_issue(command, state.account, state.roles, state.tokens, by)]
    _must_be_own_or_an_operators(state, by)
    if command.token in state.revoked:
        return []
    if command.token not in state.tokens:
        raise Missing("token-not-found")
    if command.made_with not in ("", command.token):
        check_revoke(command.made_with, command.token, state.tokens)
    return [TokenRevoked(state.account, command.token)]


def _refresh(command: IssueRefresh | RevokeRefresh, state: Account, by: Context) -> list[Event]:
    if isinstance(command, IssueRefresh):
        _must_be_own_and_active(state, by)
        return [*refreshing.issue(command, state.account, state.tokens, state.refreshes, by)]
    _must_be_own_or_an_operators(state, by)
    kept = state.refreshes.kept.get(command.refresh)
    if kept is not None and command.made_with not in ("", kept.token):
        check_revoke(command.made_with, kept.token, state.tokens)
    return [*refreshing.revoke(command, state.account, state.refreshes)]


def _must_be_own_and_active(state: Account, by: Context) -> None:
    by.must_act_for(state.account)
    if state.suspended:
        raise Forbidden("account-suspended")
    if not state.verified:
        raise Forbidden("email-not-verified")


def _must_be_own_or_an_operators(state: Account, by: Context) -> None:
    if not by.has("operator"):
        by.must_act_for(state.account)


def _by_an_operator(command: Command, state: Account, by: Context) -> list[Event]:
    by.must_have("operator")
    match command:
        case GrantRole(role) | WithdrawRole(role) if role not in STAFF_ROLES:
            raise Invalid("role-unknown", f"roles are {', '.join(sorted(STAFF_ROLES))}")
        case GrantRole() if not state.verified:
            raise Conflicting("email-not-verified")
        case GrantRole(role):
            return [] if role in state.roles else [RoleGranted(state.account, role)]
        case WithdrawRole("operator") | Suspend() if by.acts_for(state.account):
            raise Conflicting("not-on-oneself")  # so that a store never loses its last operator
        case WithdrawRole("operator", operates=False) | Suspend(operates=False) if "operator" in state.roles:
            raise Forbidden("staff-only", "operator")  # they lost it, and this may be the last one
        case WithdrawRole(role):
            return [RoleWithdrawn(state.account, role)] if role in state.roles else []
        case Suspend(reason):
            return [] if state.suspended else [AccountSuspended(state.account, reason)]
        case _:
            return [AccountReinstated(state.account)] if state.suspended else []


def email_stream(email_key: str) -> str:
    return f"email-{email_key}"


def reserves(command: Command) -> Sequence[Reservation]:
    """One account an address, and one an identity at a provider."""
    wanted = []
    if isinstance(command, Register | RegisterByIdentity):
        wanted.append(Reservation(email_stream(command.email_key), "email-taken"))
    if isinstance(command, RegisterByIdentity | LinkIdentity):
        wanted.append(Reservation(linking.identity_stream(command.identity_key), "identity-taken"))
    return wanted


def releases(command: Command, state: State) -> Sequence[str]:
    if not isinstance(state, Account):
        return []
    linked = {issuer: linking.identity_stream(each.key) for issuer, each in state.identities.items()}
    match command:
        case LapseRegistration() | EraseAccount():
            return [email_stream(state.email_key), *linked.values()]
        case UnlinkIdentity(issuer) if issuer in linked:
            return [linked[issuer]]
        case _:
            return []


account: Decider[Command, State, Event] = Decider("account", Absent(), decide, evolve, reserves, releases)
