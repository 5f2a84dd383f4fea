"""A command reads what has come since the stream was last folded, trusts nothing that changed, and may bring others."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from eventlog.decider import Context, Decider
from eventlog.folded import PERSONAL, Folded, Lately
from eventlog.integrity import Head
from eventlog.log import Log, open_log
from eventlog.refusal import Conflicting
from eventlog.schema import ERASED
from eventlog.testing import Keyring, acting
from eventlog.together import Together
from tests.eventlog.club import SECRET, Join, MemberJoined, MemberMoved, member

seen: list[str] = []
Towns = tuple[str, ...]


def wander(town: str, towns: Towns, by: Context) -> list[Any]:
    if town == "nowhere":
        raise Conflicting("no-such-town")
    return [] if town in towns else [MemberMoved(town)]


def see(towns: Towns, event: MemberMoved) -> Towns:
    seen.append(event.address)
    return (*towns, event.address)


wanderer: Decider[str, Towns, Any] = Decider("wanderer", (), wander, see)
guest: Decider[str, Towns, Any] = Decider("guest", (), wander, see)


def introduce(name: str, names: Towns, by: Context) -> list[Any]:
    return [MemberJoined("ada", name, "1 Main St")]


known: Decider[str, Any, Any] = Decider("known", (), introduce, lambda names, event: (*names, event.name))


def asked(number: int) -> Context:
    return replace(acting("ada"), command_id=f"command {number}")


@pytest.fixture
def keys() -> Keyring:
    return Keyring()


@pytest.fixture
def log(keys: Keyring, tmp_path: Path) -> Iterator[Log]:
    seen.clear()
    opened = open_log("club", f"sqlite:///{tmp_path}/club.log.db", keys=keys, secret=SECRET)
    yield opened
    opened.close()


def went(log: Log, *towns: str) -> None:
    for town in towns:
        log.execute(wanderer, "ada", town, asked(log.head()))


def test_each_event_is_folded_once(log: Log) -> None:
    went(log, "Ulm", "Bonn", "Kiel")
    assert (log.fold(wanderer, "ada"), seen) == (("Ulm", "Bonn", "Kiel"), ["Ulm", "Bonn", "Kiel"])


def test_what_another_process_appended_is_seen(log: Log, tmp_path: Path) -> None:
    went(log, "Ulm")
    assert log.fold(wanderer, "ada") == ("Ulm",)
    other = open_log("club", f"sqlite:///{tmp_path}/club.log.db", keys=Keyring(), secret=SECRET)
    went(other, "Bonn")
    other.close()
    assert log.fold(wanderer, "ada") == ("Ulm", "Bonn")


def test_a_log_that_was_put_back_is_read_from_its_beginning(log: Log) -> None:
    went(log, "Ulm", "Bonn")
    log.fold(wanderer, "ada")
    with log.begin() as db:
        db.execute(text("DELETE FROM events WHERE version = 2"))
    assert log.fold(wanderer, "ada") == ("Ulm",)


def test_another_decider_of_the_same_stream_folds_for_itself(log: Log) -> None:
    went(log, "Ulm")
    log.fold(wanderer, "ada")
    assert log.fold(replace(wanderer, initial=("home",)), "ada") == ("home", "Ulm")


def test_what_is_personal_is_kept_as_long_as_its_key_is_there(keys: Keyring, log: Log) -> None:
    log.execute(member, "ada", Join("Ada", "1 Main St"), asked(1))
    state = log.fold(member, "ada")
    assert log.fold(member, "ada") is state
    keys.erase("ada")
    assert log.fold(member, "ada") == replace(state, name=ERASED)


def test_what_was_read_before_an_erasure_is_not_kept_with_what_was_read_after_it(
    keys: Keyring, log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.execute(known, "ada", "Ada", asked(1))
    log.fold(known, "ada")
    other = open_log("club", f"sqlite:///{tmp_path}/club.log.db", keys=keys, secret=SECRET)
    other.execute(known, "ada", "Ada King", asked(2))
    other.close()
    found = iter([keys.of(["ada"])])  # the answer to the first question; it is erased before the second is asked
    keys.erase("ada")
    told = keys.of
    monkeypatch.setattr(keys, "of", lambda subjects, **more: next(found, None) or told(subjects, **more))
    log.fold(known, "ada")
    assert log.fold(known, "ada") == (ERASED, ERASED)


def test_what_is_personal_is_forgotten_when_it_is_asked_for(log: Log) -> None:
    log.execute(member, "ada", Join("Ada", "1 Main St"), asked(1))
    state = log.fold(member, "ada")
    log.forget()
    assert log.fold(member, "ada") == state
    assert log.fold(member, "ada") is not state


def test_of_many_streams_those_used_last_are_kept() -> None:
    lately = Lately(most=2)
    for town in ("Ulm", "Bonn", "Ulm", "Kiel"):
        lately.keep(town, Folded(wanderer, (), Head()))
    assert [town for town in ("Ulm", "Bonn", "Kiel") if lately.of(wanderer, town, dict.fromkeys)] == ["Ulm", "Kiel"]


def test_what_is_personal_is_kept_for_a_minute_after_its_last_use() -> None:
    now = [0.0]
    lately = Lately(clock=lambda: now[0])
    for town, keys in (("Ulm", {"ada": None}), ("Bonn", {"bob": None}), ("Kiel", {})):
        lately.keep(town, Folded(wanderer, (), Head(), keys))
    now[0] = PERSONAL - 1
    lately.keep("Bonn", Folded(wanderer, (), Head(), {"bob": None}))
    now[0] = PERSONAL
    found = [town for town in ("Ulm", "Bonn", "Kiel") if lately.of(wanderer, town, dict.fromkeys)]
    assert (found, sorted(lately._kept)) == (["Bonn", "Kiel"], ["Bonn", "Kiel"])


def test_what_follows_from_a_decision_is_stored_with_it(log: Log) -> None:
    told = log.execute(
        wanderer, "ada", "Ulm", asked(1), also=lambda towns, events: [(guest, "inn", f"{towns[-1]} by {len(events)}")]
    )
    assert (told.events, told.position) == ((MemberMoved("Ulm"), MemberMoved("Ulm by 1")), "club:2")
    assert log.fold(guest, "inn") == ("Ulm by 1",)


def test_what_was_decided_with_an_event_is_known_for_a_while(log: Log) -> None:
    log.together = Together(most=1)
    log.execute(wanderer, "ada", "Ulm", asked(1), also=lambda towns, events: [(guest, "inn", "Ulm by foot")])
    (came,), (stayed,) = log.read(wanderer.stream("ada")), log.read(guest.stream("inn"))
    others = [guest.stream("inn"), guest.stream("barn")]
    assert [log.together.has(came, each) for each in others] == [True, False]
    assert not log.together.has(stayed, wanderer.stream("ada"))
    went(log, "Kiel")
    assert log.together.has(came, guest.stream("inn")), "what was decided alone is not kept"
    log.execute(wanderer, "bob", "Ulm", asked(3), also=lambda towns, events: [(guest, "inn", "Ulm by boat")])
    assert not log.together.has(came, guest.stream("inn"))


def test_where_nothing_is_decided_nothing_follows(log: Log) -> None:
    went(log, "Ulm")
    log.execute(wanderer, "ada", "Ulm", asked(2), also=lambda towns, events: [(guest, "inn", "nowhere")])
    assert log.fold(guest, "inn") == ()


def test_what_is_refused_to_one_is_refused_to_all(log: Log) -> None:
    with pytest.raises(Conflicting, match="no-such-town"):
        log.execute(wanderer, "ada", "Ulm", asked(1), also=lambda towns, events: [(guest, "inn", "nowhere")])
    assert log.head() == 0
