"""The demo company as plain data. Figures that no source gives are marked as illustration."""
