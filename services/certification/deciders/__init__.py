"""What certification decides."""
