"""What publishers send in: opened, examined, answered and withdrawn."""

from services.certification.service.desk import Desk


class Submissions(Desk):
    pass
