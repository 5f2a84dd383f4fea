"""A mail server that hangs on letters of notices keeps back no letter of another service."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from eventlet.event import Event

from mailing import smtp
from services.identity.service import Identity
from tests.mailing.lying import Lying, lying
from tests.parts.people import new_address
from tests.parts.services import config_in, running
from tests.services.identity.conftest import OPERATOR
from tests.services.identity.conftest import Desk as People
from tests.services.notifications.shop import TELLERS, Opened, Shop, open_shop

TOLD = ("ada", "eve", "pat", "sam")  # as many as notices are sent at once


@dataclass
class Hanging(Lying):
    """Answers nothing to a letter that comes back to an address of its own, as those of notices do."""

    hung: set[str] = field(default_factory=set)
    opened: Event = field(default_factory=Event)

    def answer(self, command: str) -> str:
        if command == "MAIL" and "+" in self.senders[-1]:
            self.hung.add(self.senders[-1])
            self.opened.wait()
        return super().answer(command)


def test_letters_of_other_services_go_on_while_those_of_notices_hang(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "PATIENCE", 300.0)
    with open_shop(tmp_path) as before:
        accounts = before.accounts
    with lying(Hanging()) as server:
        mail = {"CHANDLERY_MAIL": f"smtp://127.0.0.1:{server.port}", "CHANDLERY_MAILROOM": "127.0.0.1:1"}
        config = config_in(tmp_path, **mail, **OPERATOR)
        with running(config, Identity, *TELLERS, Opened) as services:
            shop, address = Shop(services, tmp_path, accounts=accounts), new_address("new")
            shop.announces("held", *(f"account:{accounts[name]}" for name in TOLD))
            services.until(lambda: len(server.hung) == len(TOLD))
            People(services, tmp_path, before.commands).registers(address)
            services.until(lambda: any(address.encode() in letter for letter in server.letters))
            assert not any(b"ada-" in letter for letter in server.letters)
            server.opened.send()
            services.until(lambda: len(server.letters) > len(TOLD))
