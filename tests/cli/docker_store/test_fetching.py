"""What lies in a registry is fetched whole or not at all, gone on with, and shown no token to anybody else."""

from pathlib import Path

import pytest

from cli.docker_store import fetching
from cli.docker_store.challenge import challenges
from cli.docker_store.ending import Stop
from tests.cli.docker_store.registered import CONTENT, Troubled, descriptor, troubled

HALF = len(CONTENT) // 2


def fetched(made: Troubled, folder: Path) -> bytes:
    file = folder / "blob"
    fetching.blob(made.registry, descriptor(), file, lambda count: None)
    return file.read_bytes()


def test_a_connection_that_breaks_off_is_gone_on_with_where_it_did(tmp_path: Path) -> None:
    with troubled(cuts=[HALF, 1000]) as made:
        assert fetched(made, tmp_path) == CONTENT
        assert made.ranges == ["", f"bytes={HALF}-", f"bytes={HALF + 1000}-"]


def test_what_an_earlier_run_left_is_gone_on_with(tmp_path: Path) -> None:
    (tmp_path / ".blob.part").write_bytes(CONTENT[:HALF])
    with troubled() as made:
        assert fetched(made, tmp_path) == CONTENT
        assert made.ranges == [f"bytes={HALF}-"]


def test_what_is_there_whole_is_not_asked_for(tmp_path: Path) -> None:
    (tmp_path / "blob").write_bytes(CONTENT)
    with troubled() as made:
        assert (fetched(made, tmp_path), made.asked) == (CONTENT, [])


@pytest.mark.parametrize("left", [b"x" * HALF, b"x" * len(CONTENT), CONTENT + b"x"], ids=["half", "all", "more"])
def test_what_was_spoilt_meanwhile_is_fetched_afresh(tmp_path: Path, left: bytes) -> None:
    (tmp_path / ".blob.part").write_bytes(left)
    with troubled() as made:
        assert fetched(made, tmp_path) == CONTENT


@pytest.mark.parametrize("sent", [b"x" * len(CONTENT), CONTENT + b"more"], ids=["other", "longer"])
def test_a_registry_that_lies_is_not_believed(tmp_path: Path, sent: bytes) -> None:
    with troubled(content=sent) as made, pytest.raises(Stop, match="sends other bytes than sha256:"):
        fetched(made, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_connection_that_brings_nothing_is_given_up_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PAUSE", 0)
    with troubled(cuts=[HALF, 0, 0, 0, 0]) as made, pytest.raises(Stop) as stopped:
        fetched(made, tmp_path)
    assert str(stopped.value).endswith(f"broke off at byte {HALF}.\n{fetching.GOES_ON}")


def test_a_token_that_ends_is_renewed(tmp_path: Path) -> None:
    with troubled(tokens=["first"]) as made:
        registry = made.registry
        fetching.blob(registry, descriptor(), tmp_path / "one", lambda count: None)
        made.tokens[0] = "second"
        fetching.blob(registry, descriptor(), tmp_path / "two", lambda count: None)
    assert [told for path, _, told in made.asked if "/blobs/" in path] == [
        "",
        "Bearer first",
        "Bearer first",
        "Bearer second",
    ]


def test_another_host_is_shown_no_token(tmp_path: Path) -> None:
    with troubled() as storage, troubled(tokens=["first"], leads_to=f"{storage.url}/blobs/x") as made:
        assert fetched(made, tmp_path) == CONTENT
    assert [told for _, _, told in storage.asked] == [""]


def test_guests_are_not_sent_for_a_token_without_protection() -> None:
    with troubled() as made:
        registry = made.registry
        registry.url = "https://registry.example/v2/acme/db/"
        with pytest.raises(Stop, match="is not protected"):
            registry._token({"realm": "http://elsewhere.example/token"})
        assert made.asked == []


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (
            'Bearer realm="https://r/t",scope="repository:a/b:pull,push"',
            {"realm": "https://r/t", "scope": "repository:a/b:pull,push"},
        ),
        (
            'Basic realm="x, y", Bearer  realm = "https://r/\\"t\\"" , service=s',
            {"realm": 'https://r/"t"', "service": "s"},
        ),
        ("bearer", {}),
    ],
)
def test_challenges_are_read_as_they_are_written(header: str, found: dict[str, str]) -> None:
    assert challenges([header])["bearer"] == found


@pytest.mark.parametrize("header", ["", ",,,", '"', "=", "a=b", "Bearer\x00", 'Bearer realm="'])
def test_what_is_no_challenge_opens_nothing(header: str) -> None:
    assert challenges([header]).get("bearer", {}) == {}
