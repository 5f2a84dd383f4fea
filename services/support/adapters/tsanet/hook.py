"""TSANet's webhook: subscribed to once, its secret kept in the store's folder; a ping counts only if it is signed."""

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eventlog.refusal import Forbidden, Invalid, Missing
from services.support.adapters.tsanet import answers
from services.support.adapters.tsanet.api import Api

SIGNATURE = "X-Hub-Signature-256"
FILE = "tsanet-webhook.json"
EVENTS = ("collaboration-request.created", "note.created")
DOORS = ("/v1/webhooks", "/v2/webhooks")  # the older one is to go; the newer one's pings are CloudEvents
Told = dict[str, Any]


class Hook:
    """`folder`: of the store's keys; `callback`: where pings are to come."""

    def __init__(self, api: Api, folder: Path, callback: str) -> None:
        self._api, self._file, self._callback = api, folder / FILE, callback

    def subscribe(self) -> bool:
        """Whether it was needed: once for each address. Our own that are of no use any more are given back.

        Those are the one at an earlier address and what we asked for without hearing its secret. Another store with
        keys of its own may be at the same address, as a copy of this one would: its subscriptions stay.
        """
        kept = self._kept()
        if kept.get("callback") == self._callback:
            return False
        door, there = self._before()
        others = self._others(kept, there)
        asked = {"callbackUrl": self._callback, "eventTypes": list(EVENTS)}
        made = answers.one(answers.Subscribed, self._api.post(door, asked))
        self._keep({"id": made["id"], "secret": made["secret"], "callback": self._callback})
        for each in there:
            if each["id"] == kept.get("id") or (each["callback_url"] == self._callback and each["id"] not in others):
                self._give_back(each["id"])
        return True

    def _others(self, kept: Told, there: list[Told]) -> list[int]:
        """What stood at our address before we first asked; kept, as the answer to what we ask may be lost."""
        trying = kept.get("trying", {})
        if trying.get("callback") != self._callback:
            others = [each["id"] for each in there if each["callback_url"] == self._callback]
            trying = {"callback": self._callback, "others": others}
            self._keep({**kept, "trying": trying})
        return list(trying["others"])

    def read(self, headers: Mapping[str, str], body: str) -> str:
        """The token of the case that something happened in; raises Forbidden, Invalid."""
        secret = str(self._kept().get("secret", ""))
        given = next((value for name, value in headers.items() if name.lower() == SIGNATURE.lower()), "")
        wanted = "sha256=" + hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()
        if not secret or not hmac.compare_digest(wanted.encode(), given.strip().encode()):
            raise Forbidden("ping-not-signed")
        return token_of(body)

    def _before(self) -> tuple[str, list[Told]]:
        """The door that is open, and what was subscribed to by it."""
        try:
            return DOORS[0], answers.several(answers.Subscription, self._api.get(DOORS[0]))
        except Missing:
            return DOORS[1], answers.several(answers.Subscription, self._api.get(DOORS[1]))

    def _give_back(self, id: int) -> None:
        try:
            self._api.delete(f"/v1/webhooks/{id}")
        except Missing:
            return

    def _kept(self) -> Told:
        try:
            return dict(json.loads(self._file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return {}

    def _keep(self, told: Told) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = self._file.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(told, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._file)


def token_of(body: str) -> str:
    """Of a ping in either form: {eventType, requestToken, …}, or a CloudEvent that holds the same as its data."""
    try:
        ping = json.loads(body)
    except ValueError as wrong:
        raise Invalid("malformed-json") from wrong
    told = ping.get("data", ping) if isinstance(ping, dict) else None
    token = told.get("requestToken") if isinstance(told, dict) else None
    if not isinstance(token, str) or not token or len(token) > 200:
        raise Invalid("malformed-request", "requestToken")
    return token
