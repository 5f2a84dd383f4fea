"""What to do about a finding, in the reader's language: the log and the CLI keep it in English."""

from gateway.translation import gettext
from vocabulary.remedies import recognised


def advised(text: str) -> str:
    """As it was told, where it is none of our sentences: from another version of the store, or another scanner."""
    found = recognised(text)
    if found is None:
        return text
    sentence, particulars = found
    return gettext(sentence, **particulars)
