"""`chandlery up`: the whole store in one process, with the registry and the demonstration as children beside it."""

import cli.chandlery.green  # noqa: F401 — it patches the sockets of this process, so it comes first

# isort: split

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import eventlet
from eventlet import wsgi

from cli.chandlery import beyond, control, lines, migrating, operations, printing, settings
from cli.chandlery.beside import Beside, Demonstration, Mailroom, Registry
from cli.chandlery.doctor import taken
from cli.chandlery.ending import signals
from cli.chandlery.folder import Folder, InUse
from cli.chandlery.lingering import Lingering
from cli.chandlery.memory import keep_what_is_loaded, share_one_heap
from cli.chandlery.printing import Stop
from cli.chandlery.sealing import kept
from cli.chandlery.stand_in import NUMBERS, StandIn
from cli.chandlery.store import Store
from cli.chandlery.watched import watched

CONNECTIONS = 1000  # at the same time
LONGEST_LINE = 65536  # of a request; the gateway's own limit is lower, and its refusal tells why
IDLE = 30  # seconds that a connection may say nothing


def run(environ: Mapping[str, str]) -> None:
    """Runs until Ctrl-C or SIGTERM; raises Stop and BadSettings where it cannot start."""
    share_one_heap()
    told = settings.resolve(environ)
    lines.set_up(told, "store")
    for line in settings.misspelt(environ):
        printing.complain(f"Care: {line}")
    with ExitStack() as opened:
        ended = opened.enter_context(signals())
        beside = _open(told, opened)
        keep_what_is_loaded()
        ended.recv(1)
        printing.say("Closing.")
        for each in beside:
            each.ask_to_end()


def _open(told: dict[str, str], opened: ExitStack) -> Sequence[Beside]:
    """What is opened first is closed last. Answers what runs beside the store."""
    folder = opened.enter_context(_taken(Path(told["CHANDLERY_DATA"])))
    if lost := beyond.lost_secret(told):
        raise Stop(lost)
    listening = opened.enter_context(_listening(told))
    stand_in = StandIn(told, folder)
    migrating.catch_up(told, printing.say)
    registry = Registry(told, folder)
    demonstration, mailroom = Demonstration(told, folder), Mailroom(told)
    beside = {"registry": registry.told, "demonstration": demonstration.told, "mailroom": mailroom.told}
    store = Store(told, folder, beside)
    store.start()
    opened.callback(store.stop)
    opened.enter_context(watched(told, "store", lambda: store.services.containers, registry.told))
    opened.enter_context(kept(store.sealing))
    opened.enter_context(_serving(listening, store))
    opened.enter_context(_answering(folder, store, registry))
    registry.start()
    opened.callback(registry.stop)
    printing.say(f"Chandlery is open: {told['CHANDLERY_URL']}")
    printing.say(f"Its images are pulled from {told['CHANDLERY_REGISTRY_HOST']}; {_where_mail_goes(told)}.")
    if registry.missing:
        printing.complain(f"Care: {registry.missing}.")
    if stand_in.url:
        printing.say(f"Cards are tried with test numbers at a stand-in for Stripe: {NUMBERS}.")
    stand_in.start()
    opened.callback(stand_in.stop)
    mailroom.start()
    opened.callback(mailroom.stop)
    demonstration.start()
    opened.callback(demonstration.stop)
    return registry, stand_in, mailroom, demonstration


def _where_mail_goes(told: Mapping[str, str]) -> str:
    mail = told["CHANDLERY_MAIL"]
    return f"its mail is written to {mail[5:]}" if mail.startswith("file:") else "its mail is sent"


@contextmanager
def _taken(path: Path) -> Iterator[Folder]:
    folder = Folder(path)
    try:
        folder.take()
    except InUse as busy:
        raise Stop(f"{busy}; end that one, or name another folder with CHANDLERY_DATA") from busy
    except OSError as error:
        raise Stop(f"CHANDLERY_DATA: {error.filename or path} cannot be used: {error.strerror}") from error
    try:
        yield folder
    finally:
        folder.give_back()


@contextmanager
def _listening(told: Mapping[str, str]) -> Iterator[socket.socket]:
    bind, port = told["CHANDLERY_BIND"], int(told["CHANDLERY_PORT"])
    complaint = taken(bind, port)
    if complaint:
        raise Stop(complaint)
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with eventlet.listen((bind, port), family=family) as listening:
        yield listening


@contextmanager
def _serving(listening: socket.socket, store: Store) -> Iterator[None]:
    pool = eventlet.GreenPool(CONNECTIONS)
    server = eventlet.spawn(
        wsgi.server,
        listening,
        store.app,
        custom_pool=pool,
        protocol=Lingering,
        log_output=False,
        debug=False,
        socket_timeout=IDLE,
        url_length_limit=LONGEST_LINE,
    )
    try:
        yield
    finally:
        server.kill()
        for greenlet in list(pool.coroutines_running):
            greenlet.kill()


@contextmanager
def _answering(folder: Folder, store: Store, registry: Registry) -> Iterator[None]:
    listening = control.listen(folder.control)
    answering = eventlet.spawn(control.serve, listening, operations.commands(store, registry))
    try:
        yield
    finally:
        answering.kill()
        listening.close()
        folder.control.unlink(missing_ok=True)
