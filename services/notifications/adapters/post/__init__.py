"""One message to one webhook, without detours, and to everybody's network alone."""
