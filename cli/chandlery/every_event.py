"""Every event of the store by name: whoever reads a log that is not its own knows what it reads."""

from services.billing import events as billing
from services.catalog import events as catalog
from services.certification import events as certification
from services.identity import events as identity
from services.notifications import events as notifications
from services.support import events as support

__all__ = ["billing", "catalog", "certification", "identity", "notifications", "support"]
