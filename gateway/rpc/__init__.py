"""The services' remote methods by their names, typed; a file a service."""

from gateway.calling import NoServices, Pool, ServiceFailed
from gateway.rpc.billing import Billing
from gateway.rpc.catalog import Catalog
from gateway.rpc.certification import Certification
from gateway.rpc.identity import Identity
from gateway.rpc.notifications import Notifications
from gateway.rpc.operated import Operated
from gateway.rpc.remote import Answer, Command
from gateway.rpc.support import Support

__all__ = [
    "OPERATED",
    "Answer",
    "Billing",
    "Catalog",
    "Certification",
    "Command",
    "Identity",
    "NoServices",
    "Notifications",
    "Operated",
    "Pool",
    "Rpc",
    "ServiceFailed",
    "Support",
]

OPERATED = ("identity", "catalog", "billing", "certification", "support", "notifications", "search", "gateway-views")


class Rpc:
    """`rpc.catalog.add_plan(product, plan, context.dump())`: named and typed as the service's own method."""

    def __init__(self, calls: Pool | NoServices) -> None:
        self.identity = Identity(calls, "identity")
        self.catalog = Catalog(calls, "catalog")
        self.billing = Billing(calls, "billing")
        self.certification = Certification(calls, "certification")
        self.support = Support(calls, "support")
        self.notifications = Notifications(calls, "notifications")
        self.operated = {name: Operated(calls, name) for name in OPERATED}
        self.close = calls.close
        self.within = bool(getattr(calls, "within", True))  # the services run in this process
