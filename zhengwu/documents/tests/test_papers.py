"""Issuing, numbering, typesetting, sealing, verifying and serving papers."""

from __future__ import annotations

import threading
from datetime import date
from io import BytesIO

import pikepdf
import pypdf
import pytest
from django.db import Error, connection, transaction
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from zhengwu.clock.tests.factories import load_law
from zhengwu.documents.actions import Sealing, confirm_receipt, issue, produce, serve
from zhengwu.documents.actions.issue import FONTS
from zhengwu.documents.actions.serve import ServiceNotYet
from zhengwu.documents.enums import Check
from zhengwu.documents.models import Document, Paper, Register, Service
from zhengwu.documents.policy import SealNotPermitted
from zhengwu.documents.queries import compare, registers, remedy_of, shelf
from zhengwu.documents.registry import seal_provider
from zhengwu.documents.rules.completeness import CharacterUnprintable, PaperIncomplete
from zhengwu.documents.rules.service import ServiceIncomplete
from zhengwu.documents.rules.templates import TemplateNotForLaw
from zhengwu.documents.rules.typesetting import shipped_coverage, unprintable
from zhengwu.documents.tests.factories import (
    APPLICANT,
    AT,
    ORGAN,
    SEALING,
    clerk,
    law_of,
    matter,
    organ,
    paper,
    values_for,
)
from zhengwu.documents.tests.pdfa import faults
from zhengwu.files.queries import path_of, read
from zhengwu.journal.actions import action, deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now

pytestmark = [pytest.mark.django_db]
DAY = local_day(AT)


@pytest.fixture(autouse=True)
def store(tmp_path, settings):
    settings.FILES_DIR = tmp_path / "files"


def pdf_of(document: Document) -> bytes:
    return read(produce(document, at=now()))


def text_of(data: bytes) -> str:
    pages = pypdf.PdfReader(BytesIO(data)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")


@pytest.mark.pg
def test_numbers_run_on_without_a_gap_in_each_register():
    first, second = paper(), paper(of=matter("2"))
    other = paper("grant", of=matter("3"))
    assert [first.serial, second.serial, other.serial] == [1, 2, 1]
    assert first.number == "广市监受字〔2026〕第1号"
    assert all(not row["gaps"] for row in registers())


@pytest.mark.pg
def test_a_rolled_back_act_leaves_no_hole():
    one = matter()
    organ()

    @action
    def act(subject, *, fails, by, at):
        issue_one(subject)
        if fails:
            raise Refusal()

    def issue_one(subject):
        template = shelf()["acceptance"][-1]
        return issue(
            subject,
            "acceptance",
            fields=values_for(template),
            organ_code=ORGAN,
            addressee=APPLICANT,
            law="xk",
            by=clerk(),
            at=AT,
        )

    with pytest.raises(Refusal):
        act(one, fails=True, by=SYSTEM, at=AT)
    one.refresh_from_db()
    act(one, fails=False, by=SYSTEM, at=AT)
    assert list(Document.objects.values_list("serial", flat=True)) == [1]
    assert Register.objects.get().last == 1


@pytest.mark.pg_only
@pytest.mark.django_db(transaction=True)
def test_many_acts_at_once_draw_each_number_once_and_leave_no_gap():
    organ()
    matters = [matter(f"m{place}") for place in range(24)]
    failures: list[BaseException] = []

    @action
    def act(subject, *, fails, by, at):
        paper(of=subject)
        if fails:
            raise Refusal()

    def work(part):
        for place, one in part:
            try:
                act(one, fails=place % 3 == 0, by=SYSTEM, at=AT)
            except Refusal:
                pass
            except BaseException as error:
                failures.append(error)
        connection.close()

    numbered = list(enumerate(matters))
    threads = [threading.Thread(target=work, args=(numbered[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    serials = sorted(Document.objects.values_list("serial", flat=True))
    assert serials == list(range(1, 17))


@pytest.mark.pg
def test_what_a_paper_says_can_be_neither_changed_nor_removed():
    document = paper()
    for change in (
        lambda: Document.objects.filter(pk=document.pk).update(number="x"),
        lambda: Document.objects.filter(pk=document.pk).delete(),
        lambda: Register.objects.update(last=9),
        lambda: Register.objects.all().delete(),
    ):
        with pytest.raises(Error), transaction.atomic():
            change()


def test_an_incomplete_paper_takes_its_act_with_it():
    organ()
    one = matter()
    with pytest.raises(PaperIncomplete, match="最迟答复日期"):
        paper(of=one, fields=values_for(shelf()["acceptance"][-1]) | {"decide_by": None})
    assert not Document.objects.exists()
    assert not Register.objects.exists()


def test_a_licence_paper_is_not_for_a_confirmation():
    with pytest.raises(TemplateNotForLaw):
        paper("grant", law="qr")


def test_personal_content_is_sealed_and_the_digest_fixes_it():
    document = paper()
    raw = bytes(Document.objects.get(pk=document.pk).content_sealed)
    assert APPLICANT.name.encode() not in raw
    fresh = Document.objects.get(pk=document.pk)
    assert fresh.content["addressee"]["name"] == APPLICANT.name
    entry = Entry.objects.get(code="documents.document.issued")
    assert entry.payload["digest"] == fresh.content_digest
    assert APPLICANT.name not in entry.canonical


@pytest.mark.parametrize(
    "sealing", [None, Sealing("OTHER", "x", "甲", "书"), Sealing(ORGAN, "x", "甲", "")]
)
def test_the_organs_seal_needs_a_letter_for_that_organ(sealing):
    with pytest.raises(SealNotPermitted, match="单位公章"):
        paper("grant", sealing=sealing)


def test_the_acceptance_seal_goes_with_a_duty_at_the_organ():
    with pytest.raises(SealNotPermitted, match="专用章"):
        paper(by=clerk("supervisor"))
    assert paper(of=matter("2"), by=SYSTEM).sealed_by == "系统"
    with pytest.raises(SealNotPermitted):
        paper("grant", of=matter("3"), sealing=Sealing(ORGAN, "x", "甲", "书", kind="acceptance"))


@pytest.mark.parametrize("code", sorted(shelf()))
def test_every_template_becomes_a_pdf_a_with_its_words(code):
    document = paper(code)
    data = pdf_of(document)
    text = text_of(data)
    wanted = document.content["title"], document.number, document.organ_name, document.verify_code
    for words in wanted:
        assert words.replace(" ", "") in text
    assert faults(data) == []


def test_text_rare_characters_remedy_and_mandatory_facts_are_read_back():
    text = text_of(pdf_of(paper("refusal")))
    assert "张𠮷·三" in text
    assert "511602********001X" in text
    assert "不予许可的理由之一" in text
    assert "六十日内依法向广安市广安区人民政府申请行政复议" in text
    assert "六个月内依法向广安市广安区人民法院提起行政诉讼" in text


def test_a_character_no_font_draws_is_named_and_no_paper_is_issued(tmp_path, settings):
    """𪚥 is in no font at hand, a private character in none at all; 𠮷 and · are printed."""
    organ()
    settings.FONTS_DIR = tmp_path / "fonts"
    template = shelf()["supplement"][-1]
    bad = values_for(template) | {"contact_person": "龘𪚥\ue123"}
    with pytest.raises(CharacterUnprintable) as refused, transaction.atomic():
        paper("supplement", fields=bad)
    assert "“𪚥”（U+2A6A5）" in refused.value.message
    assert "（U+E123）" in refused.value.message
    assert "龘" not in refused.value.message
    assert set(refused.value.fields) == {"contact_person"}
    assert not Document.objects.exists()
    assert not Register.objects.exists(), "no number is drawn for it"
    good = values_for(template) | {"contact_person": "𠮷田·买买提㐂\u200b"}
    assert "𠮷田·买买提㐂" in text_of(pdf_of(paper("supplement", fields=good)))


def test_an_offices_own_font_adds_its_characters(tmp_path, settings):
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "rare"])
    builder.setupCharacterMap({0x2A6A5: "rare"})
    empty = TTGlyphPen(None).glyph()
    builder.setupGlyf({".notdef": empty, "rare": empty})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "rare": (500, 0)})
    builder.setupHorizontalHeader()
    builder.setupNameTable({"familyName": "Own"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(tmp_path / "own.ttf")
    assert unprintable("一𪚥😀", FONTS, tmp_path) == ["😀"]


def test_the_table_of_characters_is_that_of_the_shipped_font():
    drawn = set(TTFont(FONTS / "serif-regular.woff2", lazy=True).getBestCmap())
    assert shipped_coverage(FONTS) == drawn


def test_the_remedy_of_a_paper_is_read_word_for_word_and_only_where_it_stands():
    refusal = paper("refusal")
    said = remedy_of(refusal)
    assert said in [block.get("text") for block in refusal.content["blocks"]]
    assert "申请行政复议" in said
    assert "提起行政诉讼" in said
    plain = paper("acceptance", of=refusal.matter)
    assert remedy_of(plain) == "", "its general reminder is no remedy paragraph"


def test_faults_of_an_archive_file_are_seen():
    """The reader of marks is not blind: each fault put into a good file is named."""
    good = pdf_of(paper("grant"))

    def spoilt(change) -> str:
        with pikepdf.open(BytesIO(good)) as pdf:
            change(pdf)
            out = BytesIO()
            pdf.save(out)
        return " ".join(faults(out.getvalue()))

    def glass(pdf) -> None:
        page = pdf.pages[0]
        if "/Group" in page.obj:
            del page.obj.Group
        page.Resources.ExtGState = pikepdf.Dictionary(G=pikepdf.Dictionary(ca=0.5))

    def unembedded(pdf) -> None:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor":
                for key in ("/FontFile", "/FontFile2", "/FontFile3"):
                    if key in one:
                        del one[key]

    assert "transparency" in spoilt(glass)
    assert "is not embedded" in spoilt(unembedded)
    assert "output intent" in spoilt(lambda pdf: pdf.Root.__delitem__("/OutputIntents"))
    assert "XMP" in spoilt(lambda pdf: pdf.Root.__delitem__("/Metadata"))


def test_all_fonts_are_embedded_even_after_sealing():
    with pikepdf.open(BytesIO(pdf_of(paper("grant")))) as pdf:
        found = 0
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                found += 1
                assert any(key in item for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        assert found
        widget = pdf.Root.AcroForm.Fields[0]
        assert "/N" in widget.AP
        assert pdf.Root.AcroForm.SigFlags == 3


def test_the_seal_is_a_pades_signature_of_the_demonstration_authority():
    data = pdf_of(paper("grant"))
    (signature,) = seal_provider().check(data)
    assert signature.good
    assert "市场监督管理局" in signature.signer
    assert "演示" in signature.signer
    assert b"ETSI.CAdES.detached" in data


def test_a_flipped_byte_is_found():
    data = bytearray(pdf_of(paper("grant")))
    place = data.index(b"stream", 2000) + 40
    data[place] ^= 1
    found = seal_provider().check(bytes(data))
    assert not any(one.intact for one in found)


def test_what_is_added_after_the_seal_is_seen():
    data = pdf_of(paper("grant"))
    with pikepdf.open(BytesIO(data)) as pdf:
        pdf.docinfo["/Subject"] = "changed"
        buffer = BytesIO()
        pdf.save(buffer)
    assert not any(one.good for one in seal_provider().check(buffer.getvalue()))


def test_papers_without_seal_carry_none():
    document = paper("inspection_record")
    assert seal_provider().check(pdf_of(document)) == []


def test_rendering_is_a_reaction_that_can_be_repeated():
    document = paper()
    deliver_all()
    made = Paper.objects.get(document=document)
    assert produce(document, at=now()).pk == made.file_id
    assert Paper.objects.count() == 1


def test_on_demand_papers_wait_until_asked_for():
    document = paper(on_demand=True)
    deliver_all()
    assert not Paper.objects.exists()
    pdf_of(document)
    assert Paper.objects.get().edition == 1


def test_lost_bytes_are_made_again_and_both_files_stay_known():
    document = paper()
    first = pdf_of(document)
    path_of(Paper.objects.get().digest).unlink()
    second = pdf_of(document)
    old, new = Paper.objects.all()
    assert (old.edition, new.edition) == (1, 2)
    assert text_of(first) == text_of(second)
    for one in (old, new):
        assert compare(document, one.digest) == (Check.SAME, document)


def test_compare_tells_same_different_and_unknown():
    one, two = paper(), paper(of=matter("2"))
    pdf_of(one), pdf_of(two)
    digest = {paper_.document_id: paper_.digest for paper_ in Paper.objects.all()}
    assert compare(one, digest[one.pk])[0] is Check.SAME
    assert compare(None, digest[two.pk]) == (Check.SAME, two)
    assert compare(one, digest[two.pk]) == (Check.DIFFERENT, two)
    assert compare(one, "0" * 64) == (Check.DIFFERENT, one)
    assert compare(None, "0" * 64) == (Check.UNKNOWN, None)


def test_a_correction_names_the_paper_it_replaces():
    one = matter()
    wrong = paper(of=one)
    right = paper(of=one, corrects=wrong)
    assert wrong.number in text_of(pdf_of(right))
    assert wrong.corrected_by.get() == right


def test_issuing_costs_few_statements(django_assert_max_num_queries):
    one = matter()
    paper(of=one)
    template = shelf()["acceptance"][-1]
    with django_assert_max_num_queries(11):
        issue(
            one,
            "acceptance",
            fields=values_for(template),
            organ_code=ORGAN,
            addressee=APPLICANT,
            law=law_of(template),
            by=clerk(),
            at=AT,
        )


DIRECT = {"receiver": "张𠮷·三", "place": "政务大厅", "deliverer": "赵窗口"}


def test_service_is_recorded_with_its_return_receipt():
    document = paper("special_procedure")
    service = serve(document, way="direct", on=DAY, detail=DIRECT, by=clerk(), at=AT)
    assert service.served_on == DAY
    receipt = service.receipt
    assert receipt.title == "送达回证"
    assert receipt.values["document_number"] == document.number
    assert receipt.values["receiver"] == "张𠮷·三"
    entry = Entry.objects.get(code="documents.document.served")
    assert entry.matter_id == document.matter_id
    assert entry.payload["served_on"] == DAY.isoformat()


def test_service_without_its_facts_is_refused_and_draws_no_number():
    document = paper()
    with pytest.raises(ServiceIncomplete, match="签收人"):
        serve(document, way="direct", on=DAY, detail={"deliverer": "赵"}, by=clerk(), at=AT)
    assert not Service.objects.exists()
    assert Register.objects.count() == 1


def test_a_posted_paper_is_served_on_the_day_of_its_receipt():
    document = paper()
    detail = {"tracking_no": "EMS1", "place": "某村", "deliverer": "赵窗口"}
    service = serve(document, way="post", on=DAY, detail=detail, by=clerk(), at=AT)
    assert service.served_on is None
    assert service.receipt is None
    with pytest.raises(Refusal):
        confirm_receipt(service, receipt_on=DAY.replace(day=1), by=clerk(), at=AT)
    later = DAY.replace(day=21)
    with pytest.raises(ServiceNotYet):
        confirm_receipt(service, receipt_on=later, by=clerk(), at=AT)
    service = confirm_receipt(service, receipt_on=later, by=clerk(), at=AT.replace(day=21))
    assert service.served_on == later
    assert service.receipt.values["served_on"] == later.isoformat()
    with pytest.raises(Refusal):
        confirm_receipt(service, receipt_on=later, by=clerk(), at=AT)


def test_no_service_is_entered_before_it_happened():
    document = paper()
    with pytest.raises(ServiceNotYet):
        serve(document, way="direct", on=DAY.replace(day=30), detail=DIRECT, by=clerk(), at=AT)
    detail = {
        "reached_at": AT.replace(day=30),
        "consent": "同意电子送达",
        "electronic_address": "本系统",
        "deliverer": "赵",
    }
    with pytest.raises(ServiceNotYet):
        serve(document, way="electronic", on=DAY, detail=detail, by=clerk(), at=AT)
    assert not Service.objects.exists()


@pytest.mark.pg
def test_a_completed_service_cannot_be_changed():
    service = serve(paper(), way="direct", on=DAY, detail=DIRECT, by=clerk(), at=AT)
    with pytest.raises(Error), transaction.atomic():
        Service.objects.filter(pk=service.pk).update(served_on=DAY.replace(day=30))


def test_the_seal_keys_are_for_us_alone(settings):
    pdf_of(paper("grant", sealing=SEALING))
    for path in (settings.KEYS_DIR / "seals").glob("*.pem"):
        assert path.stat().st_mode & 0o077 == 0
        assert b"ENCRYPTED" in path.read_bytes()


def test_a_public_notice_counts_after_the_days_of_the_clocks_table():
    load_law()
    detail = {
        "published_at_place": "政务公告栏",
        "published_on": DAY,
        "reason_unreachable": "受送达人下落不明，其他方式无法送达",
        "deliverer": "赵窗口",
    }
    service = serve(paper(), way="notice", on=DAY, detail=detail, by=clerk(), at=AT)
    # 17 September and thirty days end on Saturday 17 October 2026: the next working day counts.
    assert service.served_on == date(2026, 10, 19)
    assert service.receipt.values["published_at_place"] == "政务公告栏"
