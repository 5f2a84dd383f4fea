"""What an organisation's owners choose of the store for its members: products, and all that a publisher has."""

from dataclasses import dataclass

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.identity.deciders.organization_state import Entry, Organization
from services.identity.events import CatalogueEntryAdded, CatalogueEntryRemoved
from vocabulary.slug import is_slug

KINDS = ("product", "publisher")
MOST_ENTRIES = 500
LONGEST_ID = 64


@dataclass(frozen=True)
class AddToCatalogue:
    kind: str
    subject: str  # a product's id, or a publisher's slug


@dataclass(frozen=True)
class RemoveFromCatalogue:
    kind: str
    subject: str


Command = AddToCatalogue | RemoveFromCatalogue


def decide(command: Command, state: Organization, by: Context) -> list[CatalogueEntryAdded | CatalogueEntryRemoved]:
    if state.role_of(by) != "owner":
        raise Forbidden("role-missing", "an owner")
    entry = Entry(command.kind, command.subject)
    match command:
        case AddToCatalogue():
            return _add(entry, state)
        case RemoveFromCatalogue():
            return _remove(entry, state)


def _add(entry: Entry, state: Organization) -> list[CatalogueEntryAdded | CatalogueEntryRemoved]:
    if entry.kind not in KINDS or not _names(entry):
        raise Invalid("catalogue-entry-unfit", "a product's id, or a publisher's slug")
    if entry in state.catalogue:
        return []
    if len(state.catalogue) >= MOST_ENTRIES:
        raise Conflicting("catalogue-full", f"{MOST_ENTRIES} entries")
    return [CatalogueEntryAdded(state.organization, entry.kind, entry.subject)]


def _names(entry: Entry) -> bool:
    if entry.kind == "publisher":
        return is_slug(entry.subject)
    return 0 < len(entry.subject) <= LONGEST_ID and entry.subject.isprintable()


def _remove(entry: Entry, state: Organization) -> list[CatalogueEntryAdded | CatalogueEntryRemoved]:
    if entry not in state.catalogue:
        if entry in state.uncatalogued:
            return []
        raise Missing("catalogue-entry-unknown")
    return [CatalogueEntryRemoved(state.organization, entry.kind, entry.subject)]
