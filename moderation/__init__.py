"""What people decide: flags, reports, the queue, verdicts and what follows from them, the console."""
