"""How services answer each other's questions over the broker, also where that goes away meanwhile."""

import logging
from contextlib import suppress
from typing import Any

from nameko.amqp.publish import Publisher
from nameko.constants import NON_PERSISTENT
from nameko.rpc import RpcConsumer

from eventlog.away import BROKEN

log = logging.getLogger(__name__)


class Unkept(Publisher):
    """Questions and answers between services hold keys, addresses and passwords: the broker keeps them on no disk."""

    delivery_mode = NON_PERSISTENT


class Answers(RpcConsumer):
    """An answer that no broker takes goes back with its question, which is asked again where the broker still has it.

    Of itself nameko ends the service then. A command that is asked again is carried out once, by its id.
    """

    def handle_result(self, message: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        try:
            answered: tuple[Any, Any] = super().handle_result(message, result, exc_info)
        except BROKEN as gone:
            question = message.delivery_info.get("routing_key")
            log.warning("RabbitMQ took no answer to %s (%s): who asked asks again", question, gone)
            with suppress(*BROKEN):  # the broker has it back by itself where that connection is gone, too
                self.requeue_message(message)
            return result, exc_info
        return answered
