# SPDX-License-Identifier: MIT
"""The site's fonts: Debian's Inter and JetBrains Mono, subset to WOFF2.

Only the characters that a page can show are kept (Latin, arrows, box drawing,
the mathematical signs of our texts): a page loads about 30 KB per face. The
result depends on the installed font alone and is kept under build/.
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from fontTools import subset

_INTER = Path("/usr/share/fonts/opentype/inter")
_MONO = Path("/usr/share/fonts/truetype/jetbrains-mono")

# file of the site, Debian's file, family, weight, style
FACES = (
    ("inter-400.woff2", _INTER / "Inter-Regular.otf", "Inter", 400, "normal"),
    ("inter-400i.woff2", _INTER / "Inter-Italic.otf", "Inter", 400, "italic"),
    ("inter-600.woff2", _INTER / "Inter-SemiBold.otf", "Inter", 600, "normal"),
    ("inter-700.woff2", _INTER / "Inter-Bold.otf", "Inter", 700, "normal"),
    ("display-650.woff2", _INTER / "InterDisplay-SemiBold.otf", "Inter Display", 600, "normal"),
    ("mono-400.woff2", _MONO / "JetBrainsMono-Regular.ttf", "JetBrains Mono", 400, "normal"),
    ("mono-400i.woff2", _MONO / "JetBrainsMono-Italic.ttf", "JetBrains Mono", 400, "italic"),
    ("mono-700.woff2", _MONO / "JetBrainsMono-Bold.ttf", "JetBrains Mono", 700, "normal"),
)

_RANGES = ((0x20, 0x7E), (0xA0, 0x17F), (0x2010, 0x2027), (0x2030, 0x203A), (0x2070, 0x208E),
           (0x2190, 0x21FF), (0x2200, 0x2265), (0x2500, 0x257F), (0x25A0, 0x25CF),
           (0x2713, 0x2717))

# No ligatures and no contextual forms: 0x80 and -> must stay what they are.
_FEATURES = ["kern", "ccmp", "locl", "mark", "tnum", "zero"]


def build(folder: Path) -> list[Path]:
    """Writes the faces and fonts.css into `folder`, unless they are there."""
    folder.mkdir(parents=True, exist_ok=True)
    made = [_face(folder / name, source) for name, source, *_ in FACES]
    sheet = folder / "fonts.css"
    sheet.write_text("".join(_rule(*face) for face in FACES), encoding="utf-8")
    return made + [sheet]


def _face(target: Path, source: Path) -> Path:
    stamp = target.with_suffix(".sha256")
    digest = hashlib.sha256(source.read_bytes() + repr((_RANGES, _FEATURES)).encode()).hexdigest()
    if target.is_file() and stamp.is_file() and stamp.read_text() == digest:
        return target
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = _FEATURES
    options.name_IDs = [0, 1, 2, 13]
    options.hinting = False
    font = subset.load_font(str(source), options)
    font.recalcTimestamp = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[c for first, last in _RANGES for c in range(first, last + 1)])
    cutter.subset(font)
    buffer = io.BytesIO()
    subset.save_font(font, buffer, options)
    target.write_bytes(buffer.getvalue())
    stamp.write_text(digest)
    return target


def _rule(name: str, source: Path, family: str, weight: int, style: str) -> str:
    return (f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};'
            f'font-display:swap;src:url("{name}") format("woff2")}}\n')
