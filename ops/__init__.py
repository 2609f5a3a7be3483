"""Starts, tests, checks and delivers the portal; nothing here needs Django to be configured."""
