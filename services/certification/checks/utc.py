"""Its clock is in UTC."""

from services.certification.checks.tried import of_step

CHECK = of_step(
    "utc",
    "dynamic",
    "Its clock is UTC",
    "Leave TZ and /etc/localtime alone; whoever runs it sets the zone.",
)
