"""Builds the demo company through the services, as its people would have done it."""
