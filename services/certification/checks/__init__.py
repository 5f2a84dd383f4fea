"""The checks of a certification, one a file."""
