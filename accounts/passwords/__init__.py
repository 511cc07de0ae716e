"""Which passwords are good, and how to get a new one."""
