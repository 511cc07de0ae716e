"""Taking all of one's data along, and the end of an account."""
