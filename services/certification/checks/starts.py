"""It starts within 30 seconds by its own command, without network."""

from services.certification.checks.tried import of_step
from vocabulary.remedies import remedy

CHECK = of_step("starts", "dynamic", remedy("start-bare"))
