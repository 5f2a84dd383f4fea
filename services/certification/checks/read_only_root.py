"""It starts with a read-only root and /tmp, /run in memory."""

from services.certification.checks.tried import of_step

CHECK = of_step(
    "read-only-root",
    "dynamic",
    "It runs on a read-only root",
    "Declare a volume for each folder that it writes to.",
)
