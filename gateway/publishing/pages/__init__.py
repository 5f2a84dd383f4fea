"""The publisher portal: pages by subject, all below /publish."""

from importlib import import_module

from flask import Blueprint

pages = Blueprint("publishing_pages", __name__)

SUBJECTS = (
    *(
        "again",
        "applying",
        "composing",
        "coupons",
        "customers",
        "keys",
        "listing",
        "offers",
        "orders",
        "payouts",
        "plans",
        "preview",
    ),
    *(
        "pricing",
        "publishers",
        "pulls",
        "rehearsing",
        "releasing",
        "reviews",
        "screenshots",
        "selling",
        "signing",
        "state",
        "versions",
    ),
)

for subject in SUBJECTS:  # each puts its views on `pages`
    import_module(f"{__name__}.{subject}")
