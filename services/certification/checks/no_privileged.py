"""It starts without any capability."""

from services.certification.checks.tried import of_step

CHECK = of_step(
    "no-privileged",
    "dynamic",
    "It runs without capabilities",
    "Listen on a port above 1023, change no owners at start, and say which capabilities it needs.",
)
