"""Of tickets, handovers, reviews and robots."""

from services.notifications.letters.saying import Saying

TICKET, HANDOVER = "See the ticket", "See the handover"


def ticket(title: str, text: str, todo: str = "") -> Saying:
    return Saying(
        (title, "News on your ticket"), (text, "There is news on your ticket."), (todo,) if todo else (), TICKET
    )


def handover(title: str, text: str, todo: str = "") -> Saying:
    told = (text, "There is news on a ticket that is handed over.")
    return Saying((title, "News on a handover"), told, (todo,) if todo else (), HANDOVER)


SAYINGS = {
    "ticket.moved": ticket("News on your ticket %(number)s", "There is news on your ticket %(number)s."),
    "ticket.moved/opened": ticket("We have your ticket %(number)s", "We have your ticket %(number)s."),
    "ticket.moved/answered": ticket(
        "An answer on your ticket %(number)s", "Somebody answered on your ticket %(number)s.", "Read it there."
    ),
    "ticket.moved/asked": ticket(
        "A question on your ticket %(number)s",
        "Somebody asks you something on your ticket %(number)s, and waits for you.",
        "Answer it there.",
    ),
    "ticket.moved/resolved": ticket(
        "Your ticket %(number)s was resolved",
        "Your ticket %(number)s was resolved.",
        "Should it not be, open it again there.",
    ),
    "ticket.moved/reopened": ticket(
        "Your ticket %(number)s was opened again", "Your ticket %(number)s was opened again."
    ),
    "ticket.moved/closed": ticket(
        "Your ticket %(number)s was closed", "Your ticket %(number)s was closed.", "For more help, open a new one."
    ),
    "handover.moved": handover("News on handover %(number)s", "There is news on the handover of ticket %(number)s."),
    "handover.moved/requested": handover(
        "You are asked to take over ticket %(number)s",
        "You are asked to take over ticket %(number)s.",
        "Accept it, or say why not.",
    ),
    "handover.moved/accepted": handover(
        "Ticket %(number)s was taken over", "Ticket %(number)s was taken over."
    ),
    "handover.moved/rejected": handover(
        "Ticket %(number)s was not taken over", "Ticket %(number)s was not taken over.", "It stays with you."
    ),
    "handover.moved/returned": handover(
        "Ticket %(number)s was handed back", "Ticket %(number)s was handed back.", "It is yours again."
    ),
    "handover.moved/closed": handover(
        "The other desk is done with ticket %(number)s", "The other desk is done with ticket %(number)s."
    ),
    "review.answered": Saying(
        ("Your review of %(name)s was answered",),
        ("The publisher of %(name)s answered your review.",),
        ("Read it there; you can still change what you wrote.",),
        "See the answer",
    ),
    "robot.ending": Saying(
        ("The robot %(robot)s stops working %(in_days)s", "The robot %(robot)s stopped working on %(past)s",
         "A robot of yours stops working"),
        ("The token of the robot %(robot)s of %(organization)s runs out %(in_days)s, on %(until)s.",
         "The token of the robot %(robot)s runs out %(in_days)s, on %(until)s.",
         "The token of the robot %(robot)s ran out on %(past)s.",
         "The token of a robot of yours runs out."),
        ("Make a new token, and put it in the old one’s place.",),
        "See the robot",
    ),
}  # fmt: skip
