"""Mails: written with what they tell, sent by a worker; and addresses that do not take them."""
