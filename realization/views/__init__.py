"""Pages of realization: overview, month grid, verification, closing, reopening, results."""
