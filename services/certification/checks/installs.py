"""An engine installs it."""

from services.certification.checks.tried import of_step
from vocabulary.remedies import remedy

CHECK = of_step("installs", "plugin", remedy("mend-configuration"))
