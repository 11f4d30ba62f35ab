# SPDX-License-Identifier: MIT
"""What the site build adds to MkDocs; hook.py is what mkdocs.yml names."""
