# SPDX-License-Identifier: MIT
"""Where a student finds the page of a lab: on the course's site, if its address was given.

Whoever publishes can say at which address the site stands (`make publish SITE=`). The manifest of
each branch keeps it as `site`, and all that names a page asks here: the READMEs, the reports of a
grade, `make next` and `make submit`. Without an address they say in words where to look.
"""

from __future__ import annotations

import re
from pathlib import Path

from . import Refusal
from .tree import manifest, pristine_tree

_LIMIT = 200        # characters
# No user, no question and no part of a page: names of pages are put behind it.
_ADDRESS = re.compile(r"https?://([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
                      r"(:[0-9]{1,5})?(/[A-Za-z0-9._~%+,=@:-]+)*", re.ASCII)


def is_address(text: str) -> bool:
    """Is this the address of a site as checked() gives it?"""
    return len(text) <= _LIMIT and bool(_ADDRESS.fullmatch(text))


def checked(address: str) -> str:
    """The address of a site, without a slash at its end; Refusal if it is none."""
    site = address.rstrip("/")
    if not is_address(site):
        raise Refusal(f"'{address}' is no address of a site; give one like "
                      "https://os.example.edu/tessera, without ? and #")
    if site.endswith((".html", ".htm")):
        raise Refusal(f"'{address}' is a page; give the address of the folder that holds the site")
    return site


def of_lab(site: str, lab: str) -> str:
    """The page of a lab; "" if there is no address."""
    return f"{site}/labs/{lab}.html" if site else ""


def of_all_labs(site: str) -> str:
    """The page that lists the labs."""
    return f"{site}/labs/index.html"


def of_tree(root: Path) -> str:
    """The page of the lab of a student's tree; "" if it was handed out without an address."""
    handed_out = manifest(pristine_tree(root))
    return of_lab(str(handed_out.get("site", "")), handed_out["lab"])
