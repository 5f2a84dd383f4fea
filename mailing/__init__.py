"""Letters: written and sent, listened for, and read; whatever a letter holds, reading it does no harm."""
