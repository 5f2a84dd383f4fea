"""What facts cause."""
