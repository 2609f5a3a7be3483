"""What a PDF may load: our own style sheets, fonts and pictures, and data in the page; nothing else (T55)."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME: Final = "static:"
# Relative addresses in our style sheets need a base that joins; this name resolves nowhere (RFC 2606).
ORIGIN: Final = "https://static.invalid/"
_FOLDERS: Final = frozenset({"css", "fonts", "img", "vendor"})
_TYPES: Final = {
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
}


class StaticFetcher(URLFetcher):  # type: ignore[misc]
    """Answers `static:css/print.css` and data: addresses; raises ValueError for everything else."""

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self._folder = folder.resolve()

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """The one entry of WeasyPrint: no socket is opened on any path through here."""
        for prefix in (SCHEME, ORIGIN):
            if url.startswith(prefix):
                return self._file(unquote(urlsplit(url.removeprefix(prefix)).path))
        return super().fetch(url, headers)

    def _file(self, path: str) -> URLFetcherResponse:
        target = (self._folder / path).resolve()
        inside = target.is_relative_to(self._folder) and target != self._folder
        if not inside or target.relative_to(self._folder).parts[0] not in _FOLDERS:
            raise ValueError(f"not a file for print: {path}")
        kind = _TYPES.get(target.suffix)
        if kind is None or not target.is_file():
            raise ValueError(f"not a file for print: {path}")
        address = ORIGIN + target.relative_to(self._folder).as_posix()
        return URLFetcherResponse(address, target.read_bytes(), {"Content-Type": kind})
