"""What a terminal asks before it gets anything: which store this is."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.gateway.counter import HOST, URL, Counter


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return Counter(tmp_path).client()


def test_a_store_says_where_its_registry_is(client: FlaskClient) -> None:
    told = client.get("/api/v1/store").json
    assert told == {"url": URL, "registry": HOST, "registry_token": f"{URL}/registry/token"}
