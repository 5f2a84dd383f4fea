"""The list of erasures and their certificates, in files of their own: no backup of a database rolls them back."""

import hashlib
import hmac
import json
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from eventlog.recorded import instant
from services.identity.ports import Forgotten

LIST, CERTIFICATES = "erased.jsonl", "certificates"


class FileErasures:
    """A file of JSON lines that is only ever appended to, and one file a certificate beside it."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        self._folder = folder
        self._secret = secret

    def add(self, subject: str, why: str, at: datetime) -> None:
        """Before the key is destroyed: what is on the list is destroyed again after a restore."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        line = json.dumps({"subject": subject, "why": why, "at": instant(at)})
        descriptor = os.open(self._folder / LIST, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "ab") as file:  # a line begins with its end: one cut short spoils no other
            file.write(f"\n{line}".encode())
            file.flush()
            os.fsync(file.fileno())

    def all(self) -> Iterator[Forgotten]:
        path = self._folder / LIST
        for line in path.read_text().splitlines() if path.exists() else []:
            try:
                told = json.loads(line)
                yield Forgotten(str(told["subject"]), str(told["why"]))
            except (ValueError, KeyError, TypeError):
                continue  # empty, or cut short by a crash before its key was destroyed

    def certify(self, told: Mapping[str, Any]) -> None:
        digest = hashlib.sha256(_canonical(told)).hexdigest()
        sealed = {**told, "hash": digest, "seal": self._seal(digest)}
        path = self._path(str(told["subject"]))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(sealed, indent=2, ensure_ascii=False) + "\n")
        beside.chmod(0o600)
        beside.replace(path)

    def certificate(self, subject: str) -> dict[str, Any] | None:
        """None where there is none, or one that does not bear our seal."""
        path = self._path(subject)
        told: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
        digest, seal = str(told.get("hash", "")), str(told.get("seal", ""))
        body = {name: value for name, value in told.items() if name not in ("hash", "seal")}
        whole = hashlib.sha256(_canonical(body)).hexdigest() == digest
        return told if whole and hmac.compare_digest(seal.encode(), self._seal(digest).encode()) else None

    def _path(self, subject: str) -> Path:
        return self._folder / CERTIFICATES / f"{quote(subject, safe='')}.json"

    def _seal(self, digest: str) -> str:
        return hmac.digest(self._secret, b"erasure\0" + digest.encode(), "sha256").hex()


def _canonical(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
