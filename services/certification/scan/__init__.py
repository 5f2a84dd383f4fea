"""What an image holds, read from its layers in one pass: pure over bytes."""
