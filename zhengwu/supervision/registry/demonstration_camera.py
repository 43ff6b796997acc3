"""The demonstration's camera: draws a picture of its own that says it is none."""

from __future__ import annotations

import io
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from zhengwu.kernel.time import SHANGHAI
from zhengwu.supervision.registry.cameras import CameraKind, Lens, Picture

_MARK = Path(__file__).resolve().parents[1] / "data" / "demonstration_still.png"
_SIZE = (640, 360)
_WALL, _FLOOR, _DESK, _SHADE = "#c9d4dd", "#8e9aa5", "#6f4e37", "#4a5560"


class DemonstrationCamera(CameraKind):
    """演示监控点: no device stands behind it and nobody is shown; each picture says so."""

    code = "demonstration"
    name = "演示监控点（本机画图，不是真实画面）"

    def still(self, lens: Lens) -> Picture:
        """A counter, drawn here, with the words 演示画面, the camera's code and the time."""
        picture = Image.new("RGB", _SIZE, _WALL)
        pen = ImageDraw.Draw(picture)
        seed = sha256(lens.code.encode()).digest()
        _counter(pen, seed)
        mark = _mark()
        picture.paste(mark, ((_SIZE[0] - mark.width) // 2, 14), mark)
        told = f"{lens.code}  {lens.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
        pen.rectangle((0, 330, 640, 360), fill="#101820")
        pen.text((12, 335), told, fill="#ffffff", font=ImageFont.load_default(20))
        stream = io.BytesIO()
        picture.save(stream, "PNG", optimize=True)
        return Picture(stream.getvalue(), "png")


@lru_cache(maxsize=1)
def _mark() -> Image.Image:
    """The words 演示画面, drawn once from the shipped font (OFL) and kept as a picture."""
    with Image.open(_MARK) as found:
        return found.convert("RGBA")


def _counter(pen: ImageDraw.ImageDraw, seed: bytes) -> None:
    """A desk, a screen, chairs; where they stand differs from camera to camera."""
    shift = seed[0] % 80 - 40
    pen.rectangle((0, 230, 640, 360), fill=_FLOOR)
    pen.rectangle((120 + shift, 190, 520 + shift, 270), fill=_DESK)
    pen.rectangle((120 + shift, 190, 520 + shift, 200), fill="#8a6a4f")
    pen.rectangle((250 + shift, 140, 330 + shift, 190), fill=_SHADE)
    pen.rectangle((285 + shift, 188, 295 + shift, 196), fill=_SHADE)
    for place in range(1 + seed[1] % 3):
        left = 170 + shift + place * 110
        pen.rounded_rectangle((left, 280, left + 60, 325), 8, fill="#35506b")
