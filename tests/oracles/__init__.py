"""The rules a second time, in Fractions and along another path; nothing here imports the product."""
