"""A folder and a bucket keep files alike."""

from pathlib import Path

import pytest

from eventlog.refusal import Unavailable
from gateway.support.storing import Place, place_of
from tests.parts.bucket import SECRET
from tests.parts.process import free_port


def test_a_file_comes_back_as_it_was_in_pieces(place: Place, tmp_path: Path) -> None:
    content = bytes(range(256)) * 6000
    (tmp_path / "sent").write_bytes(content)
    place.put("files/0f/one", tmp_path / "sent")
    pieces = list(place.pieces("files/0f/one") or ())
    assert b"".join(pieces) == content
    assert len(pieces) > 1


def test_what_was_never_put_is_not_there(place: Place) -> None:
    assert (place.read("files/0f/one"), place.pieces("files/0f/one")) == (None, None)


def test_what_is_written_again_replaces_what_was_there(place: Place) -> None:
    place.write("files/0f/one.json", b"first")
    place.write("files/0f/one.json", b"second")
    assert place.read("files/0f/one.json") == b"second"


def test_names_are_those_below_a_folder_alone(place: Place) -> None:
    for name in ("of/ada/one", "of/ada/two", "of/adam/three"):
        place.write(name, b"")
    assert sorted(place.names("of/ada")) == ["of/ada/one", "of/ada/two"]


def test_many_names_are_all_told(place: Place) -> None:
    for number in range(60):
        place.write(f"waiting/{number}", b"")
    assert len(list(place.names("waiting"))) == 60


def test_what_is_deleted_is_gone_and_what_was_not_there_is_no_harm(place: Place) -> None:
    place.write("files/0f/one", b"1")
    place.delete("files/0f/one", "files/0f/two")
    assert place.read("files/0f/one") is None


def test_a_bucket_that_is_away_is_told_so_and_its_secret_is_not() -> None:
    away = place_of(f"s3:http://key:sesame@127.0.0.1:{free_port()}/tickets")
    with pytest.raises(Unavailable, match="attachments-away") as told:
        away.read("files/0f/one")
    assert "sesame" not in str(told.value)


def test_a_bucket_takes_nothing_from_who_has_another_key(server: str) -> None:
    """As most servers do, which a stand-in that checks no signature does not."""
    stranger = place_of(server.replace(f":{SECRET}@", ":sesame@"))
    with pytest.raises(Unavailable, match="attachments-away") as told:
        stranger.write("files/0f/one", b"1")
    assert "sesame" not in str(told.value)
