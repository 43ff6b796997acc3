"""The closed vocabularies of the organisation, each word with its Chinese label."""

from __future__ import annotations

from enum import StrEnum


class Labelled(StrEnum):
    """A stored word together with the Chinese text a person reads."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Labelled:
        """Members are written `NAME = "stored", "中文"`; looking up needs the value alone."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs for a model field or a select box."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    def label_of(cls, value: str) -> str:
        """The Chinese word for a stored value; the value itself when unknown."""
        return next((member.label for member in cls if member.value == value), value)

    @classmethod
    def from_label(cls, text: str) -> str | None:
        """The stored value for a Chinese label or a stored value, else None."""
        for member in cls:
            if text in (member.value, member.label):
                return member.value
        return None


class RegionLevel(Labelled):
    """Levels of the twelve-digit statistical code (2+2+2+3+3)."""

    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWN = "town", "乡级"
    VILLAGE = "village", "村级"


class OrganKind(Labelled):
    """What sort of body an organ is."""

    GOVERNMENT = "government", "人民政府"
    DEPARTMENT = "department", "工作部门"
    CENTRE = "centre", "政务服务中心"
    TOWN = "town", "乡镇（街道）"
    VILLAGE = "village", "村（社区）"
    OTHER = "other", "其他单位"


class AdmissionState(Labelled):
    """Whether an organ stands in the service centre."""

    ADMITTED = "admitted", "已进驻"
    SUSPENDED = "suspended", "暂停进驻"
    WITHDRAWN = "withdrawn", "已退出"


class SectionForm(Labelled):
    """How the approval section exists inside its department."""

    STANDALONE = "standalone", "单设"
    ATTACHED = "attached", "挂靠"


class HallKind(Labelled):
    """Levels of the places where people are served."""

    CENTRE = "centre", "政务服务中心"
    SUB_CENTRE = "sub_centre", "分中心"
    TOWN = "town", "便民服务中心"
    STATION = "station", "便民服务站"
    TRADING = "trading", "公共资源交易中心"


class HallFunction(Labelled):
    """The four functions of a service centre, and its four duties over the departments."""

    CONSULTATION = "consultation", "政务咨询"
    HANDLING = "handling", "集中办理行政审批和其他管理服务事项"
    GUIDANCE = "guidance", "指导部门政务公开"
    SUPERVISION = "supervision", "对窗口、分厅、代理室进行监督和管理"


class WindowKind(Labelled):
    """How an organ is present: 常驻, 委托代理, 分厅, 代理室."""

    PERMANENT = "permanent", "常驻窗口"
    DELEGATED = "delegated", "委托代理窗口"
    SUB_HALL = "sub_hall", "分厅"
    AGENT_ROOM = "agent_room", "代理室"


class Leadership(Labelled):
    """Whether a post leads a hall."""

    NONE = "", "无"
    DIRECTOR = "director", "主任"
    DEPUTY = "deputy", "副主任"


class Duty(Labelled):
    """What a post obliges and entitles its holder to do; the roles of every policy."""

    WINDOW_CLERK = "window_clerk", "窗口受理"
    REVIEWER = "reviewer", "审查"
    CHECKER = "checker", "复核"
    INSPECTOR = "inspector", "现场核查"
    DECIDER = "decider", "审批决定"
    HEAD = "head", "单位负责人"
    GOVERNMENT_HEAD = "government_head", "政府负责人"
    CATALOGUE_EDITOR = "catalogue_editor", "事项管理"
    CENTRE_MANAGER = "centre_manager", "中心管理"
    ARCHIVIST = "archivist", "档案管理"
    SUPERVISOR = "supervisor", "监督"
    HALL_MANAGER = "hall_manager", "大厅管理"
    QUALITY_OFFICER = "quality_officer", "服务评价管理"
    COMPLAINT_OFFICER = "complaint_officer", "效能投诉处理"
    ASSESSOR = "assessor", "考核管理"
    VILLAGE_AGENT = "village_agent", "村级代办"
    TOWN_MANAGER = "town_manager", "便民服务中心主任"
    TOWN_CLERK = "town_clerk", "便民服务"
    FINANCE_CLERK = "finance_clerk", "财政收费"
    FINANCE_CHECKER = "finance_checker", "财政复核"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全保密管理员"
    AUDITOR = "auditor", "安全审计员"


OFFICER_DUTIES = frozenset({Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN, Duty.AUDITOR})
POST_DUTIES = tuple(duty for duty in Duty if duty not in OFFICER_DUTIES)


class StaffKind(Labelled):
    """The roster's groups."""

    CENTRE_MANAGEMENT = "centre_management", "中心管理层"
    HALL_WINDOW = "hall_window", "大厅窗口"
    SUB_HALL = "sub_hall", "分厅"
    AGENT_ROOM = "agent_room", "代理室"
    BACK_OFFICE = "back_office", "后台办公室"
    SECTION = "section", "部门科室"
    TOWN_CENTRE = "town_centre", "便民服务中心"
    VILLAGE = "village", "村级代办"
    OTHER = "other", "其他"


class RoleAB(Labelled):
    """A/B 角: the first holder of a post and the one who stands in."""

    NONE = "", "不分"
    A = "A", "A角"
    B = "B", "B角"


class ImportState(Labelled):
    """An import is tried first and applied after somebody has read the report."""

    TRIED = "tried", "已试运行"
    APPLIED = "applied", "已导入"
    DISCARDED = "discarded", "已放弃"
