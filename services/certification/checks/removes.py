"""An engine removes it, and nothing of it is left."""

from services.certification.checks.tried import of_step
from vocabulary.remedies import remedy

CHECK = of_step("removes", "plugin", remedy("leave-nothing"))
