"""Everything that can happen to processes, servers and links happens, by chance; afterwards all promises hold."""
