"""What becomes of scores: the lines they are compared with, and the model's page."""
