"""Long work on papers: samples of a wording that is being drafted."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
from django.conf import settings

from zhengwu.documents.queries import remedy_for, shelf
from zhengwu.documents.rules.local import localised
from zhengwu.documents.rules.samples import sample_sheet
from zhengwu.documents.rules.typesetting import typeset, unpack_fonts
from zhengwu.jobs.actions import JobHandle
from zhengwu.jobs.registry import job
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Organ

_DATA = Path(__file__).parent / "data"


@job("documents.sample")
def make_sample(handle: JobHandle) -> None:
    """A real PDF with made-up content: marked on every page, without number, never sealed."""
    params, at = handle.params, now()
    version = next(v for v in shelf()[params["template"]] if v.version == params["version"])
    template = localised(version, params["content"])
    organ = Organ.objects.filter(pk=params["organ"]).first()
    sheet = typeset(
        sample_sheet(
            template,
            organ=organ.name if organ else "（制作机关）",
            day=local_day(at),
            at=at,
            remedy=remedy_for(organ) if organ and template.remedy else "",
        ),
        layout=_DATA / "typst",
        fonts=unpack_fonts(_DATA / "fonts", settings.FONTS_DIR),
        address=f"{settings.SITE_URL}/verify/",
        at=at,
    )
    with pikepdf.open(BytesIO(sheet.pdf)) as pdf:
        pages = len(pdf.pages)
    handle.finish(report={"页数": pages}, file_name=f"样张-{template.title}.pdf", content=sheet.pdf)
