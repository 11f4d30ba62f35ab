# SPDX-License-Identifier: MIT
"""Puts the site's own modules and the project's root on the path."""

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent
for _path in (str(DOCS), str(DOCS.parent)):
    if _path not in sys.path:
        sys.path.insert(0, _path)
