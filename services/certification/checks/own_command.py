"""A command of the customer's own runs in place of its own."""

from services.certification.checks.tried import of_step
from vocabulary.remedies import remedy

CHECK = of_step("own-command", "dynamic", remedy("exec-arguments"))
