"""What must not be events: addresses and secrets of webhooks, what was delivered to them, and feeds' addresses."""
