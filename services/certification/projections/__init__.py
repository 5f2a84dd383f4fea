"""Read models of certification."""
