"""Files of a letter: kept as those that people send by page, under the account that wrote it, and taken with it."""

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from werkzeug.datastructures import FileStorage

from eventlog.refusal import Refused, Unavailable
from gateway.parts import parts
from gateway.problems import title_of
from gateway.support.attachments import Attachment
from gateway.support.storing import PIECE


@contextmanager
def enclosed(
    letter: Mapping[str, Any], files: Sequence[FileStorage], account: str, owner: str
) -> Iterator[dict[str, Any]]:
    """The letter with its `attachments`; of each file that is not kept its text says why.

    `owner` is whom the ticket is about. Where the letter is refused they wait again.
    """
    kept, notes = [], []
    for number, file in enumerate(files):
        try:
            kept.append(_kept(letter["message_id"], number, file, account))
        except Unavailable:
            raise
        except Refused as refused:
            notes.append(f"[{file.filename} was not kept. {title_of(refused.code)}]")
    store = parts().attachments
    text = "\n\n".join(part for part in ("\n".join(notes), letter["text"]) if part)
    with store.taking([each.id for each in kept], account, letter["message_id"], owner) as taken:
        yield {**letter, "text": text, "attachments": [each.told() for each in taken]}


def _kept(message: str, number: int, file: FileStorage, account: str) -> Attachment:
    """Under an id of the letter's own, so that one which comes again brings no second one."""
    known = hmac.digest(parts().key("attachment"), f"{account}\n{message}\n{number}".encode(), "sha256").hex()[:32]
    return parts().attachments.keep(file.filename or "", _pieces(file), account, known)


def _pieces(file: FileStorage) -> Iterable[bytes]:
    while piece := file.stream.read(PIECE):
        yield piece
