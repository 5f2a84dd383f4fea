"""What to do about a finding, in the reader's language: the log and the CLI keep it in English."""

from gateway.translation import gettext


def advised(text: str) -> str:
    return gettext(text)
