"""A plan: which repository people get from a product, and what they must do for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from eventlog.refusal import Conflicting, Invalid
from services.catalog.deciders import licence_fields as licences
from services.catalog.deciders import pricing
from services.catalog.deciders.pricing import AS_IT_IS, PriceChanges
from services.catalog.events import LicenceField, PlanAdded, PlanChanged, Price, Terms
from vocabulary.digest import Digest
from vocabulary.image_reference import is_repository
from vocabulary.slug import is_slug

ACCESS = ("anyone", "signed_in", "terms", "subscribers", "byol")
STABLE = "stable"
NAME, DESCRIPTION, TERMS, VERSION, CHANNEL = 80, 2_000, 200_000, 40, 40


@dataclass(frozen=True)
class Plan:
    """`agreements` are all versions of the terms that were ever asked for, by the digest of their text."""

    id: str
    name: str
    description: str
    repository: str
    access: str
    terms: Terms | None
    channel: str = STABLE
    retired: bool = False
    agreements: Mapping[str, str] = field(default_factory=dict)
    price: Price | None = None
    licence_fields: tuple[LicenceField, ...] = ()

    @property
    def paid(self) -> bool:
        """Whether the store takes money for it from whoever chooses it."""
        return self.price is not None and not self.price.by_order

    def added(self, product: str) -> PlanAdded:
        told = (self.name, self.description, self.repository, self.access, self.terms, self.channel)
        return PlanAdded(product, self.id, *told, self.price, self.licence_fields)

    def changed(self, product: str) -> PlanChanged:
        told = (self.name, self.description, self.access, self.terms, self.channel)
        return PlanChanged(product, self.id, *told, self.price, self.licence_fields)


@dataclass(frozen=True)
class PlanChanges:
    """What to change in a plan; None leaves a field as it is."""

    name: str | None = None
    description: str | None = None
    access: str | None = None
    terms: Terms | None = None
    channel: str | None = None
    price: PriceChanges = AS_IT_IS
    licence_fields: tuple[LicenceField, ...] | None = None

    def applied_to(self, plan: Plan) -> Plan:
        access = plan.access if self.access is None else self.access
        return replace(
            plan,
            name=plan.name if self.name is None else self.name,
            description=plan.description if self.description is None else self.description,
            access=access,
            terms=plan.terms if self.terms is None else self.terms,
            channel=plan.channel if self.channel is None else self.channel,
            price=self.price.applied_to(plan.price, access),
            licence_fields=plan.licence_fields if self.licence_fields is None else self.licence_fields,
        )


def agreement(version: str, text: str) -> Terms:
    """An agreement with the digest that says for ever which text was accepted."""
    if not version.strip() or len(version) > VERSION or not version.isprintable():
        raise Invalid("terms-version-invalid", version[:VERSION])
    if not text.strip():
        raise Invalid("terms-missing")
    if len(text) > TERMS:
        raise Invalid("terms-too-long", f"at most {TERMS} characters")
    return Terms(version, text, str(Digest.of(text.encode())))


def checked(plan: Plan) -> Plan:
    """The plan, where it may be offered; raises Invalid."""
    if not is_slug(plan.id):
        raise Invalid("plan-id-invalid", plan.id[:80])
    if not plan.name.strip() or len(plan.name) > NAME:
        raise Invalid("plan-name-invalid", f"1 to {NAME} characters")
    if len(plan.description) > DESCRIPTION:
        raise Invalid("plan-description-too-long", f"at most {DESCRIPTION} characters")
    if not is_repository(plan.repository):
        raise Invalid("repository-invalid", plan.repository[:80])
    if not is_slug(plan.channel) or len(plan.channel) > CHANNEL:
        raise Invalid("channel-invalid", plan.channel[:CHANNEL])
    if plan.access not in ACCESS:
        raise Invalid("access-unknown", ", ".join(ACCESS))
    if plan.access == "terms" and plan.terms is None:
        raise Invalid("terms-missing")
    if plan.terms is not None and plan.access in ("anyone", "signed_in"):
        raise Invalid("terms-not-asked", plan.access)
    pricing.checked(plan.price, plan.access)
    licences.checked(plan.licence_fields)
    return plan


def change(plan: Plan, changes: PlanChanges) -> Plan:
    """The plan as it will be: dropping the gate drops its terms, and a version never changes its text."""
    changed = changes.applied_to(plan)
    if changed.access in ("anyone", "signed_in") and changes.terms is None:
        changed = replace(changed, terms=None)
    terms = changed.terms
    if terms is not None and plan.agreements.get(terms.version, terms.digest) != terms.digest:
        raise Conflicting("terms-version-reused", terms.version)
    return checked(changed)


def remembered(before: Plan | None, terms: Terms | None) -> Mapping[str, str]:
    """Every agreement that the plan ever had."""
    known = before.agreements if before is not None else {}
    return known if terms is None else {**known, terms.version: terms.digest}
