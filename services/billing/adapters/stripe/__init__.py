"""Stripe moves the money: cards to the store, transfers to publishers; and works taxes out, where that is wanted."""

from services.billing.adapters.stripe.api import Api
from services.billing.adapters.stripe.cards import StripeCards
from services.billing.adapters.stripe.payouts import StripePayouts
from services.billing.adapters.stripe.taxes import StripeTaxes
from services.billing.settings import Settings

__all__ = ["StripeCards", "StripePayouts", "StripeTaxes", "cards_of", "payouts_of", "taxes_of"]


def cards_of(settings: Settings) -> StripeCards | None:
    """None where the store has no key: it sells by invoice alone."""
    return StripeCards(Api.of(settings), settings.stripe_webhook_secret) if settings.takes_cards else None


def payouts_of(settings: Settings) -> StripePayouts | None:
    return StripePayouts(Api.of(settings)) if settings.takes_cards else None


def taxes_of(settings: Settings) -> StripeTaxes | None:
    """None where taxes go by the table of rates."""
    return StripeTaxes(Api.of(settings), settings.stripe_tax) if settings.stripe_tax else None
