"""What reacts late, because its stream was parked, undoes nothing that happened meanwhile."""

from eventlog.recorded import Recorded
from services.billing.deciders.subscribing import EndSubscription
from services.billing.deciders.subscription import subscription
from services.billing.events import PlanSwitched, SubscriptionEnded
from services.billing.service import Billing
from tests.controls import subscriptions as controls
from tests.controls.subscriptions import DATABASE
from tests.services.billing.world import ADA, World, world


def buy(shop: World) -> str:
    bought = shop.billing.subscribe(DATABASE, "team", ADA, {"payment": "invoice"}, False, shop.by().dump())
    return str(bought["id"])


def parked(shop: World, type: type) -> Recorded:
    """The newest event of this type, which nobody reacts to yet."""
    found = shop.log.read_all(shop.read)
    shop.read = found[-1].position
    return next(each for each in found if isinstance(each.event, type))


def test_the_end_of_an_old_subscription_leaves_the_right_of_a_new_one() -> None:
    with world(controls.team_offered) as shop:
        first = buy(shop)
        shop.settled()
        shop.log.execute(subscription, first, EndSubscription("refunded"), shop.by("policy:test"))
        late = parked(shop, SubscriptionEnded)
        buy(shop)
        shop.settled()
        Billing.entitle(shop.billing, late.event, late)
        assert shop.entitled("team")


def test_a_switch_from_a_plan_leaves_the_right_of_who_has_bought_it_anew() -> None:
    with world(controls.team_offered, controls.fleet_offered) as shop:
        first = buy(shop)
        shop.settled()
        shop.billing.switch(first, "fleet", False, shop.by().dump())
        late = parked(shop, PlanSwitched)
        buy(shop)
        shop.settled()
        Billing.entitle(shop.billing, late.event, late)
        assert shop.entitled("team")
        assert shop.entitled("fleet")
