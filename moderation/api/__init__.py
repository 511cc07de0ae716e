"""`/moderation/api/`: what the console does, as JSON for programs, with staff tokens."""
