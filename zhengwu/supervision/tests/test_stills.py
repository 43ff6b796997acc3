"""A still at the time of a card: from a real HTTP server, once, for those who judge, deleted."""

from __future__ import annotations

import base64
import io
import threading
import time
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image

from zhengwu.cases import actions as cases
from zhengwu.cases.rules import checks
from zhengwu.cases.rules.checks import Defect
from zhengwu.cases.tests.conftest import world  # noqa: F401 - the module's county
from zhengwu.cases.tests.factories import application
from zhengwu.files.models import StoredFile
from zhengwu.files.queries import path_of
from zhengwu.jobs.actions import run_all
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.time import now
from zhengwu.org.models import Staff, Window
from zhengwu.supervision import actions, jobs, queries, registry
from zhengwu.supervision.enums import CardState, StillState
from zhengwu.supervision.models import Camera, Card, ProbeVersion, Still
from zhengwu.supervision.registry import Lens, NoPicture
from zhengwu.supervision.registry.demonstration_camera import DemonstrationCamera
from zhengwu.supervision.registry.http_camera import HttpCamera
from zhengwu.supervision.rules import refusals
from zhengwu.supervision.rules.stills import address_of, admits, next_try
from zhengwu.supervision.tests.test_cards import card_of, county  # noqa: F401

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


def a_jpeg():
    stream = io.BytesIO()
    Image.new("RGB", (64, 36), "#336699").save(stream, "JPEG")
    return stream.getvalue()


JPEG = a_jpeg()


class Device(BaseHTTPRequestHandler):
    """A camera of the network, good and bad ones by their path."""

    protocol_version = "HTTP/1.1"
    asked: list[str] = []

    def log_message(self, *_: object) -> None:
        """Silent."""

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        getattr(self, f"do_{self.path.strip('/').split('?')[0]}")()

    def give(self, content: bytes, kind: str = "image/jpeg", status: int = 200, **more: str):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def do_picture(self) -> None:
        self.give(JPEG)

    def do_basic(self) -> None:
        wanted = "Basic " + base64.b64encode("看:密".encode()).decode()
        if self.headers.get("Authorization") == wanted:
            return self.give(JPEG)
        return self.give(b"", status=401, WWW_Authenticate='Basic realm="cam"')

    def do_digest(self) -> None:
        given = self.headers.get("Authorization", "")
        if 'username="admin"' in given and 'realm="cam, hall"' in given and "nc=00000001" in given:
            return self.give(JPEG)
        challenge = 'Digest realm="cam, hall", nonce="abc", qop="auth", algorithm=MD5'
        return self.give(b"", status=401, WWW_Authenticate=challenge)

    def do_html(self) -> None:
        self.give(b"<html><body>login</body></html>", "image/jpeg")

    def do_broken(self) -> None:
        self.give(JPEG[:40])

    def do_moved(self) -> None:
        self.give(b"", status=302, Location="http://127.0.0.1:1/picture")

    def do_silent(self) -> None:
        time.sleep(3)

    def do_drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        try:
            for _ in range(60):
                self.wfile.write(b"\xff")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return

    def do_fifty(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(50 * MEGABYTE))
        self.end_headers()
        self._pour()

    def do_endless(self) -> None:
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self._pour()

    def _pour(self) -> None:
        try:
            for _ in range(50):
                self.wfile.write(JPEG[:3].ljust(MEGABYTE, b"\0"))
        except OSError:
            return


@pytest.fixture(scope="module")
def device():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Device)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _place(settings, tmp_path):
    settings.FILES_DIR = tmp_path
    settings.CAMERA_NETWORKS = ["127.0.0.0/8"]
    Device.asked.clear()


def lens(address, **more):
    told = {
        "code": "C1", "place": "大厅", "address": address, "user": "", "password": "",
        "allowed": ("127.0.0.0/8",), "patience": 1, "most_bytes": MEGABYTE, "at": now(),
    }  # fmt: skip
    return Lens(**told | more)


def put_up(county, address, code="C1", **more):  # noqa: F811
    staff = Staff.objects.get(pk=county.clerk.id)
    window = Window.objects.filter(posts__holdings__staff=staff).first()
    told = {"notice_posted": True, "ground": "（测试）镜头对着工作人员一侧，已单独同意"}
    plan = actions.CameraPlan("大厅 1 号柜台", window, snapshot=address, **told | more)
    return actions.register_camera(code, plan=plan, by=county.supervisor, at=now())


def dealt(county):  # noqa: F811
    """A card for a demand outside the list; other rules see the entry of the past, too."""
    ProbeVersion.objects.exclude(probe="outside_list").update(state="draft", number=90)
    case = cases.receive(application(county, "hygiene"), by=county.clerk, at=now())
    with pytest.raises(checks.OutsideTheList):
        cases.request_supplement(
            case, defects=[Defect("X99", "没有提交", "请提交无犯罪证明")], by=county.clerk, at=now()
        )
    deliver_all()
    return card_of(case, "outside_list")


# -- the line --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/html", "返回的不是图片"),
        ("/fifty", "超过 1 MB"),
        ("/endless", "超过 1 MB"),
        ("/moved", "HTTP 302"),
        ("/silent", "1 秒内没有"),
        ("/drip", "1 秒内没有"),
        ("/basic", "不接受"),
    ],
)
def test_what_a_camera_may_not_do_to_us(device, path, why):
    began = time.monotonic()
    with pytest.raises(NoPicture, match=why):
        HttpCamera().still(lens(device + path))
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(("path", "user", "password"), [
    ("/picture", "", ""), ("/basic", "看", "密"), ("/digest", "admin", "pw"),
])  # fmt: skip
def test_a_picture_comes_with_and_without_sign_in(device, path, user, password):
    found = HttpCamera().still(lens(device + path, user=user, password=password))
    assert (found.content, found.ending) == (JPEG, "jpg")


def test_nothing_outside_the_allowed_networks_is_asked(device):
    for allowed in ((), ("10.0.0.0/8",), ("localhost",)):
        with pytest.raises(NoPicture, match="不在允许的网段内") as refused:
            HttpCamera().still(lens(device.replace("127.0.0.1", "localhost"), allowed=allowed))
        assert refused.value.lasting
    assert not Device.asked
    with pytest.raises(NoPicture, match="连接不上"):
        HttpCamera().still(lens("http://127.0.0.1:1/picture"))


def test_rules_of_addresses():
    assert admits("cam", ["10.1.2.3"], ["10.1.0.0/16"])
    assert not admits("cam", ["10.1.2.3", "8.8.8.8"], ["10.1.0.0/16"])
    assert admits("cam.lan", ["10.9.9.9"], ["cam.lan"])
    assert not admits("cam.lan", ["127.0.0.1"], ["cam.lan"])
    assert not admits("cam", ["::ffff:169.254.169.254"], ["0.0.0.0/0", "::/0"])
    assert not admits("cam", [], ["0.0.0.0/0"])
    for wrong in ("ftp://a/b", "http://u:p@a/b", "http://a b/", "file:///etc/passwd", "http://a:x"):
        with pytest.raises(ValueError, match="地址"):
            address_of(wrong)
    begin = now()
    assert next_try(begin, 3, 20, 4) == begin + timedelta(seconds=80)
    assert next_try(begin, 4, 20, 4) is None


# -- the still of a card ---------------------------------------------------------------------


@pytest.mark.req("ESV-07")
def test_a_card_at_a_window_with_a_camera_gets_one_still(county, device):  # noqa: F811
    put_up(county, f"{device}/basic", user="看", password="密")
    camera = Camera.objects.get()
    card = dealt(county)
    still = Still.objects.get()
    assert (card.window, still.state) == (camera.window.code, StillState.WAITING)
    assert not Device.asked  # nothing is fetched inside the act or its reaction
    run_all()
    still.refresh_from_db()
    assert still.state == StillState.TAKEN
    assert still.digest == still.file.digest
    assert path_of(still.digest).read_bytes() == JPEG
    assert (still.file.purpose, still.file.media_type) == ("still", "image/jpeg")
    assert still.captured_at >= card.dealt_at
    # once: asked again, delivered again, by a second worker that fetched it, too
    stored = StoredFile.objects.filter(purpose="still")
    assert not actions.ask_stills(card, by=SYSTEM, at=now())
    assert jobs.fetch_stills() == 0
    received = jobs.receive(io.BytesIO(JPEG), name="x.jpg", purpose="still")
    actions.keep_still(still, received=received, captured_at=now(), by=SYSTEM, at=now())
    assert stored.count() == 1
    told = Entry.objects.get(code="supervision.still.taken")
    assert told.payload["digest"] == still.digest
    everything = "".join(Entry.objects.values_list("canonical", flat=True))
    assert "密" not in "".join(
        Entry.objects.filter(code__startswith="supervision.camera").values_list("canonical", flat=1)
    )
    assert "看:密" not in everything
    assert "密".encode() not in bytes(camera.credentials)
    assert actions.sign_in_of(camera) == ("看", "密")


def test_only_who_judges_sees_it_and_is_recorded(county, device):  # noqa: F811
    put_up(county, f"{device}/picture")
    card = dealt(county)
    run_all()
    still = Still.objects.get()
    for other in (county.clerk, county.manager):
        with pytest.raises(NotPermitted):
            actions.view_still(still, by=other, at=now())
    for _ in range(2):
        assert actions.view_still(still, by=county.supervisor, at=now()).digest == still.digest
    (seen,) = queries.lookers([still])  # once a day for each person
    assert (seen.actor_id, seen.payload["card"]) == (county.supervisor.id, card.matter.number)
    assert list(queries.last_stills(county.supervisor).values()) == [still]
    assert not queries.last_stills(county.manager)
    # The supervision of another place: neither the card nor the picture is its to see.
    beside = replace(
        county.supervisor, id="beside", organ_code="", duties=frozenset({"supervisor@X"})
    )
    assert not queries.last_stills(beside)
    with pytest.raises(NotPermitted):
        actions.view_still(still, by=beside, at=now())


def test_a_camera_that_gives_none_is_asked_again_and_said_on_the_card(county, device):  # noqa: F811
    put_up(county, f"{device}/html")
    card = dealt(county)
    run_all()
    still = Still.objects.get()
    assert (still.state, still.attempts) == (StillState.WAITING, 1)
    assert jobs.fetch_stills() == 0  # its pause is not over
    for _ in range(registry.number("still_tries", now())):
        Still.objects.filter(next_at__isnull=False).update(next_at=now() - timedelta(seconds=1))
        jobs.fetch_stills()
    still.refresh_from_db()
    assert still.state == StillState.MISSED
    assert still.reason == "监控点返回的不是图片"
    assert len(Device.asked) == still.attempts == registry.number("still_tries", now())
    missed = Entry.objects.get(code="supervision.still.missed")
    assert (missed.reason, missed.payload["card"]) == (still.reason, card.matter.number)
    assert not StoredFile.objects.filter(purpose="still").exists()


def test_a_broken_picture_is_none(county, device):  # noqa: F811
    put_up(county, f"{device}/broken")
    dealt(county)
    run_all()
    assert Still.objects.get().reason == "监控点返回的不是完好的图片"


@pytest.mark.parametrize(("more", "why"), [
    ({"notice_posted": False}, "提示标识"),
    ({"ground": ""}, "依据"),
    ({"state": "broken"}, "故障"),
])  # fmt: skip
def test_no_still_without_notice_and_ground(county, device, more, why):  # noqa: F811
    put_up(county, f"{device}/picture", **more)
    dealt(county)
    run_all()
    still = Still.objects.get()
    assert still.state == StillState.MISSED
    assert why in still.reason
    assert not Device.asked


def test_what_happened_long_before_the_card_has_no_still(county, device):  # noqa: F811
    put_up(county, f"{device}/picture")
    card = dealt(county)
    Still.objects.all().delete()
    card.finding.occurred_at = card.dealt_at - timedelta(hours=3)
    card.finding.save()
    (still,) = actions.ask_stills(card, by=SYSTEM, at=now())
    assert "看不到当时的情形" in still.reason


def test_pictures_are_deleted_after_their_days_and_that_is_recorded(county, device):  # noqa: F811
    put_up(county, f"{device}/picture")
    card = dealt(county)
    run_all()
    still = Still.objects.get()
    later = now() + timedelta(days=400)
    assert not queries.stills_over(later)  # an open card keeps its evidence
    Card.objects.filter(pk=card.pk).update(state=CardState.WITHDRAWN)
    assert not queries.stills_over(now())
    tomorrow = now() + timedelta(days=1)
    assert list(queries.stills_over(tomorrow)) == [still]
    actions.delete_still(still, why="（测试）", by=SYSTEM, at=tomorrow)
    still.refresh_from_db()
    assert still.state == StillState.DELETED
    assert still.file.discarded_at == tomorrow
    assert Entry.objects.get(code="supervision.still.deleted").payload["digest"] == still.digest
    with pytest.raises(refusals.NoStill):
        actions.view_still(still, by=county.supervisor, at=tomorrow)


def test_an_address_outside_or_with_a_password_is_refused_in_the_form(county):  # noqa: F811
    for address, why in (
        ("http://169.254.169.254/latest", "不在允许的网段内"),
        ("http://10.0.0.1/a", "不在允许的网段内"),
        ("http://elsewhere.example/a", "不在允许的网段内"),
        ("http://admin:12345@127.0.0.1/a", "不能写用户名和密码"),
    ):
        with pytest.raises((refusals.Missing, refusals.CameraOutside)) as refused:
            put_up(county, address)
        assert why in refused.value.fields["snapshot"][0]
    with pytest.raises(refusals.Missing):
        put_up(county, "", stream="javascript:alert(1)")


def test_the_demonstration_says_that_it_is_one(settings):
    settings.DEMO = False
    assert "demonstration" not in registry.camera_kinds()
    picture = DemonstrationCamera().still(lens(""))
    with Image.open(io.BytesIO(picture.content)) as found:
        assert found.size == (640, 360)
    assert picture.ending == "png"
