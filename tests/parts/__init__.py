"""Real parts that tests run against, each started in a folder and on a port of its own."""
