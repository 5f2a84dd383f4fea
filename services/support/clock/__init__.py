"""Support minutes: when somebody is at a desk, and what a desk has promised by its own clock."""
