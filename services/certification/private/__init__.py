"""What must not be events: the advisories that were loaded, and the packages of every examined image."""
