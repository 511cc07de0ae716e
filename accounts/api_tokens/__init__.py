"""API tokens: their texts, who has them, and what becomes of those found in public."""
