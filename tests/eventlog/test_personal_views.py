"""A projection that shows personal fields reads them while their subject's key is there."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, String, Table, select

from eventlog.following import Following, OwnLog
from eventlog.log import Log, open_log
from eventlog.projection import Projection, Rows
from eventlog.reading import ReadModel
from eventlog.recorded import Recorded
from eventlog.refusal import Unavailable
from eventlog.testing import Keyring, acting
from eventlog.views import View
from tests.eventlog.club import SECRET, Join, MemberJoined, member

badges = Table("badges", MetaData(), Column("member", String, primary_key=True), Column("name", String))


def wear(rows: Rows, event: MemberJoined, recorded: Recorded) -> None:
    rows.put(badges, member=event.member, name=str(event.name))


@pytest.fixture
def keys() -> Keyring:
    return Keyring()


@pytest.fixture
def log(tmp_path: Path, keys: Keyring) -> Iterator[Log]:
    opened = open_log("club", f"sqlite:///{tmp_path}/club.db", keys=keys, secret=SECRET)
    opened.execute(member, "ada", Join("Ada", "1 Main St"), acting("ada"))
    opened.sequence()
    yield opened
    opened.close()


def shown(folder: Path, log: Log, keys: Keyring | None, *, reveals: bool = True) -> list[str]:
    projection = Projection("club.badges", source="club", tables=(badges,), reveals=reveals)
    projection.on(MemberJoined)(wear)
    view = View(ReadModel("club", [projection]), f"sqlite:///{folder}/views", keys)
    view.prepare()
    try:
        Following(view.feed("club"), OwnLog(log)).catch_up()
        with view.reader.begin() as db:
            return list(db.scalars(select(badges.c.name)))
    finally:
        view.close()


def test_what_a_projection_reveals_it_reads(tmp_path: Path, log: Log, keys: Keyring) -> None:
    assert shown(tmp_path, log, keys) == ["Ada"]


def test_any_other_gets_ciphertext(tmp_path: Path, log: Log, keys: Keyring) -> None:
    (name,) = shown(tmp_path, log, keys, reveals=False)
    assert name.startswith("aes-gcm:")


def test_of_an_erased_subject_nothing_is_read(tmp_path: Path, log: Log, keys: Keyring) -> None:
    keys.erase("ada")
    assert shown(tmp_path, log, keys) == ["[erased]"]


class Away(Keyring):
    def of(self, subjects: Iterable[str], *, create: bool = False) -> Mapping[str, bytes | None]:
        raise Unavailable("service-away", "identity")


def test_while_the_keys_are_away_it_waits(tmp_path: Path, log: Log) -> None:
    with pytest.raises(Unavailable):
        shown(tmp_path, log, Away())
