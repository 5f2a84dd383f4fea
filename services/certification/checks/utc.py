"""Its clock is in UTC."""

from services.certification.checks.tried import of_step
from vocabulary.remedies import remedy

CHECK = of_step(
    "utc",
    "dynamic",
    "Its clock is UTC",
    remedy("leave-zone"),
)
