"""Tickets: the customer's, the desk's, and those that are handed over."""
