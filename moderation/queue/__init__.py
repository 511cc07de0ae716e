"""What waits for a person: cases, what a card shows, the two modes and their filters."""
