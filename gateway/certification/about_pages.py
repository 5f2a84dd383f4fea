"""What certified means, and what a grade says: for whoever reads the word beside an image."""

from flask import Blueprint, render_template

from gateway.translation import gettext

pages = Blueprint("certification_about_pages", __name__)


@pages.get("/about/certified")
def about_certified() -> str:
    return render_template("certification/about.html", looked_at=_looked_at(), grades=_grades(), clocks=_clocks())


def _looked_at() -> list[tuple[str, str]]:
    return [
        (
            gettext("Identity"),
            gettext("It has a version beside latest, says who made it and under which licence, and borrows no name."),
        ),
        (
            gettext("Base"),
            gettext("It stands on a base image that the store knows, is current, and whose files nobody changed."),
        ),
        (
            gettext("Shape"),
            gettext("It runs without root or says why, has few layers, a health check, and one program to watch over."),
        ),
        (
            gettext("Hygiene"),
            gettext("No layer holds a key, a password or an empty one, not even where a later layer deletes it."),
        ),
        (
            gettext("Running"),
            gettext("On a real engine, without network, it starts, answers, logs to standard output, and stops."),
        ),
        (
            gettext("Plugins"),
            gettext("They are installed, enabled, used, upgraded and removed on a real engine."),
        ),
        (
            gettext("Supply chain"),
            gettext("Its publisher’s signature verifies, what is in it is listed, and how it was built is told."),
        ),
        (
            gettext("A person"),
            gettext("A reviewer of the store read the report and decided, and every exception names who and why."),
        ),
    ]


def _grades() -> list[tuple[str, str]]:
    return [
        ("A", gettext("No critical or important fix is missing.")),
        ("B", gettext("A critical fix has been out for at most 7 days, an important one for at most 30.")),
        ("C", gettext("A critical fix has been out for at most 30 days, an important one for at most 90.")),
        ("D", gettext("A critical fix has been out for at most 90 days, an important one for at most 12 months.")),
        ("E", gettext("No missing fix has been out for more than 12 months.")),
        ("F", gettext("A fix that has been out for longer than that is missing.")),
    ]


def _clocks() -> list[tuple[str, str]]:
    return [
        (gettext("Critical and high, CVSS 7.0 and more"), gettext("72 hours from when the publisher is told")),
        (gettext("Medium, CVSS 4.0 to 6.9"), gettext("7 days")),
        (gettext("Low"), gettext("as well as its publisher can")),
    ]
