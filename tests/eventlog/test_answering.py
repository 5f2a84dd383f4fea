"""A service whose answer no broker takes goes on, whatever has become of the connection that the question came by."""

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from nameko.rpc import RpcConsumer

from eventlog.answering import Answers


@pytest.mark.parametrize("gone", [BrokenPipeError(32, "Broken pipe"), TimeoutError("timed out")])
def test_a_question_that_cannot_be_given_back_ends_no_service(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, gone: OSError
) -> None:
    refused: list[str] = []

    def refuse(what: str) -> None:
        refused.append(what)
        raise gone

    monkeypatch.setattr(RpcConsumer, "handle_result", lambda *_: refuse("answer"))
    monkeypatch.setattr(RpcConsumer, "requeue_message", lambda *_: refuse("question"))
    question: Any = SimpleNamespace(delivery_info={"routing_key": "shop.head"})
    with caplog.at_level(logging.WARNING):
        assert Answers().handle_result(question, 3, None) == (3, None)
    assert refused == ["answer", "question"]
    assert "RabbitMQ took no answer to shop.head" in caplog.text
