"""What the API's document shows of notices."""

NOTICE = {
    "id": "0198a000-0000-7000-8000-00000000001f.version.released",
    "kind": "version.released",
    "group": "customer",
    "about": "0198a000-0000-7000-8000-0000000000db",
    "title": "Tidewater DB 4.2.1 is released",
    "text": "Version 4.2.1 of Tidewater DB is released.",
    "product": "harbourline/tidewater-db",
    "link": "https://store.example/harbourline/tidewater-db/versions",
    "happened": "2026-11-30T07:29:58Z",
    "at": "2026-11-30T07:30:00Z",
    "read": False,
    "facts": {"name": "Tidewater DB", "version": "4.2.1"},
}
NOTICES = {"items": [NOTICE], "total": 1, "unread": 1, "next": None}
PREFERENCES_WANTED = {
    "kinds": {"version.released": {"mail": "weekly"}, "ticket.moved": {"page": False}},
    "quiet_from": "22:00",
    "quiet_until": "07:00",
    "zone": "Europe/Berlin",
}
