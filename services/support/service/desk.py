"""What every method of support's service stands on: the log, its views, the clock, and what it was told."""

from collections.abc import Mapping
from typing import Any

from eventlog.amqp import Clock, EventLog, Logged, Provided, ReadModels
from eventlog.remote import RemoteKeys
from services.support import policies
from services.support.projections import PROJECTIONS
from services.support.settings import Settings


def settings_of(config: Mapping[str, Any]) -> Settings:
    return Settings.load(config["CHANDLERY"])


class Desk(Logged):
    log = EventLog(policies=policies.effects)
    views = ReadModels(*PROJECTIONS)
    clock = Clock()
    settings = Provided(settings_of)
    keys = Provided(RemoteKeys)  # also for what read models keep as ciphertext
