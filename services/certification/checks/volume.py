"""A file written through a volume of its own is read back by another container."""

from services.certification.checks.tried import of_step
from vocabulary.facts import fact
from vocabulary.remedies import remedy

CHECK = of_step("volume", "plugin", remedy("answer-volume-driver"), untried=fact("no-volume-plugin"))
