"""A network or authorisation plugin answers its handshake."""

from services.certification.checks.tried import of_step
from vocabulary.facts import fact
from vocabulary.remedies import remedy

CHECK = of_step("handshake", "plugin", remedy("answer-handshake"), untried=fact("steps-of-interfaces"))
