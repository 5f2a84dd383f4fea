"""What billing is told from outside: who sells, where and at which taxes, and how cards are charged."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from eventlog.settings import BadSettings
from vocabulary.money import Money, read

LOOPBACK = ("localhost", "127.0.0.1", "::1")
LIVE = ("sk_live_", "rk_live_")


@dataclass(frozen=True)
class Settings:
    url: str  # the store's, without a slash at its end
    data: Path
    seller_name: str  # whose invoices these are
    seller_address: str  # lines of a postal address, without the country
    seller_country: str  # ISO 3166-1 alpha-2; empty: no tax is charged
    seller_tax_id: str
    seller_bank: str  # lines of the account that transfers go to: its owner, IBAN, bank; empty: nobody is told
    tax_rates: str  # CSV file country,percent,name,from; empty: the rates that are known
    share: int  # percent of an invoice's net amount that is the publisher's, where none was agreed
    listing_fee: Money | None  # of a year that a product stands on the shelves; None: nothing
    payment_days: int  # that a customer who pays by invoice has
    stripe_key: str  # empty: no cards are taken
    stripe_webhook_secret: str
    stripe_url: str  # empty: Stripe's own
    stripe_tax: str  # tax code of what is sold, txcd_…; empty: taxes go by the table of rates
    mail: str  # where letters go: smtp://…, smtps://… or file:FOLDER
    sender: str  # of letters

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> "Settings":
        """From `CHANDLERY_…`; raises BadSettings with a line for each bad value."""
        wrong: list[str] = []
        url = environment.get("CHANDLERY_URL") or f"http://localhost:{environment.get('CHANDLERY_PORT') or 8000}"
        settings = cls(
            url=url.rstrip("/"),
            data=Path(environment.get("CHANDLERY_DATA") or "./data"),
            seller_name=environment.get("CHANDLERY_SELLER_NAME") or urlsplit(url).hostname or "localhost",
            seller_address=(environment.get("CHANDLERY_SELLER_ADDRESS") or "").replace("\\n", "\n"),
            seller_country=(environment.get("CHANDLERY_SELLER_COUNTRY") or "").upper(),
            seller_tax_id=environment.get("CHANDLERY_SELLER_TAX_ID") or "",
            seller_bank=(environment.get("CHANDLERY_SELLER_BANK") or "").replace("\\n", "\n"),
            tax_rates=environment.get("CHANDLERY_TAX_RATES") or "",
            share=_number(environment, "CHANDLERY_SHARE", 75, 100, wrong),
            listing_fee=_fee(environment, wrong),
            payment_days=_number(environment, "CHANDLERY_PAYMENT_DAYS", 14, 365, wrong),
            stripe_key=environment.get("CHANDLERY_STRIPE_KEY") or "",
            stripe_webhook_secret=environment.get("CHANDLERY_STRIPE_WEBHOOK_SECRET") or "",
            stripe_url=(environment.get("CHANDLERY_STRIPE_URL") or "").rstrip("/"),
            stripe_tax=environment.get("CHANDLERY_STRIPE_TAX") or "",
            mail=environment.get("CHANDLERY_MAIL") or f"file:{environment.get('CHANDLERY_DATA') or './data'}/mail",
            sender=environment.get("CHANDLERY_MAIL_FROM") or f"store@{urlsplit(url).hostname or 'localhost'}",
        )
        if bad := [*wrong, *settings._wrong()]:
            raise BadSettings(bad)
        return settings

    @property
    def takes_cards(self) -> bool:
        return bool(self.stripe_key)

    def _wrong(self) -> Iterator[str]:
        if self.seller_country and not (len(self.seller_country) == 2 and self.seller_country.isalpha()):
            yield f"CHANDLERY_SELLER_COUNTRY: “{self.seller_country}” is not a country's two letters, such as DE"
        if self.tax_rates and not Path(self.tax_rates).is_file():
            yield f"CHANDLERY_TAX_RATES: there is no file “{self.tax_rates}”"
        yield from self._wrong_stripe()

    def _wrong_stripe(self) -> Iterator[str]:
        address = urlsplit(self.stripe_url)
        if self.stripe_key and not self.stripe_key.startswith(("sk_", "rk_")):
            yield "CHANDLERY_STRIPE_KEY: a secret or restricted key begins with sk_ or rk_"
        if self.stripe_key and not self.stripe_webhook_secret:
            yield "CHANDLERY_STRIPE_WEBHOOK_SECRET is missing; CHANDLERY_STRIPE_KEY needs it beside it"
        if self.stripe_webhook_secret and not self.stripe_webhook_secret.startswith("whsec_"):
            yield "CHANDLERY_STRIPE_WEBHOOK_SECRET: a signing secret begins with whsec_"
        if self.stripe_tax and not re.fullmatch(r"txcd_[0-9]+", self.stripe_tax):
            yield f"CHANDLERY_STRIPE_TAX: “{self.stripe_tax}” is no tax code such as txcd_10103001"
        if self.stripe_tax and not self.stripe_key:
            yield "CHANDLERY_STRIPE_KEY is missing; CHANDLERY_STRIPE_TAX needs it beside it"
        if self.stripe_url and (address.scheme not in ("http", "https") or not address.hostname):
            yield f"CHANDLERY_STRIPE_URL: “{self.stripe_url}” is not an address such as http://127.0.0.1:12111"
        if self.stripe_url and self.stripe_key.startswith(LIVE):
            yield "CHANDLERY_STRIPE_URL: a live key is sent to Stripe alone"


def _fee(environment: Mapping[str, str], wrong: list[str]) -> Money | None:
    given = (environment.get("CHANDLERY_LISTING_FEE") or "0").strip()
    if given == "0":
        return None
    fee = read(given)
    if fee is None:
        wrong.append(f"CHANDLERY_LISTING_FEE: “{given}” is neither 0 nor an amount and its currency, such as 99.00 USD")
        return None
    return fee if fee.amount else None


def _number(environment: Mapping[str, str], name: str, default: int, most: int, wrong: list[str]) -> int:
    given = environment.get(name) or str(default)
    if given.isascii() and given.isdecimal() and int(given) <= most:
        return int(given)
    wrong.append(f"{name}: “{given}” is not a whole number up to {most}")
    return default
