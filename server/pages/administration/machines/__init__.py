"""Machines and webhooks on the administrator's pages."""
