"""Why a store could not be reached, in a sentence with what to do."""

from __future__ import annotations

import socket
import ssl

from cli.docker_store.ending import Stop

CERTIFICATE = (
    "Is the address right? Where the store has a certificate of its own, name its authority: SSL_CERT_FILE=FILE"
)


def said(url: str, why: object) -> Stop:
    if isinstance(why, ssl.SSLCertVerificationError):
        return Stop(f"The certificate of {url} is not to be trusted: {why.verify_message}.", CERTIFICATE)
    if isinstance(why, ssl.SSLError):
        return Stop(f"{url} does not speak TLS as it should ({why.reason}).", "Is it http:// rather than https://?")
    if isinstance(why, socket.gaierror):
        return Stop(f"The host of {url} is not known.", "Check the address, and whether this machine is online.")
    if isinstance(why, ConnectionRefusedError):
        return Stop(f"Nothing answers at {url}.", "Check the address; the store may be down.")
    if isinstance(why, (socket.timeout, TimeoutError)):
        return Stop(f"{url} did not answer in time.", "Try again, or check the network and its proxy (HTTPS_PROXY).")
    return Stop(f"{url} cannot be reached: {why or type(why).__name__}.", "Check the address and the network.")
