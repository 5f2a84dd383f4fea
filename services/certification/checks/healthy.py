"""It becomes healthy by its own health check."""

from services.certification.checks.tried import of_step
from vocabulary.facts import fact
from vocabulary.remedies import remedy

CHECK = of_step("healthy", "dynamic", remedy("mend-healthcheck"), untried=fact("no-health-check"))
