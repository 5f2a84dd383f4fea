"""Running it: health, explanations for operators, and pages about the store itself."""
