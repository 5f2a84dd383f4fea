"""An engine disables it."""

from services.certification.checks.tried import of_step
from vocabulary.remedies import remedy

CHECK = of_step("disables", "plugin", remedy("end-clean"))
