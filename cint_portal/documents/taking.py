"""A workbook from the upload form to what is kept of it: cells, name, hash."""

import hashlib
from collections.abc import Callable
from typing import Any, Protocol

from cint_portal.documents.downloads import shown_name
from cint_portal.documents.excel_read import ReadWorkbook, read_workbook
from cint_portal.documents.forms import UploadForm


class ReadTable(Protocol):
    """What an app makes of a workbook."""

    def to_json(self) -> dict[str, Any]: ...


def taken(form: UploadForm, read: Callable[[ReadWorkbook], ReadTable]) -> dict[str, Any]:
    """`content`, `file_name` and `file_sha256` of a valid form's file.

    Raises WorkbookRefused, and what `read` raises.
    """
    file = form.cleaned_data["file"]
    data = file.read()
    return {
        "content": read(read_workbook(data)).to_json(),
        "file_name": shown_name(file.name),
        "file_sha256": hashlib.sha256(data).hexdigest(),
    }
