"""An engine removes it, and nothing of it is left."""

from services.certification.checks.tried import of_step

CHECK = of_step(
    "removes",
    "plugin",
    "It is removed",
    "Leave no mount and no volume behind.",
)
