"""What a product's feed tells: each of its images once, with all tags that lead to it, and what became of it."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlsplit

from markupsafe import escape

from gateway.markdown import rendered
from gateway.notices.atom import Entry, Feed
from gateway.translation import gettext, language
from gateway.views.listings import Product
from gateway.views.versions import Version
from vocabulary.version_tag import VersionTag

MOST = 50
LONG_AGO = "1970-01-01T00:00:00Z"


def feed_of(product: Product, versions: Sequence[Version], store: str) -> Feed:
    """`store` is its address; the newest first."""
    plans = {plan.id: plan.name for plan in product.plans}
    entries = sorted((_entry(product, one, plans, store) for one in versions), key=_newest, reverse=True)[:MOST]
    return Feed(
        id=f"{named(store)}:product:{product.id}",
        title=gettext("Versions of %(name)s", name=product.name),
        author=product.publisher_name,
        updated=max([one.updated for one in entries], default=product.updated or LONG_AGO),
        address=f"{store}/{product.slug}/versions.atom",
        link=f"{store}/{product.slug}/versions",
        language=language(),
        entries=entries,
    )


def _newest(entry: Entry) -> tuple[str, str]:
    return entry.updated, entry.id


def _entry(product: Product, version: Version, plans: Mapping[str, str], store: str) -> Entry:
    of = f" ({plans.get(version.plan, version.plan)})" if len(plans) > 1 else ""
    released = _moment(version.created if product.external and version.created else version.released)
    gone = version.yanked.at if version.yanked else ""
    return Entry(
        id=f"{named(store)}:version:{_identity(product, version)}{':yanked' if version.yanked else ''}",
        title=_title(product.name, version) + of,
        updated=max(released, version.moved, gone),
        published=released,
        link=f"{store}/{product.slug}/versions",
        summary=_summary(version),
        is_html=True,
        category=version.plan,
    )


def named(store: str) -> str:
    """A tag URI (RFC 4151): the same wherever the product is moved to."""
    return f"tag:{urlsplit(store).hostname},2026"


def _identity(product: Product, version: Version) -> str:
    if version.repository:
        return quote(f"{version.repository}@{version.digest}", safe="/@:")
    return quote(f"{product.id}/{version.plan}/{version.tag}@{version.ref}", safe="/@:")


def _title(name: str, version: Version) -> str:
    if version.yanked:
        return gettext("%(name)s %(tag)s is withdrawn", name=name, tag=_full(version))
    return f"{name} {_full(version)}"


def _full(version: Version) -> str:
    """The tag that says most, and goes on saying it: 4.2.1, and neither 4.2 nor `latest`."""

    def least_first(tag: str) -> tuple[int, int, int, str]:
        read = VersionTag.parse(tag)
        return -len(read.numbers), 0 if read.numbers else -len(read.builds), len(tag), tag

    return min(version.tags, key=least_first, default=version.tag)


def _summary(version: Version) -> str:
    """What its publisher says of it, drawn from its Markdown, and which tags lead to it; as HTML."""
    notes = "" if version.yanked else rendered(version.notes, table=gettext("Table"))
    old = version.deprecated
    told = [version.yanked.reason if version.yanked else "", gettext("Tags: %(tags)s.", tags=", ".join(version.tags))]
    if old and not version.yanked:
        told.append(" ".join(filter(None, [gettext("It is no longer looked after."), old.reason])))
    return notes + "".join(f"<p>{escape(each)}</p>" for each in told if each)


def _moment(written: str) -> str:
    """A day as the beginning of it."""
    return written if "T" in written else f"{written[:10] or LONG_AGO[:10]}T00:00:00Z"
