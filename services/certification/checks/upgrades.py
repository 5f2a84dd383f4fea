"""An engine upgrades it in place."""

from services.certification.checks.tried import of_step

CHECK = of_step(
    "upgrades",
    "plugin",
    "It upgrades in place",
    "Keep its state below its propagated mount, which an upgrade spares.",
)
