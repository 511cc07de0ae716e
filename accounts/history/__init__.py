"""The security history of accounts."""
