"""It becomes healthy by its own health check."""

from services.certification.checks.tried import of_step

CHECK = of_step(
    "healthy",
    "dynamic",
    "Its health check says healthy",
    "Run its health check by hand in the container and mend what it says.",
    untried="It has no health check.",
)
