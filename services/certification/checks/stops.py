"""It ends by itself within 60 seconds of SIGTERM."""

from services.certification.checks.tried import of_step

CHECK = of_step(
    "stops",
    "dynamic",
    "It stops on SIGTERM within 60 seconds",
    "Run its program by exec, so that it is process 1, and handle SIGTERM there.",
)
