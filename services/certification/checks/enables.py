"""An engine enables it, so that it answers to its interface."""

from services.certification.checks.tried import of_step
from vocabulary.remedies import remedy

CHECK = of_step("enables", "plugin", remedy("answer-activate"))
