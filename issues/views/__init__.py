"""Pages of the collection, of a department's register and of its review."""
