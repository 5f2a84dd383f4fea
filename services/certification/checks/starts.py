"""It starts within 30 seconds by its own command, without network."""

from services.certification.checks.tried import of_step

CHECK = of_step(
    "starts",
    "dynamic",
    "It starts within 30 seconds",
    "Make it start without network and without settings, or say how by its documentation and a waiver.",
)
