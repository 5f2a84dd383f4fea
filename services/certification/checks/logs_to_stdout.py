"""What it has to say goes to standard output, where every engine finds it."""

from services.certification.checks.tried import of_step

CHECK = of_step(
    "logs-to-stdout",
    "dynamic",
    "It logs to standard output",
    "Send its log to standard output or standard error, and not to a file in the container alone.",
)
