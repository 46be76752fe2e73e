"""Workflows: what happens by itself when something else happens."""
