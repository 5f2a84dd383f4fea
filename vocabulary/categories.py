"""The shelves of the store: each category with its label and the other words people have for it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Category:
    slug: str
    label: str
    synonyms: tuple[str, ...] = ()


CATEGORIES: tuple[Category, ...] = (
    Category("api-management", "APIs and gateways", ("api", "api gateway", "api management", "rest", "openapi")),
    Category(
        "content-management-system",
        "Content and collaboration",
        ("cms", "content management", "website builder", "groupware", "business apps", "collaboration"),
    ),
    Category("data-science", "Data science and analytics", ("analytics", "big data", "statistics", "data processing")),
    Category("databases-and-storage", "Databases and storage", ("db", "dbms", "database", "data store", "storage")),
    Category("developer-tools", "Developer tools", ("dev tools", "devtools", "build tools", "development")),
    Category("integration-and-delivery", "Integration and delivery", ("ci", "cd", "ci/cd", "devops", "code quality")),
    Category("internet-of-things", "Internet of things", ("iot", "devices", "sensors", "home automation")),
    Category(
        "languages-and-frameworks",
        "Languages and frameworks",
        ("programming language", "compiler", "interpreter", "runtime", "sdk", "framework"),
    ),
    Category("machine-learning-and-ai", "Machine learning and AI", ("ml", "ai", "llm", "deep learning", "robotics")),
    Category("message-queues", "Message queues", ("mq", "messaging", "message broker", "queue", "pub/sub")),
    Category(
        "monitoring-and-observability",
        "Monitoring and observability",
        ("metrics", "logs", "logging", "tracing", "alerting", "observability", "dashboards"),
    ),
    Category("networking", "Networking", ("network", "proxy", "vpn", "dns", "routing", "service mesh")),
    Category("operating-systems", "Operating systems", ("os", "linux", "distribution", "distro", "base image")),
    Category("security", "Security", ("secrets", "encryption", "signing", "identity", "scanner")),
    Category("web-analytics", "Web analytics", ("visitor statistics", "page views", "tracking")),
    Category("web-servers", "Web servers", ("web server", "http server", "application server", "servlet container")),
)

BY_SLUG = {category.slug: category for category in CATEGORIES}


def label_of(slug: str) -> str:
    """The category's label; a slug that is not known here reads as its words."""
    known = BY_SLUG.get(slug)
    return known.label if known else slug.replace("-", " ").capitalize()
