"""What it has to say goes to standard output, where every engine finds it."""

from services.certification.checks.tried import of_step
from vocabulary.remedies import remedy

CHECK = of_step("logs-to-stdout", "dynamic", remedy("log-to-stdout"))
