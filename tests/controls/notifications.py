"""Named examples of what notifications tell: Acme's database has a release that mends a hole, and Ada runs it."""

from datetime import UTC, datetime, timedelta

from services.notifications.events import (
    AllNoticesRead,
    DeliverySet,
    DigestSent,
    EndingNoted,
    EndingReminded,
    EndingSettled,
    FeedRenewed,
    MailReleased,
    MailResumed,
    MailStopped,
    NoticeAddressed,
    NoticeAnnounced,
    NoticesRead,
    NoticesUnread,
    PersonForgotten,
    PreferenceSet,
    Recipient,
    RedeliveryRequested,
    Told,
    WebhookAdded,
    WebhookChanged,
    WebhookRemoved,
    WebhookResumed,
    WebhookSecretRotated,
    WebhookStopped,
    WebhookTested,
)

ADA = "0198a000-0000-7000-8000-00000000000a"
BOB = "0198a000-0000-7000-8000-00000000000b"
CAT = "0198a000-0000-7000-8000-00000000000c"
PAT = "0198a000-0000-7000-8000-0000000000aa"  # of Acme
DATABASE = "0198a000-0000-7000-8000-0000000000db"
LICENCE = "0198a000-0000-7000-8000-00000000001c"
WEBHOOK = "0198a000-0000-7000-8000-0000000000eb"
KIND = "version.security"
NOTICE = f"0198a000-0000-7000-8000-0000000000f1.{KIND}"
EARLIER = "0198a000-0000-7000-8000-0000000000f0.version.released"
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday
DIGEST = "daily:2026-03-03"
MORNING = datetime(2026, 3, 3, 7, 30, tzinfo=UTC)

announced = NoticeAnnounced(
    announcement=NOTICE,
    kind=KIND,
    about=DATABASE,
    product="acme/db",
    link="/acme/db",
    facts=(Told("version", "2.1.4"), Told("was", "2.1.3"), Told("severity", "high")),
    audiences=("users:acme/db-team", f"but:{PAT}"),
    happened=AT,
    at=AT + timedelta(seconds=1),
)
at_once = Recipient(ADA, page=True, mail="now", send_at=None, digest="")
after_quiet_hours = Recipient(BOB, page=False, mail="now", send_at=AT + timedelta(hours=10), digest="")
in_a_digest = Recipient(CAT, page=True, mail="daily", send_at=MORNING, digest=DIGEST)
addressed = NoticeAddressed(NOTICE, KIND, (at_once, after_quiet_hours, in_a_digest), (WEBHOOK,), AT)
released = MailReleased(NOTICE, KIND, BOB, AT + timedelta(hours=10))

preference_set = PreferenceSet(ADA, KIND, page=True, mail="off", by="letter", at=AT)
delivery_set = DeliverySet(ADA, "22:00", "07:00", "Europe/Berlin", "08:00", 4, "de", AT)
mail_stopped = MailStopped(ADA, "bounced", "5.1.1", AT)
mail_resumed = MailResumed(ADA, AT)
read = NoticesRead(ADA, (NOTICE,), AT)
unread = NoticesUnread(ADA, (NOTICE,), AT)
all_read = AllNoticesRead(ADA, AT, AT)
digest_sent = DigestSent(CAT, DIGEST, (EARLIER, NOTICE), MORNING)
feed_renewed = FeedRenewed(ADA, AT)
forgotten = PersonForgotten(ADA, AT)

ending_noted = EndingNoted(
    ending=f"licence:{LICENCE}",
    kind="licence.ending",
    about=LICENCE,
    product="acme/db",
    link="/account/licences",
    facts=(Told("plan", "team"), Told("until", "2026-05-31")),
    audiences=(f"holder:{ADA}",),
    until=AT + timedelta(days=90),
    at=AT,
)
ending_reminded = EndingReminded(ending_noted.ending, 90, ending_noted.until, AT)
ending_settled = EndingSettled(ending_noted.ending, AT)

webhook_added = WebhookAdded(WEBHOOK, "publisher:acme", "hooks.acme.example", (KIND,), "Chat", PAT, AT)
webhook_changed = WebhookChanged(WEBHOOK, "hooks.acme.example", (), "All of it", PAT, AT)
secret_rotated = WebhookSecretRotated(WEBHOOK, AT + timedelta(days=1), PAT, AT)
webhook_tested = WebhookTested(WEBHOOK, "0198a000-0000-7000-8000-0000000000e1", PAT, AT)
redelivery_requested = RedeliveryRequested(WEBHOOK, NOTICE, "0198a000-0000-7000-8000-0000000000e2", PAT, AT)
webhook_stopped = WebhookStopped(WEBHOOK, "publisher:acme", "hooks.acme.example", "failing", "policy:webhooks", AT)
webhook_resumed = WebhookResumed(WEBHOOK, PAT, AT)
webhook_removed = WebhookRemoved(WEBHOOK, PAT, AT)

EVERY_EVENT = (
    announced,
    addressed,
    released,
    preference_set,
    delivery_set,
    mail_stopped,
    mail_resumed,
    read,
    unread,
    all_read,
    digest_sent,
    feed_renewed,
    forgotten,
    ending_noted,
    ending_reminded,
    ending_settled,
    webhook_added,
    webhook_changed,
    secret_rotated,
    webhook_tested,
    redelivery_requested,
    webhook_stopped,
    webhook_resumed,
    webhook_removed,
)
