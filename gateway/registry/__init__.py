"""What the registry asks of the store: who may pull and push, and where its notices go."""
