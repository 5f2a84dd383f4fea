"""Its clock is in UTC."""

from services.certification.checks.tried import of_step
from vocabulary.remedies import remedy

CHECK = of_step("utc", "dynamic", remedy("leave-zone"))
