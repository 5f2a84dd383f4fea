"""The way that letters go, as the operator named it."""

from pathlib import Path

from mailing.folder import FolderMailer
from mailing.letter import Mailer
from mailing.smtp import SmtpMailer


def mailer(way: str) -> Mailer:
    """`way`: smtp://…, smtps://… or file:FOLDER."""
    return FolderMailer(Path(way.removeprefix("file:"))) if way.startswith("file:") else SmtpMailer(way)
