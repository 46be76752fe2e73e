"""Webhooks: events told to other systems over HTTPS."""
