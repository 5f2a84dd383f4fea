"""A real mail server for the tests of a mailbox."""

from collections.abc import Iterator

import pytest

from tests.parts.dovecot import Dovecot, dovecot


@pytest.fixture(scope="session")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running
