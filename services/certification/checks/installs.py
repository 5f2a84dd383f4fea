"""An engine installs it."""

from services.certification.checks.tried import of_step

CHECK = of_step(
    "installs",
    "plugin",
    "It installs",
    "Mend its configuration as the engine says.",
)
