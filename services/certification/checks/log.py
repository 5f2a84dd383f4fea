"""A line that a container logs through it is given back by ReadLogs."""

from services.certification.checks.tried import of_step
from vocabulary.facts import fact
from vocabulary.remedies import remedy

CHECK = of_step("log", "plugin", remedy("answer-log-driver"), untried=fact("no-log-plugin"))
