"""Rules: what moderators write in a hurry against a wave, tested on the past, with an end, and watched for mistakes."""
