"""Making accounts, and what stands before it."""
