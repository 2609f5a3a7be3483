"""Forms of registers: the grid, and CMS's decision per row."""

from issues.forms.choices import ChoiceForms
from issues.forms.fields import MAX_TEXT
from issues.forms.grid import IssueRowForm, RegisterGrid
from issues.forms.review import ReviewForms, RowDecisionForm

__all__ = ["MAX_TEXT", "ChoiceForms", "IssueRowForm", "RegisterGrid", "ReviewForms", "RowDecisionForm"]
