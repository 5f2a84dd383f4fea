"""Being told of things: the inbox, how somebody wants to hear, feeds, and the end of letters by one click."""
