"""A prepared statement carried out with its values beside it, by the libpq of psycopg2.

The driver knows statements as text alone: the server then reads nine constants anew for each append, a fifth of what
the whole append takes it. So libpq's own functions are called here on the driver's connection, as psycopg2 provides
for by `connection.pgconn_ptr`. https://www.postgresql.org/docs/current/libpq-exec.html
"""

import ctypes
import select
from collections.abc import Sequence
from typing import Any

import psycopg2
from psycopg2 import _psycopg, errors
from psycopg2 import extensions as driver

BAD = 1  # ConnStatusType CONNECTION_BAD
ROWS = 2  # ExecStatusType PGRES_TUPLES_OK
SQLSTATE = ord("C")  # PG_DIAG_SQLSTATE

# The libpq that the driver is linked with, found through it: another could not read its connections.
_long = ctypes.CDLL(_psycopg.__file__)  # other threads go on meanwhile
_short = ctypes.PyDLL(_psycopg.__file__)
_at, _text, _int = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int


def _function(library: ctypes.CDLL, name: str, result: Any, *arguments: Any) -> Any:
    found = getattr(library, name)
    found.restype, found.argtypes = result, arguments
    return found


_TOLD = (_at, _text, _int, _at, _at, _at, _int)  # connection, statement, values, their lengths and formats, its format
_execute = _function(_long, "PQexecPrepared", _at, *_TOLD)
_send = _function(_long, "PQsendQueryPrepared", _int, *_TOLD)
_flush = _function(_long, "PQflush", _int, _at)
_consume = _function(_long, "PQconsumeInput", _int, _at)
_is_busy = _function(_short, "PQisBusy", _int, _at)
_result = _function(_long, "PQgetResult", _at, _at)
_status = _function(_short, "PQstatus", _int, _at)
_message = _function(_short, "PQerrorMessage", _text, _at)
_result_status = _function(_short, "PQresultStatus", _int, _at)
_field_of_error = _function(_short, "PQresultErrorField", _text, _at, _int)
_value = _function(_short, "PQgetvalue", _text, _at, _int, _int)
_clear = _function(_short, "PQclear", None, _at)


def carried_out(connection: driver.connection, statement: bytes, values: Sequence[str | int | None]) -> bytes:
    """The first field of the row that the statement gives; empty where it is null.

    The connection commits each statement and speaks UTF-8. Raises what the driver does.
    """
    told = [None if value is None else str(value).encode() for value in values]
    if b"\0" in b"".join(filter(None, told)):
        raise ValueError("a text of PostgreSQL cannot hold the character NUL")
    array = (_text * len(told))(*told)
    if driver.get_wait_callback() is None:
        found = _execute(connection.pgconn_ptr, statement, len(told), array, None, None, 0)
    else:
        found = _waited(connection, statement, array)
    if _result_status(found) != ROWS:  # also of none at all
        raise _failure(connection, found)
    value: bytes = _value(found, 0, 0)
    _clear(found)
    return value


def _waited(connection: driver.connection, statement: bytes, array: "ctypes.Array[ctypes.c_char_p]") -> Any:
    """The result; other green threads go on until it is there. One that is stopped meanwhile leaves nothing behind."""
    try:
        return _answered(connection, statement, array)
    except BaseException:
        connection.close()
        raise


def _answered(connection: driver.connection, statement: bytes, array: "ctypes.Array[ctypes.c_char_p]") -> Any:
    at, socket = connection.pgconn_ptr, connection.fileno()
    if not _send(at, statement, len(array), array, None, None, 0):
        raise _failure(connection, None)
    while _flush(at) == 1:
        select.select([], [socket], [])
    while _is_busy(at):
        select.select([socket], [], [])
        if not _consume(at):
            raise _failure(connection, None)
    found = _result(at)
    while more := _result(at):
        _clear(more)
    return found


def _failure(connection: driver.connection, found: Any) -> Exception:
    """What the driver would raise; a connection that is of no use any more is closed."""
    state = _field_of_error(found, SQLSTATE) if found else None
    message = (_message(connection.pgconn_ptr) or b"").decode(errors="replace")
    _clear(found)
    if _status(connection.pgconn_ptr) == BAD:
        connection.close()
    if state is None:
        return psycopg2.OperationalError(message)
    try:
        return errors.lookup(state.decode())(message)
    except KeyError:
        return psycopg2.DatabaseError(message)
