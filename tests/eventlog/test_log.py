"""What a service is promised of its log, on every database."""

import sqlite3
import threading
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, Table, Text, create_engine, make_url, select, text, update
from sqlalchemy.exc import DBAPIError

from eventlog.decider import COMMANDS, Context, nothing_released, nothing_reserved
from eventlog.integrity import Draft, Head, hash_of, seal
from eventlog.log import Log, open_log
from eventlog.opening import open_store
from eventlog.recorded import Released, Reserved
from eventlog.refusal import Conflicting, Invalid, Missing
from eventlog.schema import ERASED
from eventlog.store import Append, CommandRow
from eventlog.tables import due, events, outbox
from eventlog.testing import Keyring, acting
from tests.eventlog.club import SECRET, Join, Member, MemberJoined, MemberMoved, Move, Visit, effects, member
from tests.eventlog.shelf import GoodArrived, GoodRenamed
from tests.eventlog.shop import good, tell
from tests.parts.process import PATIENCE

ada = acting("ada")
bob = replace(acting("bob"), command_id="command-2")
free = replace(member, reserves=nothing_reserved, releases=nothing_released)
passing = replace(member, reserves=lambda command: [replace(each, passing=True) for each in member.reserves(command)])


def again(number: int) -> str:
    return f"command-{number}"


def test_what_was_decided_is_folded_by_the_next_decision(log: Log) -> None:
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    log.execute(member, "ada", Move("2 Main St"), replace(ada, command_id=again(2)))
    assert log.fold(member, "ada") == Member("ada", "Ada", "2 Main St", moves=1)


def test_a_command_brings_its_events_its_result_and_its_position(log: Log) -> None:
    done = log.execute(member, "ada", Join("Ada", "1 Main St"), ada, result=lambda events: {"made": len(events)})
    assert done.events == (MemberJoined("ada", "Ada", "1 Main St"),)
    assert (done.position, done.result, done.repeated) == ("club:2", {"made": 1}, False)


def test_a_command_sent_again_takes_effect_once_and_answers_as_before(log: Log) -> None:
    first = log.execute(member, "ada", Join("Ada", "1 Main St"), ada, result=lambda events: {"made": len(events)})
    second = log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    assert (second.result, second.position, second.repeated) == (first.result, first.position, True)
    assert log.version(member, "ada") == 1


def test_a_command_that_follows_has_the_id_that_it_had_before_ids_were_made_quicker() -> None:
    follows = ada.follows("01a22fb0-45a3-7249-80e1-4e9a35cbb1ba", "club", "member-zoë/Visit")
    name = "01a22fb0-45a3-7249-80e1-4e9a35cbb1ba/club/member-zoë/Visit"
    assert follows.command_id == str(uuid.uuid5(COMMANDS, name)) == "b6135cf2-a141-5094-8f09-56d18f5f168b"


def test_a_command_that_decided_nothing_is_remembered_too(log: Log) -> None:
    assert not log.execute(member, "ada", Visit(), ada, result=lambda events: {"welcome": True}).repeated
    assert log.execute(member, "ada", Visit(), ada).result == {"welcome": True}


def test_a_rehearsal_is_the_decision_and_leaves_nothing(log: Log) -> None:
    events = log.rehearse(member, "ada", Join("Ada", "1 Main St"), ada)
    assert (log.version(member, "ada"), log.head()) == (0, 0)
    assert log.execute(member, "ada", Join("Ada", "1 Main St"), ada).events == tuple(events)


@pytest.mark.parametrize(
    ("subject", "command", "code"), [("bob", Join("Bob", "1 Main St"), "address-taken"), ("ada", Move("2"), "edited")]
)
def test_a_rehearsal_is_refused_as_the_command_would_be(log: Log, subject: str, command: object, code: str) -> None:
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    by = replace(bob, versions=frozenset({0}))
    for ask in (log.rehearse, log.execute):
        with pytest.raises(Conflicting, match=code):
            ask(member, subject, command, by)


def test_another_command_under_a_used_id_is_refused(log: Log) -> None:
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        log.execute(member, "ada", Join("Ada", "9 Main St"), ada)


@dataclass(frozen=True)
class Go:
    """As Move, by another name."""

    address: str


@pytest.mark.parametrize(("subject", "command"), [("bob", Move("2 Main St")), ("ada", Go("2 Main St"))])
def test_the_same_words_to_another_or_by_another_name_are_another_command(
    log: Log, subject: str, command: object
) -> None:
    for number, each in enumerate(("ada", "bob"), 1):
        log.execute(member, each, Join(each, f"{number}0 Main St"), replace(ada, command_id=again(number)))
    log.execute(member, "ada", Move("2 Main St"), replace(ada, command_id=again(3)))
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        log.execute(member, subject, command, replace(ada, command_id=again(3)))


def test_what_a_command_held_cannot_be_guessed_from_its_fingerprint(tmp_path: Path, keys: Keyring) -> None:
    """Somebody who reads the log, and has not the secret, could try all passwords else."""
    kept = set()
    for secret in (b"one", b"other"):
        url = f"sqlite:///{tmp_path}/{secret.decode()}.log.db"
        with closing(open_log("club", url, keys=keys, secret=secret)) as log:
            log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
            done = log.store.command(ada.actor, ada.command_id)
            assert done is not None
            kept.add(done.fingerprint)
    assert len(kept) == 2


def test_a_command_that_is_wanted_on_another_version_is_refused(log: Log) -> None:
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    log.execute(member, "ada", Move("2 Main St"), replace(ada, command_id=again(2), versions=frozenset({1})))
    with pytest.raises(Conflicting, match="edited-meanwhile"):
        log.execute(member, "ada", Move("3 Main St"), replace(ada, command_id=again(3), versions=frozenset({1})))
    assert log.version(member, "ada") == 2


def test_a_command_sent_again_answers_as_before_whatever_version_it_was_wanted_on(log: Log) -> None:
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    moving = replace(ada, command_id=again(2), versions=frozenset({1}))
    first = log.execute(member, "ada", Move("2 Main St"), moving)
    assert log.execute(member, "ada", Move("2 Main St"), moving).position == first.position


def test_two_actors_may_use_the_same_command_id(log: Log) -> None:
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    log.execute(member, "bob", Join("Bob", "2 Main St"), replace(bob, command_id=ada.command_id))
    assert log.version(member, "bob") == 1


def test_a_refused_command_stores_nothing_and_may_be_sent_again(log: Log) -> None:
    with pytest.raises(Missing, match="not-a-member"):
        log.execute(member, "ada", Move("2 Main St"), ada)
    assert log.head() == 0
    log.execute(member, "ada", Join("Ada", "1 Main St"), replace(ada, command_id=again(2)))
    assert not log.execute(member, "ada", Move("2 Main St"), ada).repeated


def test_what_one_holds_no_other_can_take(log: Log) -> None:
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    with pytest.raises(Conflicting, match="address-taken: 1 Main St"):
        log.execute(member, "bob", Join("Bob", "1 Main St"), bob)
    assert log.holder_of("address-1 Main St") == "member-ada"


def test_what_was_given_back_can_be_taken_by_another(log: Log) -> None:
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    log.execute(member, "ada", Move("2 Main St"), replace(ada, command_id=again(2)))
    assert log.holder_of("address-1 Main St") is None
    log.execute(member, "bob", Join("Bob", "1 Main St"), bob)
    told = [recorded.event for recorded in log.read("address-1 Main St")]
    assert told == [Reserved("member-ada"), Released("member-ada"), Reserved("member-bob")]


def test_nobody_gives_back_what_another_holds(log: Log) -> None:
    log.execute(free, "ada", Join("Ada", "1 Main St"), ada)  # without reserving it
    log.execute(member, "bob", Join("Bob", "1 Main St"), bob)
    log.execute(member, "ada", Move("2 Main St"), replace(ada, command_id=again(3)))
    assert log.holder_of("address-1 Main St") == "member-bob"


def test_a_holder_keeps_what_it_asks_for_again(log: Log) -> None:
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    log.execute(member, "ada", Move("1 Main St"), replace(ada, command_id=again(2)))
    assert len(log.read("address-1 Main St")) == 1


def test_what_is_reserved_in_passing_is_free_again(log: Log) -> None:
    log.execute(passing, "ada", Join("Ada", "1 Main St"), ada)
    log.execute(passing, "bob", Join("Bob", "1 Main St"), bob)
    told = [recorded.event for recorded in log.read("address-1 Main St")]
    assert told == [Reserved("member-ada"), Released("member-ada"), Reserved("member-bob"), Released("member-bob")]


def test_nobody_passes_what_another_holds(log: Log) -> None:
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    with pytest.raises(Conflicting, match="address-taken: 1 Main St"):
        log.execute(passing, "bob", Join("Bob", "1 Main St"), bob)


def test_who_passes_while_another_does_is_decided_on_anew(log: Log) -> None:
    decided: list[int] = []

    def meanwhile(events: list[object]) -> dict[str, object]:
        decided.append(len(events))
        if len(decided) == 1:
            log.execute(passing, "bob", Join("Bob", "1 Main St"), bob)
        return {}

    log.execute(passing, "ada", Join("Ada", "1 Main St"), ada, result=meanwhile)
    assert len(decided) == 2


def test_one_command_to_several_is_decided_on_each_and_answered_once(log: Log) -> None:
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    log.execute(member, "bob", Join("Bob", "2 Main St"), bob)
    moving = replace(ada, command_id=again(3))
    done = log.execute_all(free, ["ada", "bob"], Move("3 Main St"), moving)
    assert done.events == (MemberMoved("3 Main St"), MemberMoved("3 Main St"))
    assert log.execute_all(free, ["ada", "bob"], Move("3 Main St"), moving).repeated
    assert [log.fold(member, each).moves for each in ("ada", "bob")] == [1, 1]


def test_what_one_of_several_refuses_is_refused_to_all(log: Log) -> None:
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    with pytest.raises(Missing, match="not-a-member"):
        log.execute_all(free, ["ada", "bob"], Move("3 Main St"), replace(ada, command_id=again(2)))
    assert log.fold(member, "ada").moves == 0


def test_several_are_decided_on_anew_where_one_has_changed_meanwhile(log: Log) -> None:
    for name, by in (("ada", ada), ("bob", bob)):
        log.execute(free, name, Join(name, "1 Main St"), by)
    decided: list[str] = []

    def meanwhile(command: object, state: Member, by: Context) -> list[object]:
        decided.append(state.id)
        if len(decided) == 2:
            log.execute(free, "ada", Move("2 Main St"), replace(ada, command_id=again(3)))
        return member.decide(command, state, by)

    told = log.execute_all(
        replace(free, decide=meanwhile), ["ada", "bob"], Move("3 Main St"), replace(ada, command_id=again(4))
    )
    assert (decided, len(told.events)) == (["ada", "bob"] * 2, 2)


def test_events_are_read_by_position_without_a_gap_and_in_the_order_of_their_versions(log: Log) -> None:
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    for number in range(2, 6):
        log.execute(member, "ada", Move(f"{number} Main St"), replace(ada, command_id=again(number)))
    told = log.read_all(0)
    assert [recorded.position for recorded in told] == list(range(1, log.head() + 1))
    assert [recorded.version for recorded in told if recorded.stream == "member-ada"] == [1, 2, 3, 4, 5]
    assert [recorded.position for recorded in log.read_all(3, limit=2)] == [4, 5]


def test_personal_fields_are_stored_as_ciphertext_and_read_by_who_has_the_key(log: Log) -> None:
    log.execute(member, "ada", Join("Ada Lovelace", "1 Main St"), ada)
    (stored,) = [recorded for recorded in log.read_all(0) if recorded.stream == "member-ada"]
    assert b"Lovelace" not in stored.line
    assert "Lovelace" not in str(stored.event)
    assert log.read("member-ada")[0].event == MemberJoined("ada", "Ada Lovelace", "1 Main St")


def test_erasing_a_key_erases_its_fields_and_breaks_no_hash(log: Log, keys: Keyring) -> None:
    log.execute(member, "ada", Join("Ada Lovelace", "1 Main St"), ada)
    keys.erase("ada")
    assert log.fold(member, "ada").name == ERASED
    assert list(log.verify()) == []


def test_effects_and_deadlines_are_written_with_the_events_that_cause_them(open_club: Callable[..., Log]) -> None:
    log = open_club(effects=effects)
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    caused = log.read("member-ada")[0].id
    with log.reading() as db:
        later = db.execute(select(due)).one()
        sent = db.execute(select(outbox)).one()
    assert (later.name, later.at, later.subject, later.arguments) == ("remind", ada.at, "ada", {"after": 3})
    assert (sent.kind, sent.key, sent.arguments, sent.attempts) == ("mail", "welcome-1 Main St", {"member": "ada"}, 0)
    assert later.causation == sent.causation == caused


def test_an_effect_is_written_once_for_its_key(open_club: Callable[..., Log]) -> None:
    log = open_club(effects=effects)
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    log.execute(member, "ada", Move("2 Main St"), replace(ada, command_id=again(2)))
    log.execute(member, "bob", Join("Bob", "1 Main St"), bob)
    with log.reading() as db:
        assert len(db.execute(select(outbox)).all()) == 1


def test_who_only_reads_makes_no_key(log: Log) -> None:
    """As where the store of keys was lost, or put back from before somebody came."""
    log.execute(member, "ada", Join("Ada Lovelace", "1 Main St"), ada)
    log._keys = empty = Keyring()
    assert (log.fold(member, "ada").name, empty.of(["ada"])) == (ERASED, {"ada": None})


def test_a_stream_whose_end_is_another_since_it_was_folded_is_folded_anew(shop_log: Log) -> None:
    last = replace(good, evolve=lambda state, event: event)
    tell(shop_log, "1", GoodArrived("lamp", 30), GoodRenamed("lantern"))
    assert shop_log.fold(last, "1") == GoodRenamed("lantern")
    line = shop_log.read("good-1")[-1].line.decode().replace("lantern", "torch")
    with shop_log.begin() as db:
        db.execute(update(events).where(events.c.version == 2).values(line=line, hash=hash_of(line)))
    assert shop_log.fold(last, "1") == GoodRenamed("torch")


@pytest.mark.parametrize("what", ["due", "outbox"])
def test_no_event_is_stored_without_what_it_causes(open_club: Callable[..., Log], what: str) -> None:
    log = open_club(effects=effects)
    with log.begin() as db:
        db.execute(text(f"DROP TABLE {what}"))
    with pytest.raises(Exception, match=what):
        log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    assert (log.version(member, "ada"), log.store.command(ada.actor, ada.command_id), log.head()) == (0, None, 0)


def test_rows_beside_are_written_with_the_events_or_not_at_all(log: Log) -> None:
    metadata = MetaData()
    letters = Table("letters", metadata, Column("text", Text, primary_key=True))
    with log.begin() as db:
        metadata.create_all(db)
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada, beside=[letters.insert().values(text="Dear Ada")])
    with pytest.raises(Exception, match=r"(?i)unique"):
        log.execute(member, "bob", Join("Bob", "2 Main St"), bob, beside=[letters.insert().values(text="Dear Ada")])
    assert log.version(member, "bob") == 0
    with log.reading() as db:
        assert db.scalars(select(letters.c.text)).all() == ["Dear Ada"]


def test_a_cause_gives_each_of_its_commands_once(log: Log) -> None:
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    cause = log.read("member-ada")[0].cause()
    for _ in range(2):
        log.execute(member, "ada", Move("2 Main St"), cause)
        log.execute(member, "bob", Join("Bob", "3 Main St"), cause)
    assert (log.version(member, "ada"), log.version(member, "bob")) == (2, 1)
    moved = log.read("member-ada")[-1]
    assert (moved.event, moved.causation, moved.actor) == (MemberMoved("2 Main St"), cause.causation, "policy:club")


def test_a_policys_command_is_named_by_its_event_the_policy_and_the_target() -> None:
    told = [("event-1", "bill", "good-1"), ("event-2", "bill", "good-1"), ("event-1", "tell", "good-1")]
    told += [("event-1", "bill", "good-2"), ("event-1", "bill", "good-1")]
    ids = [ada.follows(*each).command_id for each in told]
    assert (len(set(ids)), ids[0]) == (4, ids[4])


def test_the_log_keeps_its_incarnation_when_it_is_opened_again(open_club: Callable[..., Log]) -> None:
    assert open_club().incarnation == open_club().incarnation


def test_a_database_is_the_log_of_one_service(log: Log, log_url: str) -> None:
    with pytest.raises(ValueError, match="is the log of club"):
        open_store("billing", log_url)


@pytest.mark.parametrize("name", ["", "a\x00b", "x" * 256, "two\nlines", "\ud800"])
def test_what_cannot_be_a_name_is_refused(log: Log, name: str) -> None:
    with pytest.raises(Invalid, match="not-a-name"):
        log.execute(member, "ada", Visit(), replace(ada, command_id=name))


def test_text_that_is_none_is_refused(log: Log) -> None:
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    with pytest.raises(Invalid):
        log.execute(member, "ada", Move("half a pair \ud800"), replace(ada, command_id=again(2)))
    assert log.version(member, "ada") == 1


@pytest.mark.parametrize("backslash", ["on", "off"])  # off: begins an escape in any constant of SQL
def test_text_is_stored_as_it_is_whatever_it_holds(log_url: str, backslash: str) -> None:
    if log_url.startswith("postgresql"):
        with create_engine(log_url).begin() as db:
            name = make_url(log_url).database
            db.exec_driver_sql(f'ALTER DATABASE "{name}" SET standard_conforming_strings = {backslash}')
    odd, store = "O'Brien \\' \\\\ '' $1 %s {} \"; -- 🜚", open_store("club", log_url)
    for count, beside in product((1, 2), ([], [select(1)])):
        stream = f"{odd}{count}{bool(beside)}"
        lines = seal(stream, Head(), [Draft("1", "club.odd", 1, {"name": odd})] * count, odd, "{}")
        store.append(Append(lines, CommandRow(odd, stream, odd, '{"told": "it\'s \\\\"}', odd), beside=beside))
        kept = store.read(stream)
        assert [(each.hash, hash_of(each.line)) for each in kept] == [(each.hash, each.hash) for each in lines]
        done = store.command(odd, stream)
        assert done is not None
        assert (done.fingerprint, done.result) == (odd, {"told": "it's \\"})
    store.close()


def test_who_writes_on_sqlite_keeps_other_writers_out_from_the_beginning(tmp_path: Path, keys: Keyring) -> None:
    """What it reads before it writes would else be old when it does."""
    file = tmp_path / "club.log.db"
    with (
        closing(open_log("club", f"sqlite:///{file}", keys=keys, secret=SECRET)) as log,
        closing(sqlite3.connect(file, timeout=0)) as other,
        log.begin(),
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        other.execute("BEGIN IMMEDIATE")


@pytest.mark.parametrize("log_url", ["sqlite"], indirect=True)
def test_what_a_failure_tells_holds_nothing_that_was_to_be_written(log: Log) -> None:
    """It goes into the store's own log; a password's hash is written beside events."""
    with pytest.raises(DBAPIError) as failed, log.begin() as db:
        db.execute(text("INSERT INTO nowhere VALUES (:hash)"), {"hash": "$argon2id$"})
    assert "$argon2id$" not in str(failed.value)


def test_a_position_is_waited_for(new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventlog.log.PATIENCE", PATIENCE)

    def place() -> None:
        log.sequence()

    placing = threading.Timer(0.1, place)
    with closing(open_log("club", new_database(), keys=Keyring(), secret=SECRET, on_commit=placing.start)) as log:
        assert log.execute(member, "ada", Join("Ada", "1 Main St"), ada).position == "club:2"
        placing.join()


def test_no_position_is_told_before_there_is_one(new_database: Callable[[], str]) -> None:
    log = open_log("club", new_database(), keys=Keyring(), secret=SECRET)  # nobody places its events
    first, again = (log.execute(member, "ada", Join("Ada", "1 Main St"), acting("ada")) for _ in range(2))
    assert (again.repeated, again.position) == (True, "club:-")
    assert first.position.removeprefix("club:") == log.read("address-1 Main St")[-1].id
    log.close()
