"""Billing as a service: one command or one query a method."""

from eventlog.amqp import deadline
from eventlog.deadlines import Fired
from eventlog.erasing import Erasing
from eventlog.operated import Operated
from services.billing.service import credit, deals, invoices, listings, payees, seats, subscriptions
from services.billing.service.credit import Credits
from services.billing.service.deals import Deals
from services.billing.service.invoices import Invoices
from services.billing.service.keys import Keys
from services.billing.service.licences import Licences
from services.billing.service.listings import Listings
from services.billing.service.offerings import Offerings
from services.billing.service.orders import Orders
from services.billing.service.payees import Payees
from services.billing.service.payments import Payments
from services.billing.service.rehearsals import Rehearsals
from services.billing.service.seats import SeatService
from services.billing.service.subscriptions import Subscriptions

WHEN_DUE = {
    name: command
    for each in (subscriptions, invoices, deals, payees, seats, listings, credit)
    for name, command in each.WHEN_DUE.items()
}


class Billing(
    Offerings,
    Listings,
    Subscriptions,
    Invoices,
    Payments,
    Licences,
    Keys,
    Orders,
    Deals,
    Payees,
    SeatService,
    Rehearsals,
    Credits,
    Erasing,
    Operated,
):
    name = "billing"

    @deadline
    def fire(self, fired: Fired) -> None:
        WHEN_DUE[fired.name](self, fired)
