"""What comes with a request as text: an e-mail address, a moment; refused in words where it is none."""

from datetime import datetime

from eventlog.refusal import Invalid
from vocabulary.email_address import EmailAddress


def address(email: str) -> EmailAddress:
    try:
        return EmailAddress.parse(email)
    except ValueError as unfit:
        raise Invalid("email-unfit", str(unfit)) from unfit


def moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("expires-unreadable", "a time is written as in RFC 3339") from None
    if moment.tzinfo is None:
        raise Invalid("expires-unreadable", "a time is written as in RFC 3339, with its zone")
    return moment
