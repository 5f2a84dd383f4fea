"""Accounts: sign up, sign in, access tokens."""
