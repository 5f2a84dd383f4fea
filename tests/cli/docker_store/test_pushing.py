"""A blob goes to a registry once, and on from where a connection broke off, as far as the registry remembers that."""

import hashlib
import io
from collections.abc import Iterator

import pytest

from cli.docker_store import pushing
from cli.docker_store.ending import Stop
from cli.docker_store.opened import Section
from tests.cli.docker_store import takes as registry
from tests.cli.docker_store.takes import CONTENT, Takes


@pytest.fixture
def takes(request: pytest.FixtureRequest) -> Iterator[Takes]:
    with registry.takes(**request.param) as server:
        yield server


def sends(takes: Takes, content: bytes = CONTENT) -> bool:
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return pushing.blob(takes.registry(), digest, Section(io.BytesIO(content), 0, len(content)))


@pytest.mark.parametrize("takes", [{"cuts": 1}], indirect=True)
def test_a_connection_that_breaks_off_is_gone_on_with(takes: Takes) -> None:
    assert (sends(takes), takes.taken) == (True, CONTENT)
    assert takes.asked == ["HEAD", "POST", "GET", "PATCH", "PUT"]


@pytest.mark.parametrize("takes", [{"cuts": 1, "remembers": False}], indirect=True)
def test_a_registry_that_does_not_remember_is_sent_it_anew(takes: Takes) -> None:
    assert (sends(takes), takes.taken) == (True, CONTENT)
    assert takes.asked == ["HEAD", "POST", "GET", "POST", "PATCH", "PUT"]


@pytest.mark.parametrize("takes", [{"cuts": 9, "remembers": False}], indirect=True)
def test_a_connection_that_goes_on_breaking_off_is_given_up_in_a_sentence(takes: Takes) -> None:
    with pytest.raises(Stop, match="Run the same command again: what is there already is not sent again"):
        sends(takes)


@pytest.mark.parametrize("takes", [{"mounts": True}], indirect=True)
def test_what_the_registry_has_elsewhere_is_not_sent(takes: Takes) -> None:
    assert (sends(takes), takes.asked) == (False, ["HEAD", "POST"])


@pytest.mark.parametrize("takes", [{"cuts": 1}], indirect=True)
def test_a_small_blob_is_sent_whole_again(takes: Takes) -> None:
    assert (sends(takes, b"small"), takes.taken) == (True, b"small")


@pytest.mark.parametrize("takes", [{}], indirect=True)
def test_a_small_blob_goes_in_one_request(takes: Takes) -> None:
    assert (sends(takes, b"small"), takes.taken, takes.asked) == (True, b"small", ["HEAD", "POST", "PUT"])
