"""Uploads by builds instead of people: who may publish what, the tokens that prove it, and their attestations."""
