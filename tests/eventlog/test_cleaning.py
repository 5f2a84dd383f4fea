"""What is deleted of a read model's personal fields leaves its files too: grep finds no byte of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, String, Table, create_engine, text

from eventlog.projection import Projection
from eventlog.reading import ReadModel
from eventlog.testing import Keyring
from eventlog.views import View
from tests.eventlog.club import MemberJoined

WORD = "Lovelace"
badges = Table("badges", MetaData(), Column("member", String, primary_key=True), Column("name", String))
projection = Projection("club.badges", source="club", tables=(badges,), reveals=True)
projection.on(MemberJoined)(lambda rows, event, recorded: None)


@pytest.fixture
def view(views_url: str) -> Iterator[View]:
    opened = View(ReadModel("club", [projection]), views_url, Keyring())
    opened.prepare()
    yield opened
    opened.close()


def write_and_forget(view: View) -> None:
    rows = [{"member": f"m{number}", "name": f"{WORD} {number}" * 50} for number in range(300)]
    with view.generations.writing() as db:
        db.execute(badges.insert(), rows)
    for member in range(0, 300, 3):  # rows move between pages, and leave copies behind
        with view.generations.writing() as db:
            db.execute(badges.update().where(badges.c.member == f"m{member}").values(name=WORD * member))
    with view.generations.writing() as db:
        db.execute(badges.update().values(name=""))


def stored(view: View, url: str, tmp_path: Path) -> bytes:
    """All bytes of the table's files."""
    if url.startswith("sqlite:"):
        return b"".join(file.read_bytes() for file in (tmp_path / "views").iterdir())
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        db.execute(text("CHECKPOINT"))
        named = {"name": f'"club.{view.generations.live()}".badges'}
        content = db.scalar(text("SELECT pg_read_binary_file(pg_relation_filepath(CAST(:name AS regclass)))"), named)
    engine.dispose()
    return bytes(content)


def test_what_was_deleted_is_in_no_file_after_cleaning(view: View, views_url: str, tmp_path: Path) -> None:
    write_and_forget(view)
    assert WORD.encode() in stored(view, views_url, tmp_path)  # so deleting alone is not enough
    view.clean()
    assert WORD.encode() not in stored(view, views_url, tmp_path)


def test_a_read_model_is_read_while_it_is_cleaned_and_afterwards(view: View) -> None:
    write_and_forget(view)
    with view.reader.begin() as db:
        assert db.scalar(text("SELECT count(*) FROM badges")) == 300
    view.clean()
    with view.reader.begin() as db:
        assert db.scalar(text("SELECT count(*) FROM badges")) == 300


def test_a_generation_from_before_a_rebuild_goes_at_once(view: View, views_url: str, tmp_path: Path) -> None:
    with view.generations.writing() as db:
        db.execute(badges.insert().values(member="ada", name=WORD))
    view.generations.switch(view.create(), lambda live, new: True)
    view.clean()
    if views_url.startswith("sqlite:"):
        assert WORD.encode() not in stored(view, views_url, tmp_path)
    assert view.generations.live() == 2
