"""It starts without any capability."""

from services.certification.checks.tried import of_step
from vocabulary.remedies import remedy

CHECK = of_step("no-privileged", "dynamic", remedy("drop-capabilities"))
