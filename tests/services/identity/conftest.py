"""Identity running on the real kernel, and people who use it."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from eventlog.decider import Context
from services.identity.service import Identity
from services.identity.service import desk as service
from tests.parts.people import new_address
from tests.parts.services import Services, config_in, running

PASSWORD = "correct horse battery"
OPERATOR = {"CHANDLERY_ADMIN_EMAIL": "root@store.example", "CHANDLERY_ADMIN_PASSWORD": "the first of all"}


@pytest.fixture(scope="package", autouse=True)
def hurried() -> Iterator[None]:
    """What hides who has an account is tried by itself; people sign up in every other test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "ALIKE", 0.0)
        yield


@dataclass
class Desk:
    """Identity, and the folder that its letters arrive in."""

    services: Services
    folder: Path
    commands: Iterator[int] = field(default_factory=itertools.count)

    @property
    def rpc(self) -> Any:
        return self.services.rpc.identity

    def by(self, actor: str = "visitor:1", *roles: str, key: str = "") -> dict[str, Any]:
        """A context, each time of a new command unless a key is given."""
        id = key or f"command-{next(self.commands)}"
        return Context(id, actor, datetime.now(UTC), frozenset(roles), fingerprint=f"request {id}").dump()

    def letters(self, to: str) -> list[EmailMessage]:
        """Letters to this address, in the order in which they were caused."""
        found = (message_from_bytes(file.read_bytes(), policy=default) for file in sorted(self.folder.glob("*.eml")))
        return [each for each in found if isinstance(each, EmailMessage) and each["To"] == to]

    def letter(self, to: str, number: int = 1) -> EmailMessage:
        """The letter with this number, as soon as it has come."""
        return self.services.until(lambda: self.letters(to)[number - 1 :])[0]

    def link(self, to: str, number: int = 1) -> str:
        words = self.letter(to, number).get_content().split()
        return next(
            word for word in words if any(page in word for page in ("/verify/", "/reset/", "/invitations/"))
        ).rpartition("/")[2]

    def registers(self, email: str, password: str = PASSWORD) -> str:
        """An account that is not verified yet."""
        return str(self.rpc.register(email, "Ada", password, self.by())["id"])

    def member(self, email: str, password: str = PASSWORD) -> str:
        """A verified account."""
        account = self.registers(email, password)
        self.rpc.verify_email(self.link(email), self.by())
        return account

    def member_invited(self, email: str) -> str:
        """A verified account, whose address got a letter before this one."""
        account = self.registers(email)
        self.rpc.verify_email(self.link(email, 2), self.by())
        return account


@pytest.fixture
def ada() -> str:
    return new_address("ada")


@pytest.fixture
def bob() -> str:
    return new_address("bob")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("identity")
    with running(config_in(folder, CHANDLERY_MAIL=f"file:{folder}/mail", **OPERATOR), Identity) as services:
        yield Desk(services, folder / "mail")
