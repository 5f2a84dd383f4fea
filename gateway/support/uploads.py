"""Files that a form brings: kept at once, so that a form that is shown again has them still."""

import hmac
from dataclasses import dataclass, field
from typing import Any

from flask import request

from eventlog.refusal import Refused
from gateway.auth import caller, has_session
from gateway.drawing import size
from gateway.http import SMALL_BODY
from gateway.mistakes import sentence
from gateway.parts import parts
from gateway.support.attachments import MOST, Attachment
from gateway.support.storing import PIECE


@dataclass
class Brought:
    """`wrong` is what is to stand beside the field."""

    files: list[Attachment] = field(default_factory=list)
    wrong: str = ""

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.files]


def whole_form() -> int:
    """Bytes that a form with files may have; nobody without a session is listened to for so long."""
    return MOST * parts().settings.attachment_size + SMALL_BODY if has_session() else SMALL_BODY


def limits() -> dict[str, Any]:
    """For the field that takes them: how many, and how large each may be."""
    return {"most": MOST, "largest": size(parts().settings.attachment_size)}


def brought() -> Brought:
    """The files that were chosen now, and those that came with the form before and are still wanted."""
    found = Brought([each for each in map(_waiting, request.form.getlist("kept")) if each is not None])
    for place, sent in enumerate(request.files.getlist("files")):
        if not sent.filename:
            continue
        try:
            pieces = iter(lambda stream=sent.stream: stream.read(PIECE), b"")  # type: ignore[misc]
            found.files.append(parts().attachments.keep(sent.filename, pieces, caller().account, _id(place)))
        except Refused as refused:
            found.wrong = found.wrong or f"{sent.filename}: {sentence(refused)}"
    return found


def _waiting(made: str) -> Attachment | None:
    found = parts().attachments.find(made)
    return found if found is not None and found.uploader == caller().account else None


def _id(place: int) -> str:
    """Of a form that is sent again, the same."""
    command = request.form.get("command")
    named = f"{caller().account}\n{command}\n{place}"
    return "" if not command else hmac.digest(parts().key("attachment"), named.encode(), "sha256").hex()[:32]
