"""Of certification, and of what reviewers are waited for."""

from services.notifications.letters.saying import Saying

SUBMISSION = "See the submission"
SAYINGS = {
    "submission.moved": Saying(
        ("News about the submission of %(name)s %(version)s", "News about a submission of %(name)s"),
        ("There is news about the submission of %(name)s %(version)s.",
         "There is news about a submission of %(name)s."),
        (),
        SUBMISSION,
    ),
    "submission.moved/checked": Saying(
        ("The checks of %(name)s %(version)s are done", "The checks of %(name)s are done"),
        ("The checks of %(name)s %(version)s are done; a reviewer looks at them next.",
         "The checks of %(name)s are done."),
        (),
        "See the checks",
    ),
    "submission.moved/failed": Saying(
        ("%(name)s %(version)s did not pass the checks", "%(name)s did not pass the checks"),
        ("%(name)s %(version)s did not pass every check for certification.",
         "%(name)s did not pass every check for certification."),
        ("Mend what failed, and submit it again.",),
        "See what failed",
    ),
    "submission.moved/approved": Saying(
        ("%(name)s %(version)s is certified", "%(name)s is certified"),
        ("%(name)s %(version)s is certified, and shows it from now on.", "%(name)s is certified."),
        (),
        SUBMISSION,
    ),
    "submission.moved/rejected": Saying(
        ("%(name)s %(version)s was not certified", "%(name)s was not certified"),
        ("A reviewer did not certify %(name)s %(version)s: %(reason)s",
         "A reviewer did not certify %(name)s %(version)s.",
         "A reviewer did not certify %(name)s."),
        ("Mend what is named, and submit it again.",),
        "See the reasons",
    ),
    "submission.moved/asked": Saying(
        ("A reviewer asks about %(name)s %(version)s", "A reviewer asks about %(name)s"),
        ("A reviewer of %(name)s %(version)s waits for your answer.", "A reviewer of %(name)s waits for your answer."),
        ("Answer there.",),
        SUBMISSION,
    ),
    "certificate.ending": Saying(
        ("The certificate of %(name)s ends %(in_days)s", "The certificate of %(name)s was good until %(past)s",
         "A certificate of %(name)s ends"),
        ("The certificate of %(name)s %(version)s ends %(in_days)s, on %(until)s.",
         "The certificate of %(name)s ends %(in_days)s, on %(until)s.",
         "The certificate of %(name)s %(version)s was good until %(past)s.",
         "The certificate of %(name)s was good until %(past)s.",
         "A certificate of %(name)s ends."),
        ("Submit a release to be certified anew.",),
        "See the certificate",
    ),
    "waiver.ending": Saying(
        ("The waiver of a check of %(name)s ends %(in_days)s", "A check of %(name)s was waived until %(past)s",
         "A waiver for %(name)s ends"),
        ("The check “%(check)s” of %(name)s %(version)s was waived until %(past)s.",
         "The check “%(check)s” of %(name)s %(version)s is waived until %(until)s, and counts again after it.",
         "A waiver for %(name)s ends."),
        ("Release a fix before, or ask for another waiver.",),
        "See the waiver",
    ),
    "fix.due": Saying(
        ("A fix for %(advisory)s in %(name)s is due %(in_days)s", "A fix for %(advisory)s in %(name)s is due",
         "A fix for %(name)s is due"),
        ("A fix for %(advisory)s (severity: %(severity)s) in %(name)s is due by %(until)s.",
         "A fix for %(advisory)s in %(name)s is due by %(until)s.",
         "A fix for %(name)s is due."),
        ("Release one before, or say why it does not affect the product.",),
        "See the finding",
    ),
    "fix.due/missed": Saying(
        ("A fix for %(advisory)s in %(name)s is late", "A fix for %(name)s is late"),
        ("A fix for %(advisory)s in %(name)s was due by %(until)s, and has not come.",
         "A fix for %(name)s was due, and has not come."),
        ("Release one now; until then, customers see that it is late.",),
        "See the finding",
    ),
    "review.wanted": Saying(
        ("%(name)s waits for a reviewer",),
        ("%(name)s was handed in, and waits for a reviewer.",),
        ("Take it, and decide.",),
        "See what waits",
    ),
    "review.wanted/publisher": Saying(
        ("%(publisher)s applies as a publisher", "Somebody applies as a publisher"),
        ("%(publisher)s applies as a publisher.", "Somebody applies as a publisher."),
        ("Look at it, and decide.",),
        "See the application",
    ),
    "review.wanted/submission": Saying(
        ("%(name)s %(version)s waits to be certified", "%(name)s waits to be certified"),
        ("%(name)s %(version)s was submitted for certification, and waits for a reviewer.",
         "%(name)s was submitted for certification, and waits for a reviewer."),
        ("Take it, and decide.",),
        "See the submission",
    ),
    "review.wanted/reported": Saying(
        ("A review of %(name)s was reported",),
        ("Somebody reported a review of %(name)s.",),
        ("Leave it, or take it away.",),
        "See the review",
    ),
}  # fmt: skip
