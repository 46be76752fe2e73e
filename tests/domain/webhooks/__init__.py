"""Webhooks and durable queues: what endpoints may be, who hears of what, and in which words."""
