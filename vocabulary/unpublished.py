"""Why a product did not go on the shelves when its time came, by code: what the log keeps, pages and letters say."""

UNPUBLISHED = {
    "not-approved": "No reviewer has approved it.",
    "product-held": "It is on hold.",
    "publisher-not-approved": "The store has not approved its publisher.",
    "publisher-suspended": "Its publisher is suspended.",
    "plan-missing": "It has no plan.",
    "version-missing": "A plan has no released version: %(about)s.",
    "payouts-missing": "A plan has a price, and payouts are not connected: %(about)s.",
    "listing-incomplete": "Its listing lacks something.",
}
