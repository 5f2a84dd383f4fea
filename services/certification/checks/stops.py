"""It ends by itself within 60 seconds of SIGTERM."""

from services.certification.checks.tried import of_step
from vocabulary.remedies import remedy

CHECK = of_step("stops", "dynamic", remedy("handle-sigterm"))
