"""A name server of one's own on this machine, and a site with a certificate, for what is looked for at domains."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingUDPServer

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

Zone = Mapping[tuple[str, str], list[str]]  # name and type of a record to its values


@contextmanager
def name_server(zone: Zone) -> Iterator[int]:
    """Its port on 127.0.0.1; a zone that changes is answered as it is then."""

    class Answer(BaseRequestHandler):
        def handle(self) -> None:
            content, sender = self.request
            asked = dns.message.from_wire(content)
            question = asked.question[0]
            told = dns.message.make_response(asked)
            kind = dns.rdatatype.to_text(question.rdtype)
            values = zone.get((question.name.to_text(omit_final_dot=True), kind), [])
            if values:
                told.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, values))
            else:
                told.set_rcode(dns.rcode.NXDOMAIN)
            sender.sendto(told.to_wire(), self.client_address)

    with ThreadingUDPServer(("127.0.0.1", 0), Answer) as server, _served(server):
        yield server.server_address[1]


@contextmanager
def site(domain: str, folder: Path, answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[int]:
    """The port of an HTTPS site; its certificate, which nobody else signed, lies in `folder` as site.pem."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, format: str, *arguments: object) -> None:
            return

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certified(domain, folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *arguments: None  # type: ignore[method-assign]
        with _served(server):
            yield server.server_address[1]


@contextmanager
def _served(server: ThreadingUDPServer | ThreadingHTTPServer) -> Iterator[None]:
    serving = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    serving.start()
    try:
        yield
    finally:
        server.shutdown()
        serving.join()


def certified(domain: str, folder: Path) -> Path:
    """A file with the key and the certificate of a name or an address, signed by itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([_name(domain)]), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "site.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + secret)
    return file


def _name(domain: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(domain))
    except ValueError:
        return x509.DNSName(domain)
