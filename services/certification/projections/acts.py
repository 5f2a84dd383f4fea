"""Who did something that certification tells of: where to look for what is held of somebody."""

from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, Text, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.certification.events import (
    CertificateRenewed,
    CertificateRevoked,
    CheckWaived,
    FindingsShown,
    QuestionAnswered,
    QuestionAsked,
    ReviewerAssigned,
    SubmissionAccepted,
    SubmissionOpened,
    SubmissionRejected,
    SubmissionWithdrawn,
    VexStated,
)

metadata = MetaData()
acts = Table(
    "certification_acts",
    metadata,
    Column("account", Text, primary_key=True),
    Column("stream", Text, primary_key=True),
)
projection = Projection("certification.acts", source="certification", tables=(acts,))


@projection.on(
    CertificateRenewed,
    CertificateRevoked,
    CheckWaived,
    FindingsShown,
    QuestionAnswered,
    QuestionAsked,
    ReviewerAssigned,
    SubmissionAccepted,
    SubmissionOpened,
    SubmissionRejected,
    SubmissionWithdrawn,
    VexStated,
)
def act(rows: Rows, event: Any, recorded: Recorded) -> None:
    rows.put(acts, account=recorded.actor, stream=recorded.stream)


def streams_of(db: Connection, account: str) -> list[str]:
    return list(db.scalars(select(acts.c.stream).where(acts.c.account == account).order_by(acts.c.stream)))
