"""Advisories, what images hold, and what was found in it."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _advisories()
    _inventories()


def _advisories() -> None:
    op.create_table(
        "advisories",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("modified", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "advised",
        sa.Column("ecosystem", sa.Text, primary_key=True),
        sa.Column("package", sa.Text, primary_key=True),
        sa.Column("advisory", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("advised_advisory", "advised", ["advisory"])
    op.create_table(
        "advisories_state",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("newest", sa.Text, nullable=False),
        sa.Column("records", sa.Integer, nullable=False),
        sa.Column("sum", sa.Text, nullable=False),
    )
    op.create_table(
        "touched",
        sa.Column("number", ID, primary_key=True, autoincrement=True),
        sa.Column("ecosystem", sa.Text, nullable=False),
        sa.Column("package", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )


def _inventories() -> None:
    op.create_table(
        "software",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("mark", sa.Text, nullable=False, unique=True),
        sa.Column("ecosystem", sa.Text, nullable=False),
        sa.Column("package", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("software_package", "software", ["ecosystem", "package"])
    op.create_table(
        "inventories",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("digest", sa.Text, nullable=False, unique=True),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("tool", sa.Text, nullable=False),
        sa.Column("packages", sa.Integer, nullable=False),
        sa.Column("sbom_digest", sa.Text, nullable=False),
        sa.Column("sbom", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_table(
        "held",
        sa.Column("software", ID, primary_key=True, autoincrement=False),
        sa.Column("inventory", ID, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_index("held_inventory", "held", ["inventory"])
    op.create_table(
        "findings",
        sa.Column("software", ID, primary_key=True, autoincrement=False),
        sa.Column("advisory", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "unsettled",
        sa.Column("number", ID, primary_key=True, autoincrement=True),
        sa.Column("digest", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "shapes",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
