"""What is searched and how a question is read: pure, and the same for every engine."""
