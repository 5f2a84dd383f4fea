"""Slugs: the names of publishers and products as people see them in addresses and pull commands."""

import re

LONGEST = 63
# An account's id has this form; rights are held by accounts and by organisations, whose ids are their slugs.
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PRODUCT = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")

# Every first part of an address of ours, names that would mislead, and those by which support tells its sides apart.
# `library` holds the official images.
# fmt: off
RESERVED = frozenset(
    {
        "about", "account", "accounts", "admin", "api", "apply", "assets", "badge", "billing", "blog", "catalog",
        "categories", "category", "certification", "certify", "chandlery", "compare", "contact", "customer",
        "demo-peers", "desk", "device", "docker", "docker-store", "docs", "downloads", "favicon", "feed", "feeds",
        "finance", "get", "health", "healthz", "help", "home", "inbox", "invitation", "invitations", "invoices",
        "legal", "library", "licence", "licences", "login", "logout", "mail", "mailroom", "me", "media", "member",
        "members", "metrics", "my-content", "new", "nobody", "notifications", "offers", "official", "orders",
        "organisation", "organisations", "organization", "organizations", "partner", "payments", "plans", "policy",
        "prices", "privacy", "problems", "products", "publish", "publisher", "publishers", "readyz", "refresh-tokens",
        "register", "registry", "reset", "reviews", "robot", "robots", "root", "search", "security", "settings",
        "sign-in", "sign-out", "sign-up", "sitemap", "staff", "staging", "static", "status", "store", "subscriptions",
        "suggestions", "support", "system", "team", "teams", "terms", "theme", "tickets", "tokens", "unsubscribe",
        "user", "users", "v1", "v2", "verify", "versions", "webhooks", "well-known", "www",
    }
)
# fmt: on
# What stands beside a publisher's products in its own pages: /publish/acme/new, /publish/acme/settings.
BESIDE_PRODUCTS = frozenset(
    {"coupons", "customers", "new", "offers", "orders", "payouts", "sales", "settings", "statements"}
)


def is_slug(text: str) -> bool:
    return len(text) <= LONGEST and _PATTERN.fullmatch(text) is not None and _UUID.fullmatch(text) is None


def is_product_slug(text: str) -> bool:
    """Products may also have dots and underscores, as official images do (`rocket.chat`)."""
    return len(text) <= LONGEST and _PRODUCT.fullmatch(text) is not None


def is_reserved(text: str) -> bool:
    return text in RESERVED


def address(text: str) -> tuple[str, str]:
    """`publisher/product` as its two slugs; raises ValueError."""
    publisher, slash, product = text.partition("/")
    if not slash or not is_slug(publisher) or not is_product_slug(product):
        raise ValueError(f"“{text}” is not an address such as acme/db")
    return publisher, product
