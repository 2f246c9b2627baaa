"""Stands in for the hash server that BitBake can ask."""
