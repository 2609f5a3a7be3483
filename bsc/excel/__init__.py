"""A scorecard as a workbook in the company's two forms: written, read back, compared with the draft."""
