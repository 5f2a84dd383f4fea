"""Identity answers for accounts and organisations: who somebody is, what their access tokens may do, which roles they
have on the staff and in which organisation, and which robots that has.

It keeps what must never be an event (passwords, failed sign-ins) in private tables, and owns the keys under which all
services encrypt personal data, so that erasing a person is destroying one key.
"""
