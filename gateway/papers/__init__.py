"""Papers: licences with all that is done by them, and invoices, credit notes and statements as PDF."""
