"""In which language somebody wants their letters; who has not chosen gets them in English."""

from sqlalchemy import Column, Connection, MetaData, Table, Text, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.notifications.events import DeliverySet, PersonForgotten

UNCHOSEN = "en"

metadata = MetaData()
languages = Table(
    "support_languages",
    metadata,
    Column("account", Text, primary_key=True),
    Column("language", Text, nullable=False),
)
projection = Projection("support.languages", source="notifications", tables=(languages,))


@projection.on(DeliverySet)
def choose(rows: Rows, event: DeliverySet, recorded: Recorded) -> None:
    rows.put(languages, account=event.account, language=event.language)


@projection.on(PersonForgotten)
def forget(rows: Rows, event: PersonForgotten, recorded: Recorded) -> None:
    rows.remove(languages, key=event.account)


def language_of(db: Connection, account: str) -> str:
    return db.scalar(select(languages.c.language).where(languages.c.account == account)) or UNCHOSEN
