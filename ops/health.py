"""Asks the web process whether it lives: python -m ops.health URL. Standard library only."""

import os
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit


def lives(url: str) -> bool:
    """Ask as the proxy does: under the site's name, over HTTPS where the site is."""
    site = urlsplit(os.environ.get("SITE_URL", url))
    headers = {"Host": site.netloc, "X-Forwarded-Proto": site.scheme}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - our own address
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(0 if lives(sys.argv[1]) else 1)
