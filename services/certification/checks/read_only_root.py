"""It starts with a read-only root and /tmp, /run in memory."""

from services.certification.checks.tried import of_step
from vocabulary.remedies import remedy

CHECK = of_step("read-only-root", "dynamic", remedy("declare-volumes"))
