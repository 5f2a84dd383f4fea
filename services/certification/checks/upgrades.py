"""An engine upgrades it in place."""

from services.certification.checks.tried import of_step
from vocabulary.remedies import remedy

CHECK = of_step("upgrades", "plugin", remedy("keep-state"))
