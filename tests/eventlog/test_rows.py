"""Row changes give the same rows whether they are folded over a batch or made one by one."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError, IntegrityError

from eventlog.generations import create_tables
from eventlog.parked import told
from eventlog.rows import Rows
from eventlog.tables import Instant

things = Table(
    "things",
    MetaData(),
    Column("owner", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("colour", String),
    Column("size", Integer, default=1),
)
keys = st.tuples(st.sampled_from("ab"), st.integers(0, 2))
colours = st.sampled_from(["red", "blue", None])
sizes = st.integers(0, 3)


class FoldedRows(RuleBasedStateMachine):
    """Batches of random changes against a dictionary that knows no batches."""

    def __init__(self, url: str = "sqlite://") -> None:
        super().__init__()
        self.engine = create_engine(url)
        self.db = self.engine.connect()
        create_tables(self.db, [things])
        self.rows = Rows(self.db, [things])
        self.expected: dict[tuple[str, int], dict[str, Any]] = {}

    def teardown(self) -> None:
        self.db.close()
        self.engine.dispose()

    @rule(key=keys, colour=colours)
    def put_without_a_size(self, key: tuple[str, int], colour: str | None) -> None:
        self.rows.put(things, owner=key[0], number=key[1], colour=colour)
        self.expected[key] = {"colour": colour, "size": 1}

    @rule(key=keys, size=sizes)
    def put_without_a_colour(self, key: tuple[str, int], size: int) -> None:
        self.rows.put(things, owner=key[0], number=key[1], size=size)
        self.expected[key] = {"colour": None, "size": size}

    @rule(key=keys, colour=colours)
    def change_colour(self, key: tuple[str, int], colour: str | None) -> None:
        self.rows.change(things, key=key, colour=colour)
        if key in self.expected:
            self.expected[key]["colour"] = colour

    @rule(key=keys, size=sizes)
    def change_size(self, key: tuple[str, int], size: int) -> None:
        self.rows.change(things, key=key, size=size)
        if key in self.expected:
            self.expected[key]["size"] = size

    @rule(key=keys)
    def remove(self, key: tuple[str, int]) -> None:
        self.rows.remove(things, key=key)
        self.expected.pop(key, None)

    @rule(was=sizes, becomes=sizes)
    def change_where(self, was: int, becomes: int) -> None:
        self.rows.change_where(things, {"size": was}, size=becomes)
        for row in self.expected.values():
            row["size"] = becomes if row["size"] == was else row["size"]

    @rule(owner=st.sampled_from("ab"), size=sizes)
    def remove_where(self, owner: str, size: int) -> None:
        self.rows.remove_where(things, {"owner": owner, "size": size})
        gone = [key for key, row in self.expected.items() if key[0] == owner and row["size"] == size]
        for key in gone:
            del self.expected[key]

    @rule(owner=st.sampled_from("ab"), size=sizes)
    def remove_where_at_most(self, owner: str, size: int) -> None:
        self.rows.remove_where(things, {"owner": owner}, {"size": size})
        gone = [key for key, row in self.expected.items() if key[0] == owner and row["size"] <= size]
        for key in gone:
            del self.expected[key]

    @rule(key=keys)
    def get(self, key: tuple[str, int]) -> None:
        expected = self.expected.get(key)
        whole = None if expected is None else {"owner": key[0], "number": key[1]} | expected
        assert self.rows.get(things, key) == whole

    @rule()
    def end_of_batch(self) -> None:
        self.rows.flush()
        assert self.stored() == self.expected

    @precondition(lambda self: len(self.expected) == 6)
    @invariant()
    def all_rows_can_be_read_at_any_moment(self) -> None:
        assert all(self.rows.get(things, key) for key in self.expected)

    def stored(self) -> dict[tuple[str, int], dict[str, Any]]:
        rows = self.db.execute(select(things)).all()
        return {(row.owner, row.number): {"colour": row.colour, "size": row.size} for row in rows}


TestFoldedRows = FoldedRows.TestCase
TestFoldedRows.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


def test_rows_are_folded_alike_on_postgresql(new_database: Callable[[], str]) -> None:
    url = new_database()
    few = settings(max_examples=15, stateful_step_count=30, deadline=None)
    run_state_machine_as_test(lambda: FoldedRows(url), settings=few)  # what is never committed is gone each time


@pytest.fixture
def db() -> Connection:
    db = create_engine("sqlite://").connect()
    create_tables(db, [things])
    return db


def statements_of(db: Connection) -> list[str]:
    seen: list[str] = []
    event.listen(db, "before_cursor_execute", lambda *told: seen.append(told[2]))
    return seen


def test_a_thousand_changes_of_ten_rows_are_one_statement(db: Connection) -> None:
    rows, seen = Rows(db, [things]), statements_of(db)
    for turn in range(1000):
        rows.put(things, owner="a", number=turn % 10, colour="red")
        rows.change(things, key=("a", turn % 10), size=turn)
    rows.flush()
    assert len(seen) == 1


def test_a_row_put_and_removed_in_one_batch_leaves_nothing(db: Connection) -> None:
    rows = Rows(db, [things])
    rows.put(things, owner="a", number=1)
    rows.remove(things, key=("a", 1))
    rows.flush()
    assert db.execute(select(things)).all() == []


def test_a_column_that_is_not_there_is_refused_where_it_is_named(db: Connection) -> None:
    with pytest.raises(KeyError, match="no column weight"):
        Rows(db, [things]).change(things, key=("a", 1), weight=3)


wide = Table(
    "wide",
    MetaData(),
    Column("id", String, primary_key=True),
    Column("text", String),
    Column("at", Float),
    Column("shown", Boolean, nullable=False),
    Column("told", JSON, nullable=False),
    Column("moment", Instant),
    Column("order", Integer),  # a word of SQL's own
)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_batch_of_any_size_holds_what_was_put(engine: str, request: pytest.FixtureRequest) -> None:
    url = "sqlite://" if engine == "sqlite" else request.getfixturevalue("new_database")()
    odd = ["", "\\N", "tab\there", "line\nfeed\r", "back\\slash", '"quoted"', "Ω ✓ 🜚", None, "\\t", "NULL"]
    made = [
        {
            "id": f"{number}-{text}",
            "text": text,
            "at": 1e-7 * number,
            "shown": number % 2 == 0,
            "told": {"text": text, "numbers": [number, None, 1.5]},
            "moment": datetime(2026, 11, 25, 4, number % 60, tzinfo=UTC) if number % 3 else None,
            "order": number,
        }
        for number in range(50)
        for text in odd
    ]
    with create_engine(url).begin() as db:
        create_tables(db, [wide])
        rows = Rows(db, [wide])
        for batch in (made[:3], made, [row | {"text": "again", "order": 7} for row in made]):
            for row in batch:
                rows.put(wide, **row)
            rows.flush()
            kept = {row.id: dict(row._mapping) for row in db.execute(select(wide))}
            assert [kept[row["id"]] for row in batch] == batch
        assert len(kept) == len(made)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_row_that_was_read_is_put_again_under_the_names_that_it_has(
    engine: str, request: pytest.FixtureRequest
) -> None:
    url = "sqlite://" if engine == "sqlite" else request.getfixturevalue("new_database")()
    with create_engine(url).begin() as db:
        create_tables(db, [things])
        rows = Rows(db, [things])
        rows.put(things, owner="a", number=1, colour="red", size=2)
        rows.flush()
        read = rows.get(things, ("a", 1)) or {}
        rows.put(things, **{**read, "number": 2})
        rows.put(things, **{column.name: read[column.name] for column in things.columns} | {"number": 3})
        rows.flush()
        assert list(db.execute(select(things.c.number, things.c.colour))) == [(1, "red"), (2, "red"), (3, "red")]


def test_a_row_of_a_new_table_that_is_there_is_told(new_database: Callable[[], str]) -> None:
    with create_engine(new_database()).connect() as db:
        create_tables(db, [things])
        rows = Rows(db, [things], {"things"})
        for size in (1, 2):
            rows.put(things, owner="a", number=size, size=size)
            rows.flush()
        rows.put(things, owner="a", number=1, size=3)
        with pytest.raises(IntegrityError, match="things_pkey"):
            rows.flush()


@pytest.mark.parametrize(
    ("statement", "given", "said"),
    [
        ("INSERT INTO t VALUES (:it)", "ada@example.org", "duplicate key value violates unique constraint"),
        ("SELECT CAST(CAST(:it AS varchar) AS integer)", "ada", "invalid input syntax for type integer: …"),
        ("SELECT CAST(CAST(:it AS varchar) AS integer)", 'ada "the first"', "invalid input syntax for type integer: …"),
    ],
)
def test_of_what_a_database_refuses_its_own_first_line_is_told_and_no_statement_or_value(
    new_database: Callable[[], str], statement: str, given: str, said: str
) -> None:
    with create_engine(new_database()).connect() as db:
        db.execute(text("CREATE TABLE t (email varchar PRIMARY KEY)"))
        db.execute(text("INSERT INTO t VALUES ('ada@example.org')"))
        with pytest.raises(DBAPIError) as refused:
            db.execute(text(statement), {"it": given})
    assert f"'{given}'" in str(refused.value)
    line = told(refused.value)
    assert line.startswith(f"{type(refused.value).__name__}: {said}")
    assert not [each for each in (given, "SELECT", "INSERT", "\n") if each in line]


def test_tables_are_written_in_their_order_whichever_was_changed_first(db: Connection) -> None:
    create_tables(db, [wide])
    rows, seen = Rows(db, [things, wide]), statements_of(db)
    rows.put(wide, id="a", shown=True, told={})
    rows.put(things, owner="a", number=1)
    rows.flush()
    assert [statement.split()[2] for statement in seen] == ["things", "wide"]
