"""The stand-in for Stripe beside the demonstration, so that buying by card can be tried: no money moves there."""

import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from cli.chandlery.beside import Beside
from cli.chandlery.children import Child
from cli.chandlery.folder import Folder
from cli.chandlery.registry import loopback

KEY = "sk_test_stand_in"
NUMBERS = "4242 4242 4242 4242 pays, 4000 0000 0000 0002 is declined"


class StandIn(Beside):
    """`python -m demo.peers.stripe` on a free port of loopback; never where the store is somebody's own."""

    def __init__(self, settings: dict[str, str], folder: Folder) -> None:
        """Fills in Stripe's address, key and secret where the demonstration runs and nobody named any."""
        self.url = ""
        if not fits(settings):
            return
        port, data = _free_port(), Path(settings["CHANDLERY_DATA"]) / "stripe-stand-in"
        data.mkdir(mode=0o700, exist_ok=True)
        self.url = f"http://127.0.0.1:{port}"
        secret = f"whsec_{folder.secret('stripe-stand-in.secret')}"
        told = {
            "CHANDLERY_STRIPE_URL": self.url,
            "CHANDLERY_STRIPE_KEY": KEY,
            "CHANDLERY_STRIPE_WEBHOOK_SECRET": secret,
        }
        settings.update(told)
        to = f"http://{loopback(settings['CHANDLERY_BIND'])}:{settings['CHANDLERY_PORT']}/webhooks/stripe"
        command = [sys.executable, "-m", "demo.peers.stripe", "--port", str(port), "--data", str(data)]
        self._child = Child("stripe", [*command, "--webhook", to, "--webhook-secret", secret], data / "stripe.log")


def fits(settings: Mapping[str, str]) -> bool:
    """The demonstration is on, and has filled this store or may fill it: it is new, and sends no real mail."""
    data = Path(settings["CHANDLERY_DATA"])
    wanted = settings["CHANDLERY_DEMO"] == "1" and settings["CHANDLERY_MAIL"].startswith("file:")
    taken = settings["CHANDLERY_STRIPE_KEY"] or settings["CHANDLERY_STRIPE_URL"]
    new = settings["CHANDLERY_LOGS"].startswith("sqlite:///") and not any(data.glob("*.log.db"))
    return wanted and not taken and (new or (data / "demo-accounts.json").exists())


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
