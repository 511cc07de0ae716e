"""Campaigns: uploads of many accounts that belong together, so that one decision settles a thousand of them."""
