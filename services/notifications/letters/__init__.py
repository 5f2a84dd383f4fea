"""The words of notices, and the letters that they go out in: text and HTML, in the reader's language."""
