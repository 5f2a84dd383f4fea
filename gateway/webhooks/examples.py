"""What the API's document shows of webhooks."""

ID = "0198a000-0000-7000-8000-0000000000eb"
WANTED = {
    "owner": "publisher:harbourline",
    "url": "https://hooks.harbourline.example/chandlery",
    "kinds": ["review.posted", "sale.moved"],
    "description": "Our chat",
}
MADE = {"id": ID, "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"}
DELIVERY = {
    "id": "0b2f6f2e-6f0a-4b51-9b5c-1f2f3a4b5c6d",
    "message": "0198a000-0000-7000-8000-00000000001f_review_posted",
    "kind": "review.posted",
    "attempt": 1,
    "at": "2026-11-30T07:30:00Z",
    "status": 200,
    "error": "",
    "milliseconds": 84,
}
WEBHOOK = {
    "id": ID,
    **WANTED,
    "state": "active",
    "reason": "",
    "created": "2026-11-29T10:00:00Z",
    "old_until": None,
    "rests_until": None,
    "last": DELIVERY,
}
