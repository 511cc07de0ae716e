"""What a moderator decides of a case, what follows from it, and how it is put back."""
