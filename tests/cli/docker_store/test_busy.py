"""A registry that has no time at the moment is asked again after a while, and not for ever."""

import hashlib
import io
import time
from email.utils import formatdate
from pathlib import Path

import pytest

from cli.docker_store import busy, fetching, pushing
from cli.docker_store.busy import Busy
from cli.docker_store.ending import Stop
from cli.docker_store.manifests import OCI_MANIFEST, Manifest
from cli.docker_store.opened import Section
from tests.cli.docker_store.registered import CONTENT, Troubled, descriptor, troubled
from tests.cli.docker_store.takes import Takes, takes

BUSY = [429, 500, 502, 503, 504]
LARGE = bytes(range(256)) * 12_000


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were waited, all at once."""
    found: list[float] = []
    monkeypatch.setattr(time, "sleep", found.append)
    return found


def sends(to: Takes, content: bytes) -> bool:
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return pushing.blob(to.registry(), digest, Section(io.BytesIO(content), 0, len(content)))


@pytest.mark.parametrize("status", BUSY)
@pytest.mark.parametrize("method", ["HEAD", "POST", "PATCH", "PUT"])
def test_a_blob_goes_on_where_the_registry_had_no_time(slept: list[float], method: str, status: int) -> None:
    with takes(busy=[(method, status, "")]) as made:
        assert (sends(made, LARGE), made.taken, slept) == (True, LARGE, [1.0])


def test_a_layer_of_which_a_part_was_taken_is_gone_on_with(slept: list[float]) -> None:
    with takes(busy=[("PATCH", 503, "")], keeps_half=True) as made:
        assert (sends(made, LARGE), made.taken) == (True, LARGE)
        assert made.asked == ["HEAD", "POST", "PATCH", "GET", "PATCH", "PUT"]


def test_what_was_taken_before_the_answer_got_lost_on_its_way_is_not_sent_again(slept: list[float]) -> None:
    with takes(busy=[("PUT", 504, "")], takes_busy=True) as made:
        assert (sends(made, b"small"), made.taken) == (True, b"small")
        assert made.asked == ["HEAD", "POST", "PUT", "HEAD"]


@pytest.mark.parametrize("asked", ["30", formatdate(time.time() + 30, usegmt=True)], ids=["seconds", "date"])
def test_it_is_left_alone_for_as_long_as_it_asks_for(slept: list[float], asked: str) -> None:
    with takes(busy=[("POST", 429, asked)]) as made:
        assert sends(made, b"small")
    assert 0 < slept[0] <= 30


@pytest.mark.parametrize("asked", ["", "soon", "-1", "٣", "Mon, 99 Foo"])
def test_what_asks_for_nothing_that_is_understood_is_asked_after_a_second(slept: list[float], asked: str) -> None:
    with takes(busy=[("HEAD", 503, asked)]) as made:
        assert sends(made, b"small")
    assert slept == [1.0]


def test_one_that_asks_for_hours_is_not_waited_for(slept: list[float]) -> None:
    with takes(busy=[("HEAD", 429, "7200")]) as made, pytest.raises(Busy) as stopped:
        sends(made, b"small")
    told = stopped.value.stop(pushing.AGAIN)
    assert (slept, told.todo) == ([], f"It asks for 120 minutes of patience. {pushing.AGAIN}")


def test_one_that_never_has_time_is_given_up_in_its_own_words(slept: list[float]) -> None:
    with takes(busy=[("POST", 503, "")] * 99) as made, pytest.raises(Busy) as stopped:
        sends(made, b"small")
    assert slept == list(busy.PAUSES)
    assert str(stopped.value.stop(pushing.AGAIN)) == f"{made.registry().named}: no time (503).\n{pushing.AGAIN}"


def test_a_manifest_is_put_again(slept: list[float]) -> None:
    content = b'{"schemaVersion": 2, "config": {"digest": "sha256:%s", "size": 2}, "layers": []}' % (b"0" * 64)
    with takes(busy=[("PUT", 502, "")]) as made:
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert pushing.manifest(made.registry(), digest, Manifest(content, OCI_MANIFEST))
        assert (made.taken, made.asked) == (content, ["HEAD", "PUT", "PUT"])


def test_whoever_waits_is_told_why(slept: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    with takes(busy=[("POST", 429, "7")]) as made:
        sends(made, b"small")
        assert capsys.readouterr().err == f"{made.registry().host} has no time (429); it is asked again in 7 s.\n"


def fetched(made: Troubled, folder: Path) -> bytes:
    fetching.blob(made.registry, descriptor(), folder / "blob", lambda count: None)
    return (folder / "blob").read_bytes()


def test_a_bundle_is_fetched_from_a_registry_that_had_no_time(slept: list[float], tmp_path: Path) -> None:
    with troubled(busy=["/v2/", "/v2/"]) as made:
        assert (fetched(made, tmp_path), slept) == (CONTENT, [1.0, 2.0])


def test_a_token_is_asked_for_again(slept: list[float], tmp_path: Path) -> None:
    with troubled(tokens=["one"], busy=["/token"]) as made:
        assert (fetched(made, tmp_path), slept) == (CONTENT, [1.0])


def test_one_that_is_given_up_while_fetching_is_gone_on_with_later(slept: list[float], tmp_path: Path) -> None:
    with troubled(busy=["/v2/"] * 99) as made, pytest.raises(Stop) as stopped:
        fetched(made, tmp_path)
    assert (stopped.value.todo, slept) == (fetching.GOES_ON, list(busy.PAUSES))
