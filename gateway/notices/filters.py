"""Which notices the inbox's page shows, as its address says it; each filter a link that sets it or takes it away."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from gateway.notices.words import Group
from gateway.translation import gettext

INBOX = "/account/inbox"
LONGEST = 200
PAGE = 25


@dataclass(frozen=True)
class Filters:
    group: str = ""
    kind: str = ""
    product: str = ""  # publisher/product
    unread: bool = False
    before: str = ""

    @classmethod
    def of(cls, sent: MultiDict[str, str], among: Sequence[Group]) -> "Filters":
        """What is said wrongly is as if it were not said."""
        group = next((one.name for one in among if one.name == sent.get("group")), "")
        kinds = [name for one in among if group in ("", one.name) for name, _ in one.kinds]
        return cls(
            group,
            next((kind for kind in kinds if kind == sent.get("kind")), ""),
            sent.get("product", "")[:LONGEST],
            sent.get("unread") == "true",
            sent.get("before", "")[:LONGEST],
        )

    def url(self, **more: str) -> str:
        pairs = {**self.told(), **more}
        return f"{INBOX}?{urlencode(pairs)}" if pairs else INBOX

    def told(self) -> dict[str, str]:
        """For an address, or for the hidden fields of a form."""
        said = {"group": self.group, "kind": self.kind, "product": self.product}
        said |= {"unread": "true" if self.unread else "", "before": self.before}
        return {name: value for name, value in said.items() if value}

    def asked(self) -> dict[str, Any]:
        return {**vars(self), "limit": PAGE}

    def tabs(self, among: Sequence[Group]) -> list[tuple[str, str, bool]]:
        """Words, address, and whether it is the one that is shown; none where there is but one group."""
        if len(among) == 1:
            return []
        every = [("", gettext("All")), *((group.name, group.words) for group in among)]
        return [
            (words, replace(self, group=name, kind="", before="").url(), name == self.group) for name, words in every
        ]

    def kinds(self, among: Sequence[Group]) -> list[dict[str, Any]]:
        """Of the groups that are shown: {name, title, open, options: [(words, address, chosen)]}."""
        shown = [group for group in among if self.group in ("", group.name)]
        return [
            {
                "name": group.name,
                "title": group.words,
                "open": len(shown) == 1 or any(name == self.kind for name, _ in group.kinds),
                "options": [self._kind(*one) for one in group.kinds],
            }
            for group in shown
        ]

    def toggled(self) -> str:
        """The address that shows the unread alone, or all again."""
        return replace(self, unread=not self.unread, before="").url()

    def of_product(self, product: str) -> str:
        return replace(self, product=product, before="").url()

    def chips(self, among: Sequence[Group]) -> list[tuple[str, str]]:
        """What is in use, and the address without it."""
        named = {name: words for group in among for name, words in group.kinds}
        used = [(named[self.kind], replace(self, kind="", before=""))] if self.kind else []
        used += [(self.product, replace(self, product="", before=""))] if self.product else []
        used += [(gettext("Unread"), replace(self, unread=False, before=""))] if self.unread else []
        return [(words, without.url()) for words, without in used]

    def _kind(self, name: str, words: str) -> tuple[str, str, bool]:
        chosen = name == self.kind
        return words, replace(self, kind="" if chosen else name, before="").url(), chosen
