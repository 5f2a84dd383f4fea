"""An engine enables it, so that it answers to its interface."""

from services.certification.checks.tried import of_step

CHECK = of_step(
    "enables",
    "plugin",
    "It enables",
    "Make it listen on the socket that its configuration names, and answer Plugin.Activate.",
)
