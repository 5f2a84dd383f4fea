"""What a certificate of erasure says: who has heard, what was forgotten where, and what stays and why."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from eventlog.recorded import instant
from services.identity.ports import Following, Waiting

ERASED, ENDED = "erased", "ended"  # as was asked; or a registration or an invitation that is over

LEFT = (
    "The account's id, a random number, stays in events: in what it did, and in who did it.",
    "Of the e-mail address a keyed digest (HMAC) stays, from which nobody can read it.",
    "Stars that were given to products stay, as nobody's.",
    "Backups of the key store from before open the events until they are gone; after a restore it is erased again.",
    "PostgreSQL's own write-ahead log keeps bytes of read models until it is recycled.",
    "Letters that were sent lie with whoever received them.",
)


def behind(
    following: Sequence[Following], waiting: Sequence[Waiting], reached: Mapping[str, int], own: Collection[str]
) -> Iterator[str]:
    """A sentence for each follower that is not as far as each log's position in `reached`.

    It has not heard either where one of the subject's `own` streams waits for an operator's hand.
    """
    for each in following:
        if each.position < reached.get(each.source, 0):
            yield f"{each.follower} is at {each.position} of {reached[each.source]} in {each.source}"
    for one in waiting:
        if one.stream in own:
            yield f"{one.follower} has parked {one.stream} of {one.source}"


def certificate(
    heard: Mapping[str, tuple[Sequence[Following], Sequence[Waiting]]],
    cleaned: Mapping[str, Sequence[str]],
    at: datetime,
) -> dict[str, Any]:
    """But for whose it is and when that was erased; `heard` and `cleaned` by service."""
    return {
        "certified_at": instant(at),
        "gone": ["the key of the personal fields", "the password", "letters that lay in the store's own folder"],
        "followers": [
            {"service": name, **each._asdict()} for name, (following, _) in heard.items() for each in following
        ],
        "parked": [{"service": name, **one._asdict()} for name, (_, waiting) in heard.items() for one in waiting],
        "cleaned": {name: list(told) for name, told in cleaned.items() if told},
        "left": list(LEFT),
    }
