"""An engine disables it."""

from services.certification.checks.tried import of_step

CHECK = of_step(
    "disables",
    "plugin",
    "It disables",
    "Make it end on SIGTERM and leave no mount behind.",
)
