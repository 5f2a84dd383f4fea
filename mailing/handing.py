"""A letter that was read, handed to the store by HTTP: its words as JSON, its files beside them.

What came back of a letter of ours is handed over as it came: its words are a mail server's.
"""

import io
import json
import logging
import zipfile
from collections.abc import Sequence
from dataclasses import asdict

import requests

from mailing.addressing import tag_in
from mailing.listening import Answer
from mailing.parts import File
from mailing.reading import Envelope, Letter, read
from mailing.returned import LOOKED_AT

PATIENCE = (5.0, 120.0)  # seconds: to connect, and for an answer
MOST_FILES = 5  # with one message on a ticket
FOR_GOOD = (413, 422)  # no other day would bring another answer
Part = tuple[str, tuple[str, bytes, str]]  # of a form: (field, (file name, content, media type))
log = logging.getLogger("chandlery.mailroom")


class Handing:
    """`store` is its address, `secret` what it knows the mailroom by, `server` whose findings on authenticity count.

    `returns` is the address that, with something behind a `+`, letters of ours come back to; empty: there is none.
    """

    def __init__(self, store: str, secret: str, server: str = "", returns: str = "") -> None:
        self._store = f"{store.rstrip('/')}/mail"
        self._headers = {"Authorization": f"Bearer {secret}"}
        self._server = server
        self._returns = returns

    def is_return(self, address: str) -> bool:
        return bool(self._returns and tag_in(self._returns, address))

    def take(self, raw: bytes, envelope: Envelope) -> Answer:
        """What comes to both sorts of addresses is taken once it is so for both."""
        returned = tuple(each for each in envelope.recipients if self.is_return(each))
        others = tuple(each for each in envelope.recipients if each not in returned)
        answer = self._hand_over("returned", _as_it_came(raw, returned)) if returned else Answer.TAKEN
        if answer is not Answer.TAKEN or not others:
            return answer
        letter = read(raw, Envelope(envelope.sender, others), self._server)
        return self._hand_over("incoming", _form(letter))

    def _hand_over(self, door: str, form: Sequence[Part]) -> Answer:
        try:
            answer = requests.post(f"{self._store}/{door}", headers=self._headers, files=form, timeout=PATIENCE)
        except requests.RequestException as away:
            log.warning("the store cannot be reached, a letter waits with its sender: %s", away)
            return Answer.LATER
        if answer.status_code == 200:
            log.info("a letter was taken: %s", answer.json().get("done", ""))
            return Answer.TAKEN
        log.warning("the store answered %s to a letter", answer.status_code)
        return Answer.REFUSED if answer.status_code in FOR_GOOD else Answer.LATER


def _as_it_came(raw: bytes, to: Sequence[str]) -> Sequence[Part]:
    """Its beginning: the letter that comes back stands at its end."""
    told: Part = ("returned", ("returned.json", json.dumps({"recipients": to}).encode(), "application/json"))
    return [told, ("file", ("letter.eml", raw[:LOOKED_AT], "message/rfc822"))]


def _form(letter: Letter) -> Sequence[Part]:
    told = {name: value for name, value in asdict(letter).items() if name != "files"}
    words: Part = ("letter", ("letter.json", json.dumps(told).encode(), "application/json"))
    return [words, *(("file", (file.name, file.content, file.media_type)) for file in _few(letter.files))]


def _few(files: Sequence[File]) -> Sequence[File]:
    """As many as go with one message: the last ones in an archive where there are more."""
    if len(files) <= MOST_FILES:
        return files
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, file in enumerate(files[MOST_FILES - 1 :], MOST_FILES):
            archive.writestr(zipfile.ZipInfo(f"{number}-{file.name}"), file.content)
    return [*files[: MOST_FILES - 1], File("more-files.zip", "application/zip", packed.getvalue())]
