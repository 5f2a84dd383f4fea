"""What the gateway keeps of people beside its read models, and forgets with them: where their tokens were used."""

from collections.abc import Sequence
from pathlib import Path

from eventlog.amqp import Provided
from eventlog.erasing import Erasing
from gateway.uses import Uses
from gateway.views import accounts


class GatewayForgets(Erasing):
    """Beside the followers that keep the gateway's views."""

    uses = Provided(
        lambda config: Uses.beside(config["EVENTLOG"]["views"], Path(config["CHANDLERY"]["CHANDLERY_DATA"]))
    )

    def forget_beside(self, subject: str) -> Sequence[str]:
        with self.views.begin() as db:  # type: ignore[attr-defined]  # of the service that this is mixed into
            names = accounts.ever_of(db, subject)
        self.uses.forget(names)
        return [f"where {len(names)} tokens were used from"] if names else []
