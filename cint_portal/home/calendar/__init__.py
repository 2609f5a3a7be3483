"""Kalender BSC: dates of the year's phases and months, a person's tasks among them, and the iCal feed."""
