"""The console, and the pages where people report."""
