"""The planning workbook: written with live formulas, read back, compared with the portal."""
