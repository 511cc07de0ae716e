"""Who someone is: users, addresses, standing, API tokens, sign-up and its gates."""
