"""What facts of identity mean for whom: tokens of people and robots run out. Its letters it writes itself."""

from typing import Any

from eventlog.recorded import Recorded
from services.identity.events import RobotCreated, RobotRevoked, TokenIssued, TokenRevoked
from services.notifications.deciders.ending import SettleEnding
from services.notifications.policies import audience
from services.notifications.policies.known import Known
from services.notifications.policies.running_out import Ends, noted

ENDINGS = (RobotCreated, RobotRevoked, TokenIssued, TokenRevoked)


def endings(event: Any, fact: Recorded, known: Known) -> Ends:
    """The name of a person's token is personal, and is not told."""
    match event:
        case RobotCreated(organization=slug, robot=robot, expires=until) if until is not None:
            told = {"robot": event.name, "organization": slug}
            link, meant = f"/organizations/{slug}", audience.owners(slug)
            return [noted(f"robot:{robot}", "robot.ending", meant, until, link=link, told=told)]
        case TokenIssued(account=account, token=token, expires=until) if until is not None:
            meant = audience.account(account)
            told = {"last_four": event.last_four, "made": fact.time.date().isoformat(), "change": "token"}
            return [noted(f"token:{token}", "robot.ending", meant, until, link="/account", told=told)]
        case RobotRevoked(robot=robot):
            return [SettleEnding(f"robot:{robot}", fact.time)]
        case TokenRevoked(token=token):
            return [SettleEnding(f"token:{token}", fact.time)]
        case _:
            return []
