"""An engine upgrades it in place."""

from services.certification.checks.tried import of_step
from vocabulary.remedies import remedy

CHECK = of_step(
    "upgrades",
    "plugin",
    "It upgrades in place",
    remedy("keep-state"),
)
