"""What support decides, one subject a file."""
