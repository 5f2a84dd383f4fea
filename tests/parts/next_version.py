"""The version after this one: a copy of the tree with a newer event, a read model with one column more, a step more."""

import shutil
from pathlib import Path

from eventlog.migrations.log import LOG
from tests.parts.store import ROOT

PACKAGES = ("cli", "gateway", "services", "vocabulary", "eventlog", "mailing")
MOTTO = "Onwards"  # what the newer version of `identity.organization-created` holds
CHANGES = {
    "services/identity/events/organizations.py": (
        ("class OrganizationCreatedSchema", "{UPCASTER}class OrganizationCreatedSchema"),
        (
            "    owner: str  # the account that founded it",
            '    owner: str\n    motto: str = field(default="", kw_only=True)  # the account that founded it',
        ),
        (
            '"identity.organization-created"\n',
            (
                '"identity.organization-created"\n    upcasters = (organizations_got_a_motto,)\n'
                "    motto = fields.String(required=True)\n"
            ),
        ),
        ("from dataclasses import dataclass", "from dataclasses import dataclass, field"),
        ("{UPCASTER}", 'def organizations_got_a_motto(v1):\n    return v1 | {"motto": ""}\n\n\n'),
    ),
    "services/identity/deciders/organization.py": (
        ("_name(command.name), by.actor)\n    return", f'_name(command.name), by.actor, motto="{MOTTO}")\n    return'),
    ),
    "gateway/views/holders.py": (
        (
            'organizations = Table(\n    "organizations",\n',
            'organizations = Table(\n    "organizations",\n    {COLUMN},\n',
        ),
        ("{COLUMN},\n    metadata", 'metadata,\n    Column("motto", String, nullable=False)'),
        ("id=event.organization, name=event.name,", "id=event.organization, motto=event.motto, name=event.name,"),
    ),
    "eventlog/tables.py": (
        ('commands = Table(\n    "commands",\n    metadata,\n', '{SAME}    Column("note", Text),\n'),
        ("{SAME}", 'commands = Table(\n    "commands",\n    metadata,\n'),
    ),
}
STEP = """\"\"\"A column that the version before neither writes nor reads.\"\"\"

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    op.add_column("commands", sa.Column("note", sa.Text))
"""


def next_version(folder: Path) -> Path:
    """Makes it in this folder, which is what PYTHONPATH has to name."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name, changes in CHANGES.items():
        path = folder / name
        path.write_text(_changed(path.read_text(), changes))
    revision = f"{int(LOG.head) + 1:04}"
    step = folder / "eventlog" / "migrations" / "steps" / f"v{revision}_notes.py"
    step.write_text(STEP.format(revision=revision, before=LOG.head))
    return folder


def _changed(text: str, changes: tuple[tuple[str, str], ...]) -> str:
    for before, after in changes:
        assert text.count(before) == 1, f"“{before}” is there {text.count(before)} times"
        text = text.replace(before, after)
    return text
