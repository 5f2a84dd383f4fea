"""What a letter is made with beside its words, and what follows from one that came back."""

from mailing.returned import BOUNCED, COMPLAINED, Returned

# Of the letter, of its sender or of servers, and not of the address (RFC 3463, section 3).
NOT_OF_ADDRESS = ("5.3.", "5.5.", "5.6.", "5.7.")
NEITHER = ("5.1.7", "5.1.8", "5.2.2", "5.2.3")  # the sender's address is bad; the mailbox is full; it is too large


def headers(kind: str, unsubscribe: str, host: str) -> tuple[tuple[str, str], ...]:
    """Mail programs show a button of theirs for it (RFC 2369, 8058), and put together what is of one kind (2919)."""
    return (
        ("List-Id", f"<{kind.replace('.', '-')}.notices.{host}>"),
        ("List-Unsubscribe", f"<{unsubscribe}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )


def stops(returned: Returned) -> str:
    """Why no more letters go to the address, as MailStopped has it; empty: they go on.

    That the letter was too large, or its sender not welcome, says nothing of the address; nor does a full mailbox.
    """
    if returned.what == COMPLAINED:
        return COMPLAINED
    if returned.what != BOUNCED or returned.code in NEITHER or returned.code.startswith(NOT_OF_ADDRESS):
        return ""
    return BOUNCED
