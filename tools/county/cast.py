"""The cast: accounts that a visitor of the demonstration signs in with. Everybody is invented."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from zhengwu.identity import actions as identity
from zhengwu.identity import queries as identity_queries
from zhengwu.identity.enums import Answer, IdKind
from zhengwu.identity.models import Account, Firm, Person
from zhengwu.identity.rules import codes
from zhengwu.identity.rules.registration import FirmDraft, PersonDraft
from zhengwu.kernel.actors import SYSTEM, Assurance
from zhengwu.kernel.time import local_day
from zhengwu.org.models import Staff

from .fees import cast_of
from .names import Names
from .people import People

PASSWORD = "guang-an-demo-2026"  # noqa: S105 - printed by ./run demo, refused by ./run serve
STORE = "demo_cast.json"


@dataclass(frozen=True)
class Role:
    """One member of the cast: sign-in name and what to try with it."""

    username: str
    name: str
    face: str
    what: str
    secret: str = ""


def enrol(people: People, *, at: datetime) -> list[Role]:
    """Accounts for the cast; kept in a file beside the database, so that codes can be shown."""
    roles = [_staff(staff, username, what, at) for staff, username, what in _desk(people)]
    roles += _citizens(at)
    path = Path(settings.DATA_DIR) / STORE
    path.touch(mode=0o600)
    path.write_text(json.dumps([vars(role) for role in roles], ensure_ascii=False, indent=1))
    return roles


def roles() -> list[Role]:
    """The cast of this installation; empty where there is no demonstration."""
    path = Path(settings.DATA_DIR) / STORE
    if not path.exists():
        return []
    return [Role(**row) for row in json.loads(path.read_text())]


def code_of(role: Role, at: datetime) -> str:
    """The code of this moment; empty for those who need none."""
    return codes.code_at(bytes.fromhex(role.secret), at) if role.secret else ""


def _desk(people: People) -> list[tuple[Staff, str, str]]:
    cast, centre = people.cast, people.centre
    return [
        (cast("clerk"), "wangqian", "窗口受理：收件、补正告知、受理、当场办结"),
        (cast("reviewer"), "zhaoming", "审查岗：审查、现场核查、特别程序、事项编辑"),
        (cast("second"), "fagui", "法规科审查岗：两个科室并行审查"),
        (cast("checker"), "sunli", "审核岗：审核、现场核查"),
        (cast("A"), "hezhiyuan", "A 角首席代表：决定、即办"),
        (cast("B"), "liwenjing", "B 角首席代表：决定、即办"),
        (cast("head"), "zhouzhengping", "局长：延长期限、签授权委托书"),
        (people.staff["GA-WJJ"]["clerk"], "weijian-ck", "区卫健局窗口受理"),
        (people.staff["GA-WJJ"]["reviewer"], "weijian-sc", "区卫健局审查岗"),
        (people.staff["GA-WJJ"]["checker"], "weijian-sh", "区卫健局审核岗"),
        (people.staff["GA-WJJ"]["A"], "weijian-a", "区卫健局 A 角首席代表"),
        (people.staff["GA-WJJ"]["B"], "weijian-b", "区卫健局 B 角首席代表"),
        (people.staff["GA-RSJ"]["A"], "renshe-a", "区人社局 A 角：即办件窗口"),
        (people.staff["GA-MZJ"]["clerk"], "minzheng-ck", "区民政局窗口受理"),
        (people.staff["GA-MZJ"]["reviewer"], "minzheng-sc", "区民政局审查岗"),
        (people.staff["GA-MZJ"]["checker"], "minzheng-sh", "区民政局审核岗"),
        (people.staff["GA-MZJ"]["A"], "minzheng-a", "区民政局 A 角首席代表"),
        (people.staff["GA-SWJ"]["A"], "shuiwu-a", "区税务局 A 角：联办件的分办"),
        (people.staff["GA-FGJ"]["A"], "fagai-a", "区发改局 A 角：立项项目代办和牵头"),
        (people.staff["GA-SWU"]["clerk"], "shangwu-ck", "区商务局窗口：招商项目代办和牵头"),
        (people.staff["GA-ZJJ"]["A"], "zhujian-a", "区住建局 A 角：联合审图、验收牵头"),
        (centre["government"], "fuquzhang", "分管副区长：批准延长联办期限"),
        (people.agents[0], "daiban", "村级代办员：代群众申请"),
        (people.agents[2], "guansheng-db", "官盛镇村级代办员：代办、四登记"),
        (people.towns["GA-T101"]["clerk"], "guansheng-ck", "官盛镇综合受理：来访、受理、上报"),
        (people.towns["GA-T101"]["reviewer"], "guansheng-cs", "官盛镇初审岗：初审"),
        (people.towns["GA-T101"]["director"], "guansheng-zr", "官盛镇便民服务中心主任"),
        (people.staff["GA-ZJJ"]["clerk"], "zhujian-ck", "区住建局窗口：收取上报件、退回初审"),
        (people.staff["GA-ZJJ"]["reviewer"], "zhujian-sc", "区住建局审查岗"),
        (people.staff["GA-ZJJ"]["checker"], "zhujian-sh", "区住建局审核岗"),
        (people.towns["GA-T101"]["A"], "guansheng-sp", "官盛镇审批岗：镇本级办理事项的审核、决定"),
        (people.staff["GAS-ZRZY"]["clerk"], "shizrz-ck", "市自然资源局窗口：收取区级上报件"),
        (people.staff["GAS-ZRZY"]["reviewer"], "shizrz-sc", "市自然资源局审查岗"),
        (people.staff["GAS-ZRZY"]["checker"], "shizrz-sh", "市自然资源局审核岗"),
        (people.staff["GAS-ZRZY"]["A"], "shizrz-a", "市自然资源局首席代表：决定上报件"),
        (
            people.staff["GAS-JC"]["supervisor"],
            "shijian",
            "市效能监察：查看、审议、督办所属区县和乡镇",
        ),
        (people.staff["GA-RDB"]["clerk"], "renda-sw", "区人大办收文岗：签收抄送"),
        (people.towns["GA-V001"]["A"], "shequ-a", "社区审批岗：社区有权限的事项自己受理、办理"),
        *cast_of(people.staff["GA-CZJ"]),
        (centre["director"], "zhongxin", "中心主任：事项审批、全部办件"),
        (centre["catalogue"], "shixiang", "事项管理岗"),
        (centre["supervisor"], "jiandu", "效能监督岗：查看全部办件"),
        (centre["hall"], "dating", "大厅管理岗：排队叫号、窗口和大屏"),
        (centre["quality"], "haoping", "服务评价岗：好差评核实、回访"),
        (centre["complaints"], "tousu", "效能投诉岗：受理、调查、答复投诉"),
        (centre["assessor"], "kaohe", "考核岗：计分、排名、公示"),
        (centre["system"], "xitong", "系统管理员：建立账号"),
        (centre["security"], "anquan", "安全保密管理员：授予职责、参数"),
        (centre["auditor"], "shenji", "安全审计员：只读，查看操作记录"),
    ]


def _staff(staff: Staff, username: str, what: str, at: datetime) -> Role:
    fresh = identity.hashed(PASSWORD, username=username)
    account = identity.store_staff_account(staff, username=username, fresh=fresh, by=SYSTEM, at=at)
    account = Account.objects.select_related("staff__organ").get(pk=account.pk)
    own = identity_queries.actor_for(account, day=local_day(at), assurance=Assurance.SECOND_FACTOR)
    secret = codes.new_secret()
    identity.add_totp(account, secret, code=codes.code_at(secret, at), by=own, at=at)
    identity.set_password(account, fresh, how="demonstration", by=own, at=at)
    return Role(username, f"{staff.name}（演示）", "staff", what, secret.hex())


def _citizens(at: datetime) -> list[Role]:
    names = Names(20_260)
    made = []
    people = [
        ("liujianguo", "刘建国", True, "已实名核验的个人，可以提交申请"),
        ("chenxiaoyu", "陈小雨", False, "只填报身份：可以写草稿、查进度，不能提交"),
        ("wangxiulan", "王秀兰", True, "广安区好邻居便利店的经营者，可以代表企业办事"),
    ]
    for username, name, verified, what in people:
        draft = PersonDraft(name, IdKind.RESIDENT, names.id_number(1972), names.phone())
        account = identity.register_person(
            draft, username=username, password=PASSWORD, consent=True, origin="", at=at
        )
        if verified:
            look = identity.Look(Answer.YES, face_matches=True, data_matches=True)
            identity.verify_at_counter(account, paper=draft, look=look, by=SYSTEM, at=at)
        made.append(Role(username, f"{name}（演示）", "citizen", what))
    _shop(names, at)
    return made


def _shop(names: Names, at: datetime) -> Firm:
    owner = Person.objects.get(account__username="wangxiulan")
    draft = FirmDraft("广安区好邻居便利店（演示）", names.credit_code(), "王秀兰")
    return identity.verify_firm_at_counter(
        owner,
        paper=draft,
        licence_seen=True,
        authority_seen=True,
        as_representative=True,
        evidence_id=None,
        by=SYSTEM,
        at=at,
    )
