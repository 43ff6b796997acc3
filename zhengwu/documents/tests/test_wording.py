"""Local wording and numbers of papers: the law's contents stay, issued papers stay, no gap."""

from __future__ import annotations

import threading
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.db import connection

from zhengwu.documents.models import Document, Register
from zhengwu.documents.queries import registers, shelf
from zhengwu.documents.rules.local import (
    MandatoryFieldRemoved,
    WordingFaulty,
    check,
    kept,
    names_of,
    sentences,
    shown,
)
from zhengwu.documents.tests.factories import AT, ORGAN, matter, organ, paper
from zhengwu.jobs.actions import run_all
from zhengwu.jobs.enums import JobState
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day
from zhengwu.matters.actions import open_matter
from zhengwu.parameters import actions
from zhengwu.parameters.queries import sample_of
from zhengwu.parameters.rules.refusals import NumberClash, NumberFaulty
from zhengwu.parameters.tests.factories import EDITOR, LEGAL, approved, drafted

TODAY = local_day(AT)
TOMORROW = TODAY + timedelta(days=1)
SUPPLEMENT = shelf()["supplement"][-1]
REFUSAL = shelf()["refusal"][-1]


def words(blocks: dict[str, str] | None = None, extra: str = "") -> dict[str, object]:
    return {"template_version": 1, "blocks": blocks or {}, "extra": extra}


@pytest.mark.parametrize("code", sorted(shelf()))
def test_every_sentence_can_be_read_in_chinese_and_written_back(code: str) -> None:
    template = shelf()[code][-1]
    assert len(set(names_of(template).values())) == len(names_of(template))
    for place, raw in enumerate(template.body):
        if "p" in raw:
            assert kept(template, shown(template, raw["p"])) == raw["p"].strip()
            assert "{" not in shown(template, raw["p"]) or any(
                f"{{{name}}}" in shown(template, raw["p"]) for name in names_of(template).values()
            )
        assert list(sentences(template, {}))[place].place == place
    check(template, words())


def test_a_fact_the_law_wants_cannot_be_taken_off_the_paper() -> None:
    text = REFUSAL.body[0]["p"].replace("{facts}", "事实清楚")
    with pytest.raises(MandatoryFieldRemoved) as refused:
        check(REFUSAL, words({"0": text}))
    assert "审查查明的事实" in refused.value.message
    assert "第三十八条第二款" in refused.value.article
    assert "b0" in refused.value.fields
    # It may stand in another sentence.
    check(REFUSAL, words({"0": text, "2": "经审查查明：{facts}理由如下："}))
    # But not in one that is printed only where somebody was heard.
    with pytest.raises(MandatoryFieldRemoved):
        check(REFUSAL, words({"0": text, "1": "{heard}经审查查明：{facts}"}))


@pytest.mark.parametrize(
    ("blocks", "extra", "told"),
    [
        ({"0": " "}, "", "不能留空"),
        ({}, "{不存在}", "没有“不存在”"),
        ({}, "请于{", "成对"),
        ({"6": "改写法律"}, "", "不能修改"),
        ({}, "长" * 801, "最多"),
    ],
)
def test_what_cannot_be_printed_is_told_beside_its_sentence(blocks, extra, told) -> None:
    with pytest.raises(WordingFaulty, match=told):
        check(SUPPLEMENT, words({"0": SUPPLEMENT.body[0]["p"], **blocks}, extra))


@pytest.mark.django_db
def test_wording_holds_from_its_day_for_its_organ_and_issued_papers_keep_theirs() -> None:
    organ()
    first = paper("supplement")
    approved("wording", "all:supplement", on=TODAY, at=AT, extra="一楼可以免费复印。")
    approved("wording", f"{ORGAN}:supplement", on=TOMORROW, at=AT, extra="请到三号窗口。")
    county = paper("supplement", of=matter("2"))
    own = paper("supplement", of=matter("3"), at=AT + timedelta(days=1))
    texts = [
        "".join(str(block.get("text", "")) for block in one.content["blocks"])
        for one in (first, county, own)
    ]
    assert "复印" not in texts[0]
    assert "免费复印" in texts[1]
    assert "三号窗口" in texts[2]
    assert "复印" not in texts[2]
    made = [(one.wording_key, one.wording_version) for one in (first, county, own)]
    assert made == [("", 0), ("all:supplement", 1), (f"{ORGAN}:supplement", 1)]
    assert len({one.template_digest for one in (first, county, own)}) == 3
    approved("wording", "all:supplement", on=TODAY, at=AT, extra="")
    assert "免费复印" in str(Document.objects.get(pk=county.pk).content["blocks"])


@pytest.mark.django_db
def test_a_sample_is_a_real_pdf_that_is_no_paper() -> None:
    organ()
    change = drafted("wording", f"{ORGAN}:supplement", on=TODAY, at=AT, extra="一楼可以复印。")
    assert sample_of(change) is None
    actions.order_sample(change, by=EDITOR, at=AT)
    run_all()
    job = sample_of(change)
    assert job is not None
    assert job.state == JobState.DONE
    with pikepdf.open(BytesIO(job.file_path.read_bytes())) as pdf:
        assert len(pdf.pages) == job.report["页数"]
        assert "/AcroForm" not in pdf.Root  # no signature field: never sealed
    assert not Document.objects.exists()
    assert not Register.objects.exists()
    # Edited further: that sample is of what was.
    change = actions.edit(change, {**change.content, "extra": "二楼。"}, effective_on=TODAY,
                          seen=change.mark, by=EDITOR, at=AT)  # fmt: skip
    assert sample_of(change) is None


@pytest.mark.django_db
def test_a_new_pattern_counts_on_and_renumbers_nothing() -> None:
    first = paper()
    text = "{县区}{机关}{类别}〔{年份}〕{序号}号"
    approved("number", "paper", on=TOMORROW, at=AT, text=text, width=1)
    same_day = paper(of=matter("2"))
    later = paper(of=matter("3"), at=AT + timedelta(days=1))
    assert [one.number for one in (first, same_day, later)] == [
        "广市监受字〔2026〕第1号", "广市监受字〔2026〕第2号", "广市监受字〔2026〕3号",
    ]  # fmt: skip
    assert all(not row["gaps"] for row in registers())


@pytest.mark.django_db
def test_patterns_that_could_give_a_number_twice_are_refused() -> None:
    paper()
    made = actions.begin("number", "paper", by=EDITOR, at=AT)
    for text, told in (
        ("{机关}{类别}第{序号}号", "往年"),
        ("{机关}〔{年份}〕第{序号}号", "类别"),
        ("{类别}〔{年份}〕第{序号}号", "机关"),
    ):
        with pytest.raises(NumberFaulty, match=told):
            actions.edit(made, {"text": text, "width": 1}, effective_on=TODAY, seen=made.mark,
                         by=EDITOR, at=AT)  # fmt: skip
    good = {"text": "{机关}{类别}〔{年份}〕第{序号}号", "width": 1}
    actions.edit(made, good, effective_on=TODAY, seen=made.mark, by=EDITOR, at=AT)


@pytest.mark.django_db
def test_a_number_that_somebody_already_has_is_refused() -> None:
    open_matter(kind="case", number="GA-LB-2026-0001", title="旧系统带来的", organ_code=ORGAN,
                region_code="511602000000", by=SYSTEM, at=AT)  # fmt: skip
    with pytest.raises(NumberClash, match="GA-LB-2026-0001"):
        drafted("number", "joint", at=AT, on=TODAY, width=4)


@pytest.mark.pg_only
@pytest.mark.django_db(transaction=True)
def test_two_workers_leave_no_gap_while_the_pattern_changes() -> None:
    """One worker issues on, another approves the new pattern: serials run through, none twice."""
    organ()
    matters = [matter(f"m{place}") for place in range(16)]
    made = drafted("number", "paper", at=AT, on=TODAY, text="{县区}{机关}{类别}〔{年份}〕{序号}号")
    made = actions.submit(made, reason="GB/T 9704", by=EDITOR, at=AT)
    failures: list[BaseException] = []
    start = threading.Barrier(3)

    def issue(part: list[object]) -> None:
        try:
            start.wait()
            for one in part:
                paper(of=one)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    def approve() -> None:
        try:
            start.wait()
            actions.approve(made, by=LEGAL, at=AT)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=issue, args=(matters[n::2],)) for n in range(2)]
    threads.append(threading.Thread(target=approve))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    last = paper(of=matter("z"), by=SYSTEM)
    rows = list(Document.objects.order_by("serial").values_list("serial", "number"))
    assert [serial for serial, _ in rows] == list(range(1, 18))
    assert len({number for _, number in rows}) == len(rows)
    assert last.number == "广市监受字〔2026〕17号"
    assert Register.objects.get().last == 17
