"""Certification as a service: one command or one query a method."""

from eventlog.amqp import deadline
from eventlog.deadlines import Fired
from eventlog.erasing import Erasing
from eventlog.operated import Operated
from services.certification.service import certificates, vulnerabilities
from services.certification.service.advisories import Advisories
from services.certification.service.certificates import Certificates
from services.certification.service.compositions import Compositions
from services.certification.service.review import Review
from services.certification.service.statements import Statements
from services.certification.service.submissions import Submissions
from services.certification.service.vulnerabilities import Vulnerabilities

WHEN_DUE = {name: command for each in (certificates, vulnerabilities) for name, command in each.WHEN_DUE.items()}


class Certification(
    Submissions,
    Review,
    Certificates,
    Vulnerabilities,
    Statements,
    Advisories,
    Compositions,
    Erasing,
    Operated,
):
    name = "certification"

    @deadline
    def fire(self, fired: Fired) -> None:
        WHEN_DUE[fired.name](self, fired)
