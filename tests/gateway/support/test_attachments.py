"""Files wait for a message, go with it, and are forgotten with whom it is about."""

import time
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from eventlog.refusal import Conflicting, Invalid, Missing, Refused, Unavailable
from gateway.support.attachments import MOST, UNUSED, Attachment, Attachments
from gateway.support.storing import Place, place_of
from tests.gateway.support.conftest import MB

LOG = b"tidewater: disk full\n"


def a_day_later() -> float:
    return time.time() + UNUSED + 60


def attach(attachments: Attachments, name: str = "db.log", by: str = "ada", content: bytes = LOG) -> Attachment:
    return attachments.keep(name, [content], by)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_with_what_it_is(attachments: Attachments) -> None:
    kept = attach(attachments)
    assert attachments.find(kept.id) == kept
    assert b"".join(attachments.pieces(kept.id) or ()) == LOG
    assert (kept.name, kept.media_type, kept.size) == ("db.log", "text/plain", len(LOG))


def test_an_event_hears_no_name(attachments: Attachments) -> None:
    assert set(attach(attachments).told()) == {"id", "media_type", "size", "digest"}


def test_a_large_file_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    attachments = Attachments(place_of(f"file:{tmp_path}/attachments"), tmp_path / "arriving", 40 * MB)
    tracemalloc.start()
    attachments.keep("heap.dump", (b"x" * 65536 for _ in range(500)), "ada")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * MB


def test_a_file_that_is_too_large_is_refused_before_all_of_it_came(attachments: Attachments, tmp_path: Path) -> None:
    pieces = iter([b"x" * 65536] * 100)
    with pytest.raises(Invalid, match="attachment-too-large: at most 2 MB"):
        attachments.keep("heap.dump", pieces, "ada")
    assert len(list(pieces)) > 60
    assert files_in(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "content", "code"), [("a.log", b"", "attachment-empty"), ("a.log", b"MZ\x90\x00", "attachment-type")]
)
def test_what_is_refused_leaves_nothing(
    attachments: Attachments, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        attach(attachments, name, content=content)
    assert files_in(tmp_path) == []


def test_a_message_takes_its_files(attachments: Attachments) -> None:
    kept = attach(attachments)
    taken = attachments.take([kept.id], "ada", "command-1", "ada")
    assert taken == [replace(kept, taken="command-1")]
    assert attachments.tidy(a_day_later()) == 0


def test_a_message_that_is_sent_again_takes_the_same(attachments: Attachments) -> None:
    kept = attach(attachments)
    first = attachments.take([kept.id], "ada", "command-1", "ada")
    assert attachments.take([kept.id], "ada", "command-1", "ada") == first


def test_another_message_takes_none_that_has_gone(attachments: Attachments) -> None:
    kept = attach(attachments)
    attachments.take([kept.id], "ada", "command-1", "ada")
    with pytest.raises(Conflicting, match="attachment-taken"):
        attachments.take([kept.id], "ada", "command-2", "ada")


def test_nobody_takes_what_another_sent(attachments: Attachments) -> None:
    kept = attach(attachments)
    with pytest.raises(Missing, match="attachment-unknown"):
        attachments.take([kept.id], "bob", "command-1", "bob")


@pytest.mark.parametrize("made", ["0" * 32, "../../keys", ""])
def test_what_nobody_sent_is_unknown(attachments: Attachments, made: str) -> None:
    with pytest.raises(Missing, match="attachment-unknown"):
        attachments.take([made], "ada", "command-1", "ada")


def test_a_message_has_only_so_many(attachments: Attachments) -> None:
    with pytest.raises(Invalid, match="too-many-attachments"):
        attachments.take(["0" * 32] * (MOST + 1), "ada", "command-1", "ada")


def refused(attachments: Attachments, made: str, command: str, refusal: Refused) -> None:
    with pytest.raises(type(refusal)), attachments.taking([made], "ada", command, "bob"):
        raise refusal


def test_what_a_refused_message_took_waits_again(attachments: Attachments) -> None:
    kept = attach(attachments)
    refused(attachments, kept.id, "command-1", Missing("no-such-product"))
    assert attachments.take([kept.id], "ada", "command-2", "ada")[0].owner == "ada"


def test_what_a_message_has_it_keeps_though_it_is_refused_when_it_is_sent_again(attachments: Attachments) -> None:
    kept = attach(attachments)
    attachments.take([kept.id], "ada", "command-1", "ada")
    refused(attachments, kept.id, "command-1", Missing("no-such-product"))
    assert attachments.tidy(a_day_later()) == 0
    with pytest.raises(Conflicting, match="attachment-taken"):
        attachments.take([kept.id], "ada", "command-2", "ada")


def test_what_a_message_took_that_may_have_been_done_stays_with_it(attachments: Attachments) -> None:
    kept = attach(attachments)
    refused(attachments, kept.id, "command-1", Unavailable("service-away"))
    assert attachments.tidy(a_day_later()) == 0


def test_what_waits_for_more_than_a_day_is_gone(attachments: Attachments, tmp_path: Path) -> None:
    attach(attachments)
    assert attachments.tidy(time.time()) == 0
    assert attachments.tidy(a_day_later()) == 1
    assert files_in(tmp_path) == []


def test_what_a_message_has_stays_though_a_mark_says_that_it_waits(place: Place, tmp_path: Path) -> None:
    attachments = Attachments(place, tmp_path / "arriving", MB)
    kept = attach(attachments)
    attachments.take([kept.id], "ada", "command-1", "ada")
    place.write(f"waiting/ada/{kept.id}", repr(kept.at).encode())  # as where the process ended before it was dropped
    assert attachments.tidy(a_day_later()) == 0
    assert b"".join(attachments.pieces(kept.id) or ()) == LOG
    assert list(place.names("waiting")) == []


def test_nobody_fills_the_place_with_what_no_message_has(
    attachments: Attachments, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.support.attachments.MOST_WAITING", 2)
    first = [attach(attachments), attach(attachments)][0]
    with pytest.raises(Conflicting, match="attachments-waiting"):
        attach(attachments)
    assert attach(attachments, by="bob")
    attachments.take([first.id], "ada", "command-1", "ada")
    assert attach(attachments)


def test_what_came_by_halves_is_gone_some_time_later(attachments: Attachments, tmp_path: Path) -> None:
    (tmp_path / "arriving").mkdir()
    (tmp_path / "arriving" / "half").write_bytes(b"x")
    attachments.tidy(a_day_later())
    assert files_in(tmp_path) == []


def test_the_same_key_keeps_a_file_once(attachments: Attachments) -> None:
    first = attachments.keep("db.log", [LOG], "ada", "0f" * 16)
    assert attachments.keep("db.log", [LOG], "ada", "0f" * 16) == first
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        attachments.keep("db.log", [b"another"], "ada", "0f" * 16)


def test_whoever_is_erased_leaves_no_file_and_no_name(place: Place, tmp_path: Path) -> None:
    attachments = Attachments(place, tmp_path / "arriving", MB)
    kept = attach(attachments)
    answer = attach(attachments, "patch.diff", by="sam")
    attachments.take([answer.id], "sam", "command-1", "ada")  # in Ada's ticket
    assert attachments.forget("ada") == 2
    assert (attachments.find(kept.id), attachments.pieces(answer.id)) == (None, None)
    assert [*place.names("files"), *place.names("of"), *place.names("waiting")] == []


@pytest.mark.parametrize("owner", ["partner:x/../../../../outside", "..", "partner:Foo A/S", "x" * 300])
def test_whatever_a_partner_is_called_its_files_lie_among_the_others(tmp_path: Path, owner: str) -> None:
    attachments = Attachments(place_of(f"file:{tmp_path}/a/b/c/attachments"), tmp_path / "arriving", MB)
    kept = attach(attachments, by="sam")
    attachments.take([kept.id], "sam", "command-1", owner)
    assert {path.relative_to(tmp_path).parts[:5] for path in files_in(tmp_path)} <= {
        ("a", "b", "c", "attachments", folder) for folder in ("files", "of")
    }
    assert [one.id for one in attachments.owned(owner)] == [kept.id]
    assert attachments.forget(owner) == 1
    assert files_in(tmp_path) == []


def test_what_staff_attached_for_others_outlives_them(attachments: Attachments) -> None:
    answer = attach(attachments, "patch.diff", by="sam")
    attachments.take([answer.id], "sam", "command-1", "ada")
    assert attachments.forget("sam") == 0
    assert [one.id for one in attachments.owned("ada")] == [answer.id]


def test_a_virus_is_not_kept(tmp_path: Path) -> None:
    strict = Attachments(place_of(f"file:{tmp_path}/attachments"), tmp_path / "arriving", MB, "grep -qv EICAR")
    assert attach(strict, content=b"harmless")
    with pytest.raises(Invalid, match="attachment-infected"):
        attach(strict, content=b"EICAR")


@pytest.mark.parametrize("scanner", ["sh -c 'exit 2'", "no-such-scanner"])
def test_where_nobody_can_look_for_viruses_nothing_is_taken(tmp_path: Path, scanner: str) -> None:
    strict = Attachments(place_of(f"file:{tmp_path}/attachments"), tmp_path / "arriving", MB, scanner)
    with pytest.raises(Unavailable, match="scanner-away"):
        attach(strict)
