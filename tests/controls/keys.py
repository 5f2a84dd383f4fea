"""Named examples of what billing tells of product keys that were made elsewhere."""

import json
from dataclasses import replace

from services.billing.events import (
    KeyBatch,
    KeyGiven,
    KeysAdded,
    KeysLowSet,
    KeysRanLow,
    KeysStored,
    KeyWithdrawn,
)

ADA = "0198a000-0000-7000-8000-00000000000a"
BEA = "0198a000-0000-7000-8000-00000000000b"
DATABASE = "0198a000-0000-7000-8000-0000000000db"
SUBSCRIPTION = "0198a000-0000-7000-8000-0000000005b5"
UPLOAD = "0198a000-0000-7000-8000-00000000cafe"
BATCH = f"{UPLOAD}-0"
PRINTS = ("bYy4Xr0Qm1c5o1F7w0sTgA", "kq9Zb7u3h2X8nV5dPpR6Lw")

keys_stored = KeysStored(
    batch=BATCH,
    subject=f"keys-{UPLOAD}",
    product=DATABASE,
    plan="team",
    count=2,
    keys=json.dumps([{"key": "AAAA-1111", "note": ""}, {"key": "BBBB-2222", "note": "for resellers"}]),
)
keys_added = KeysAdded(DATABASE, "team", "acme", UPLOAD, 0, (KeyBatch(BATCH, PRINTS, ("", "2027-01-31")),), BEA)
keys_low_set = KeysLowSet(DATABASE, "team", 5, BEA)
keys_ran_low = KeysRanLow(DATABASE, "team", "acme", 5, 0)
keys_ran_out = KeysRanLow(DATABASE, "team", "acme", 0, 1)
key_given = KeyGiven(BATCH, 0, DATABASE, "team", SUBSCRIPTION, ADA, waited=False)
key_came = replace(key_given, waited=True)
key_withdrawn = KeyWithdrawn(BATCH, 1, DATABASE, "team", BEA)

EVERY_EVENT = (keys_stored, keys_added, keys_low_set, keys_ran_low, key_given, key_withdrawn)
