"""Verification by the public, papers for parties and the office, registers, local names."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import resolve, reverse

from zhengwu.documents.actions import produce
from zhengwu.documents.models import Parameter, Service
from zhengwu.documents.queries import parameters, shelf
from zhengwu.documents.registry import register_reader
from zhengwu.documents.tests.factories import APPLICANT, ORGAN, clerk, matter, paper
from zhengwu.files.queries import read
from zhengwu.identity.queries import limit
from zhengwu.identity.rules.refusals import TooManyAttempts
from zhengwu.kernel.actors import ANONYMOUS, Actor, ActorKind, Assurance
from zhengwu.kernel.errors import InvalidInput, NotPermitted, NotThere
from zhengwu.kernel.time import now

pytestmark = pytest.mark.django_db

MANAGER = Actor(
    kind=ActorKind.STAFF,
    id="m",
    name="钱主任",
    assurance=Assurance.SECOND_FACTOR,
    duties=frozenset({"centre_manager@ZX"}),
)
STRANGER = Actor(
    kind=ActorKind.STAFF,
    id="x",
    assurance=Assurance.SECOND_FACTOR,
    duties=frozenset({"window_clerk@OTHER"}),
)
CITIZEN = Actor(kind=ActorKind.CITIZEN, id="p1")


@pytest.fixture(autouse=True)
def store(tmp_path, settings):
    settings.FILES_DIR = tmp_path / "files"


def ask(actor, name, *args, data=None, query=""):
    address = reverse(name, args=args)
    factory = RequestFactory()
    request = factory.get(address + query) if data is None else factory.post(address, data)
    request.actor, request.session, request.user = actor, {}, AnonymousUser()
    request._dont_enforce_csrf_checks = True
    match = resolve(address)
    return match.func(request, *match.args, **match.kwargs)


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("证书.pdf", data)


def text(answer) -> str:
    return answer.content.decode()


def test_anybody_sees_what_was_issued_with_the_name_covered():
    document = paper()
    shown = text(ask(ANONYMOUS, "documents_citizen:verify", document.verify_code))
    assert document.number in shown
    assert "张***" in shown
    assert APPLICANT.name not in shown
    assert APPLICANT.id_number not in shown


def test_the_code_is_found_as_people_type_it():
    document = paper()
    typed = (
        f"{document.verify_code[:4].lower()} {document.verify_code[4:8]}-{document.verify_code[8:]}"
    )
    answer = ask(ANONYMOUS, "documents_citizen:verify_any", query=f"?code={typed}")
    assert answer.status_code == 302
    assert document.verify_code in answer["Location"]


def test_a_wrong_code_says_so():
    answer = ask(ANONYMOUS, "documents_citizen:verify_any", query="?code=AAAA")
    assert answer.status_code == 404
    assert "没有这个查验码" in text(answer)
    with pytest.raises(NotThere):
        ask(ANONYMOUS, "documents_citizen:verify", "AAAA")


def test_guessing_codes_ends_and_holders_of_papers_are_not_counted():
    code = paper().verify_code
    for _ in range(limit("verify.code").amount + 5):
        assert ask(ANONYMOUS, "documents_citizen:verify", code).status_code == 200
    for _ in range(limit("verify.code").amount):
        with pytest.raises(NotThere):
            ask(ANONYMOUS, "documents_citizen:verify", "AAAA1111BBBB")
    with pytest.raises(TooManyAttempts) as stopped:
        ask(ANONYMOUS, "documents_citizen:verify", "AAAA1111BBBB")
    assert stopped.value.status == 429


def test_the_very_file_is_the_same_and_a_flipped_byte_is_not():
    document = paper("grant")
    data = read(produce(document, at=now()))
    same = ask(
        ANONYMOUS, "documents_citizen:verify", document.verify_code, data={"file": upload(data)}
    )
    assert "内容没有改动" in text(same)
    changed = bytearray(data)
    changed[len(changed) // 3] ^= 1
    other = ask(
        ANONYMOUS,
        "documents_citizen:verify",
        document.verify_code,
        data={"file": upload(bytes(changed))},
    )
    assert "不一致" in text(other)


def test_another_papers_file_is_named_and_an_unknown_one_is_unknown():
    one, two = paper(), paper(of=matter("2"))
    data = read(produce(two, at=now()))
    answer = ask(
        ANONYMOUS, "documents_citizen:verify", one.verify_code, data={"file": upload(data)}
    )
    assert f"另一份文书：《{two.title}》（{two.number}）" in text(answer)
    answer = ask(ANONYMOUS, "documents_citizen:verify_any", data={"file": upload(data)})
    assert "内容没有改动" in text(answer)
    answer = ask(ANONYMOUS, "documents_citizen:verify_any", data={"file": upload(b"%PDF-1.7 x")})
    assert "没有制作过这个文件" in text(answer)


def test_an_empty_upload_is_a_slip_not_a_crash():
    document = paper()
    with pytest.raises(InvalidInput):
        ask(ANONYMOUS, "documents_citizen:verify", document.verify_code, data={})


def test_papers_open_for_the_office_and_the_party_only():
    document = paper()
    name = "documents_citizen:download"
    with pytest.raises(NotThere):
        ask(STRANGER, name, document.pk)
    with pytest.raises(NotThere):
        ask(CITIZEN, name, document.pk)
    register_reader("case", lambda actor, one: actor.id == "p1" and one.pk == document.matter_id)
    try:
        answer = ask(CITIZEN, name, document.pk)
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
        assert answer["Content-Disposition"].startswith("attachment")
    finally:
        register_reader("case", lambda actor, one: False)
    assert ask(clerk(), name, document.pk, query="?inline=1")["Content-Type"] == "application/pdf"


def test_the_desk_page_records_a_service_and_names_what_is_missing():
    document = paper()
    name = "documents_staff:document"
    assert document.number in text(ask(clerk(), name, document.pk))
    day = now().date().isoformat()
    bad = ask(clerk(), name, document.pk, data={"way": "left", "on": day, "deliverer": "赵"})
    assert bad.status_code == 422
    assert "请填写见证人" in text(bad)
    assert "请填写拒收事由" in text(bad)
    good = {"way": "direct", "on": day, "deliverer": "赵", "receiver": "张三", "place": "大厅"}
    assert ask(clerk(), name, document.pk, data=good).status_code == 302
    assert Service.objects.get().served_on.isoformat() == day
    with pytest.raises(NotThere):
        ask(STRANGER, name, document.pk)


def test_registers_show_numbers_and_no_gap_to_their_organ_and_the_centre():
    document = paper()
    for actor in (clerk(), MANAGER):
        assert "受理" in text(ask(actor, "documents_staff:registers"))
    assert ORGAN not in text(ask(STRANGER, "documents_staff:registers"))
    assert "市场监督管理局" not in text(ask(STRANGER, "documents_staff:registers"))
    from zhengwu.documents.models import Register

    book = Register.objects.get()
    assert document.number in text(ask(clerk(), "documents_staff:register", book.pk))
    with pytest.raises(NotThere):
        ask(STRANGER, "documents_staff:register", book.pk)


def test_a_confirmed_name_is_printed_from_then_on():
    data = {"key": "basic_court", "value": "某某人民法院", "reason": "法院函告"}
    ask(MANAGER, "documents_staff:parameters", data=data)
    assert parameters()["basic_court"] == "某某人民法院"
    assert Parameter.objects.get().confirmed_by == "钱主任"
    assert "向某某人民法院提起" in str(paper("refusal").content["blocks"])
    assert "钱主任 已确认" in text(ask(MANAGER, "documents_staff:parameters"))


def test_only_the_centre_confirms_names():
    from zhengwu.documents.actions import confirm_parameter

    with pytest.raises(NotPermitted):
        confirm_parameter("basic_court", value="x", reason="y", by=clerk(), at=now())
    assert ask(clerk(), "documents_staff:parameters").status_code == 403


def test_every_template_is_listed_with_its_basis():
    shown = text(ask(clerk(), "documents_staff:templates"))
    for versions in shelf().values():
        assert versions[-1].title in shown
    assert "第三十二条" in shown
