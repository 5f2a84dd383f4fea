"""What is wrong with a form that was sent: one sentence above it, and one beside each field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from eventlog.refusal import Refused
from gateway.problems import SENTENCES, title_of
from gateway.translation import gettext


@dataclass(frozen=True)
class Mistakes:
    title: str
    fields: Mapping[str, str] = field(default_factory=dict)
    code: str = ""


def of_fields(fields: Mapping[str, str]) -> Mistakes | None:
    """None where every field is right."""
    if not fields:
        return None
    return Mistakes(
        gettext("One thing to put right") if len(fields) == 1 else gettext("Some things to put right"), fields
    )


def of_refusal(refused: Refused, where: Mapping[str, str]) -> Mistakes:
    """The refusal beside the field that `where` names for its code, else above the form."""
    name = where.get(refused.code)
    words = sentence(refused)
    if name is None:
        return Mistakes(words, code=refused.code)
    return Mistakes(gettext("One thing to put right"), {name: words}, refused.code)


def sentence(refused: Refused) -> str:
    """The refusal in the reader's language; its particulars where the code says too little."""
    own: Mapping[str, Callable[[], str]] = {
        "wrong-credentials": lambda: gettext("E-mail or password is wrong"),
        "email-not-verified": lambda: gettext("The address is not confirmed yet. Follow the link in the mail we sent."),
        "too-many-sign-ins": lambda: gettext("Too many sign-ins failed. Sign-in is paused for some minutes."),
        "account-suspended": lambda: gettext("This account is suspended."),
        "link-expired": lambda: gettext("The link has expired, or was used before."),
        "password-too-short": lambda: gettext("Needs at least 10 characters"),
        "password-too-long": lambda: gettext("Has at most 200 characters"),
        "name-unfit": lambda: gettext("Needs 1 to 100 characters on one line"),
        "email-unfit": lambda: gettext("An e-mail address looks like ada@example.org"),
        "label-unfit": lambda: gettext("Needs 1 to 60 characters on one line"),
        "scopes-missing": lambda: gettext("Choose at least one"),
        "too-many-tokens": lambda: gettext("You have as many tokens as an account may have; revoke one first."),
        "service-unavailable": lambda: gettext("This part of the store does not answer. Nothing was done; try again."),
    }
    if refused.code in own:
        return own[refused.code]()
    if refused.code in SENTENCES:
        return gettext(SENTENCES[refused.code])
    return refused.detail or title_of(refused.code)
