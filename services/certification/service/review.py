"""What reviewers do with what was sent in."""

from services.certification.service.desk import Desk


class Review(Desk):
    pass
