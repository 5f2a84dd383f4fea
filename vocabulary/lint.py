"""What a reviewer would say of a product, by code: the catalogue tells it, pages tell it in the reader's language."""

LINT = {
    "name-missing": "The product has no name yet.",
    "short-description-missing": "Say in one short line what the product is.",
    "description-missing": "Describe what the image does and how it is started.",
    "category-missing": "Choose at least one category.",
    "logo-missing": "Add a logo; it stands beside the name wherever people look.",
    "plan-missing": "Add a plan: it says what people get, and on what terms.",
    "version-missing": "Release a version for the plan %(plan)s; publishing needs one for each plan.",
    "payouts-missing": "Connect payouts before you publish: the plan %(plan)s has a price.",
    "description-short": "Say more: what it does, how it is started, what it keeps where.",
    "alt-missing": "Tell in words what each picture shows, for those who cannot see it.",
    "screenshots-missing": "Add a screenshot: people look before they read.",
    "install-missing": "Say how it is installed; a pull command alone does not start it.",
    "documentation-missing": "Link the documentation.",
    "support-link-missing": "Link a place where questions are answered.",
    "link-unencrypted": "Use https:// in links; browsers warn of anything else.",
    "licence-missing": "Name the licence, so that people know what they may do.",
    "support-missing": "Say in your profile how your customers are helped.",
}
