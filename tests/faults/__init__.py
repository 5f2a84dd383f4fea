"""What holds when processes are killed: nothing lost, nothing twice, every read model equal to its rebuild."""
