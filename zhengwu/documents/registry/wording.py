"""文书用语: local sentences of the papers, for all organs or for one, as versions from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from zhengwu.documents.models import Document
from zhengwu.documents.queries import ALL, shelf
from zhengwu.documents.rules.local import check, localised, sentences, shown
from zhengwu.documents.rules.samples import sample_blocks
from zhengwu.documents.rules.templates import Template
from zhengwu.documents.web.staff.forms import WordingForm
from zhengwu.jobs.actions import enqueue
from zhengwu.jobs.models import Job
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import midnight
from zhengwu.org.models import Organ
from zhengwu.parameters.models import Change
from zhengwu.parameters.queries import known
from zhengwu.parameters.registry import Fact, Kind, Preview, Subject, Use

_DEPARTMENTS = ("department", "centre", "town", "government")


class Wordings(Kind):
    """Sentences of papers. What the law wants stays on a paper; issued papers never change."""

    code = "wording"
    title = "文书用语"
    icon = "file-text"
    intro = (
        "文书样式由程序按法律提供；可以改的是叙述的措辞和补充的一段。"
        "必须载明的内容去不掉，已经出具的文书不变。"
    )
    holds = "从生效之日起出具的文书使用新用语；已经出具的文书保持原样，并记着用的是哪一版。"
    form_template = "documents/staff/_wording_form.html"
    makes_samples = True

    def subjects(self, day: date) -> list[Subject]:
        """Every paper for the whole county, then those of single organs."""
        keys = [f"{ALL}:{code}" for code in shelf()]
        own = sorted(key for kind, key in known() if kind == self.code)
        names = dict(Organ.objects.values_list("code", "short_name"))
        rows = [*(key for key in own if not key.startswith(f"{ALL}:")), *keys]
        return [self._subject(key, day, names) for key in rows if _split(key)]

    def _subject(self, key: str, day: date, names: Mapping[str, str]) -> Subject:
        organ, template = _parts(key)
        values = self.values(key, day)
        changed = len(values["blocks"]) + bool(values["extra"])
        stale = changed and values["template_version"] != template.version
        return Subject(
            key,
            template.title if organ == ALL else f"{template.title}（{names.get(organ, organ)}）",
            now=f"改了 {changed} 段" if changed else "样式原文",
            note=template.article(),
            warn="样式已更新，用语要重审" if stale else "",
        )

    def title_of(self, key: str) -> str:
        """The paper's title and whose words they are."""
        found = _split(key)
        if found is None:
            return ""
        organ, template = found
        if organ == ALL:
            return f"《{template.title}》全县用语"
        name = Organ.objects.filter(pk=organ).values_list("short_name", flat=True).first()
        return f"《{template.title}》{name}用语" if name else ""

    def variants(self, key: str) -> list[tuple[str, str]]:
        """A paper's words may be put otherwise by one organ."""
        organ, template = _parts(key)
        if organ != ALL:
            return []
        rows = Organ.objects.filter(kind__in=_DEPARTMENTS).order_by("code")
        return [(f"{one.pk}:{template.code}", one.short_name) for one in rows]

    def shipped(self, key: str) -> dict[str, Any]:
        """The template's own words."""
        return {"template_version": _parts(key)[1].version, "blocks": {}, "extra": ""}

    def words(self, key: str, values: dict[str, Any]) -> list[Fact]:
        """The sentences that may be changed, with the facts in braces."""
        template = _parts(key)[1]
        lines = [one for one in sentences(template, values["blocks"]) if not one.fixed]
        facts = [Fact(f"第 {place} 段", one.text) for place, one in enumerate(lines, 1)]
        return [*facts, Fact("补充段落", shown(template, values["extra"]) or "—")]

    def form(self, key: str, values: dict[str, Any], data: Mapping[str, Any] | None) -> WordingForm:
        """The editor's form."""
        return WordingForm(data or None, template=_parts(key)[1], content=values)

    def layout(self, key: str, form: Any) -> Mapping[str, Any]:
        """The paper block by block, for the editor's page."""
        return {"entries": form.entries(), "extra": form["extra"]}

    def hint(self, key: str) -> str:
        """By what law the paper is made."""
        return f"依据：{_parts(key)[1].article()}。花括号里是自动填入的内容，可以换位置，不能去掉。"

    def check(self, key: str, old: dict[str, Any], new: dict[str, Any], *, day: date) -> None:
        """Nothing the law wants on the paper may be lost."""
        check(_parts(key)[1], new)

    def preview(
        self, key: str, old: dict[str, Any], new: dict[str, Any], *, day: date,
        asked: Mapping[str, str],
    ) -> Preview:  # fmt: skip
        """The paper as it would read, with made-up content."""
        template = _parts(key)[1]
        at = midnight(day)
        remedy = "（救济途径由系统按机关生成）" if template.remedy else ""
        before, after = (
            sample_blocks(localised(template, one), at=at, remedy=remedy) for one in (old, new)
        )
        old_texts = {block.get("text") for block in before}
        blocks = [{**b, "fresh": b["kind"] == "p" and b["text"] not in old_texts} for b in after]
        context = {"template": template, "blocks": blocks}
        return Preview("documents/staff/_wording_preview.html", context)

    def own_uses(self, key: str) -> list[Use]:
        """Papers made of it."""
        organ, template = _parts(key)
        papers = Document.objects.filter(template_code=template.code)
        if organ != ALL:
            papers = papers.filter(organ_code=organ)
        organs = papers.order_by().values("organ_code").distinct().count()
        local = papers.filter(wording_key=key).count()
        return [
            Use("已经出具的这种文书", papers.count(), note="份，不受修改影响"),
            Use("其中用本地用语出具的", local, note="份"),
            Use("出具过这种文书的单位", organs, note="个"),
        ]

    def sample(self, change: Change, *, by: Actor, at: datetime) -> Job:
        """A real PDF of what is drafted."""
        organ, template = _parts(change.key)
        params = {
            "change": str(change.pk),
            "mark": change.mark,
            "template": template.code,
            "version": template.version,
            "content": change.content,
            "organ": by.organ_code if organ == ALL else organ,
        }
        title = f"《{template.title}》样张"
        return enqueue("documents.sample", params, title=title, by=by, at=at)


def _split(key: str) -> tuple[str, Template] | None:
    organ, _, code = key.partition(":")
    versions = shelf().get(code)
    return (organ, versions[-1]) if organ and versions else None


def _parts(key: str) -> tuple[str, Template]:
    found = _split(key)
    if found is None:
        raise KeyError(key)
    return found
