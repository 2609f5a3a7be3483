"""The register as a workbook: template, reading an upload, comparing it with the draft, exports."""
