"""The form of billing details: what is kept, what was typed, and which countries there are."""

from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

from babel import Locale

from eventlog.refusal import Refused
from gateway.mistakes import Mistakes, of_fields, of_refusal
from gateway.parts import parts
from gateway.translation import gettext, language
from vocabulary.country import COUNTRIES

FIELDS = ("name", "address", "country", "tax_id", "email", "currency")
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "DKK", "NOK", "SEK", "PLN", "CZK", "JPY")
WRONG = {"tax-id-invalid": "tax_id", "email-unfit": "email"}


def kept_form(holder: str) -> dict[str, Any]:
    """As billing has it; empty fields where it has nothing."""
    customer = parts().rpc.billing.customer_of(holder)
    return {name: (customer["details"] or {}).get(name) or "" for name in FIELDS}


def form_of(form: Mapping[str, Any]) -> dict[str, Any]:
    """What the template of the form draws with."""
    names = Locale.parse(language()).territories
    countries = sorted(
        ((code, str(names.get(code, code))) for code in COUNTRIES), key=lambda each: _without_marks(each[1])
    )
    money = [("", gettext("Each plan’s own")), *((code, code) for code in CURRENCIES)]
    return {
        "form": form,
        "countries": [("", gettext("Choose a country")), *countries],
        "currencies": [*money, *([(form["currency"],) * 2] if form["currency"] not in ("", *CURRENCIES) else [])],
    }


def _without_marks(name: str) -> str:
    """As dictionaries sort: `Österreich` among the O."""
    return normalize("NFKD", name).encode("ascii", "ignore").decode()


def sent_form(given: Mapping[str, str]) -> dict[str, str]:
    return {name: given.get(name, "").strip().replace("\r\n", "\n") for name in FIELDS}


def missing_in(form: Mapping[str, str]) -> Mistakes | None:
    """What must be filled in and is not."""
    words = {
        "name": gettext("Say whom the invoice is for"),
        "address": gettext("Enter street, postcode and town"),
        "country": gettext("Choose the country"),
    }
    return of_fields({name: text for name, text in words.items() if not form[name]})


def mistakes_in(refused: Refused) -> Mistakes:
    """A refusal beside the field that it is about."""
    named = refused.detail if refused.code == "billing-details-invalid" and refused.detail in FIELDS else ""
    return of_refusal(refused, {**WRONG, **({refused.code: named} if named else {})})
