"""The same report for a terminal, a person, a build server and a program."""
