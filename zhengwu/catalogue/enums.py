"""Words of the catalogue; codes as in GB/T 39046 where the standard has one."""

from __future__ import annotations

from enum import StrEnum


class Labelled(StrEnum):
    """A word with its Chinese label."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Labelled:
        one = str.__new__(cls, value)
        one._value_ = value
        one.label = label or value
        return one


class Kind(Labelled):
    """事项类型 (GB/T 39046 附录A)."""

    LICENCE = "01", "行政许可"
    PENALTY = "02", "行政处罚"
    COERCION = "03", "行政强制"
    LEVY = "04", "行政征收"
    PAYMENT = "05", "行政给付"
    CHECK = "06", "行政检查"
    CONFIRMATION = "07", "行政确认"
    REWARD = "08", "行政奖励"
    ADJUDICATION = "09", "行政裁决"
    OTHER = "10", "其他行政权力"
    SERVICE = "20", "公共服务"


class Level(Labelled):
    """行使层级."""

    STATE = "1", "国家级"
    PROVINCE = "2", "省级"
    CITY = "3", "市级"
    COUNTY = "4", "县级"
    TOWN = "5", "镇（乡、街道）级"
    VILLAGE = "6", "村（社区）级"
    SHARED = "7", "分级管理"


class Handling(Labelled):
    """办件类型."""

    IMMEDIATE = "immediate", "即办件"
    PROMISED = "promised", "承诺件"


class Unit(Labelled):
    """How a limit is counted; the words of the clock table."""

    NONE = "", "—"
    IMMEDIATE = "immediate", "当场办结"
    WORKING_DAY = "working_day", "个工作日"
    CALENDAR_DAY = "calendar_day", "日"
    MONTH = "month", "个月"
    YEAR = "year", "年"


class Need(Labelled):
    """是否必要."""

    REQUIRED = "required", "必要"
    OPTIONAL = "optional", "非必要"
    DEFERRABLE = "deferrable", "容缺后补"


class QuestionKind(Labelled):
    """情形问题的答法."""

    YES_NO = "yes_no", "是或否"
    ONE = "one", "单选"
    MANY = "many", "多选"
    NUMBER = "number", "填数字"


class Verb(Labelled):
    """情形的结果: what follows where a condition holds. None asks for what is not published."""

    NOT_NEEDED = "not_needed", "不用交这份材料"
    NEEDED = "needed", "要交这份材料"
    ADDED = "added", "只有这种情形才交这份材料"
    FORM = "form", "改填这张申请表"
    FLOW = "flow", "改走这个流程"
    NO_FEE = "no_fee", "不收这项费用"
    FEE = "fee", "只有这种情形才收这项费用"
    ELSEWHERE = "elsewhere", "不在这里办，告诉到哪里去"


class FreeBy(Labelled):
    """免提交方式: what stands for a paper the government has already."""

    NONE = "", "—"
    LICENCE = "licence", "本系统登记的证件"
    LIBRARY = "library", "共享库查询"


class Source(Labelled):
    """材料来源渠道."""

    OWN = "own", "申请人自备"
    GOVERNMENT = "government", "政府部门核发"
    OTHER = "other", "其他"


class Subject(Labelled):
    """服务对象."""

    PERSON = "1", "自然人"
    FIRM = "2", "企业法人"
    INSTITUTION = "3", "事业法人"
    SOCIETY = "4", "社会组织法人"
    ORGAN = "5", "行政机关"
    OTHER = "6", "其他组织"


class IdentityLevel(Labelled):
    """How surely the applicant must be known; the words of identity."""

    NONE = "none", "无需实名"
    DECLARED = "declared", "填报身份信息"
    VERIFIED = "verified", "实名核验"


class Remedy(Labelled):
    """救济途径: which text of the digest's table a decision of this item carries."""

    NORMAL = "normal", "可以申请行政复议，也可以提起行政诉讼"
    COMPULSORY = "compulsory", "应当先申请行政复议"
    NONE = "none", "不作行政决定，可以投诉"


class EditionState(Labelled):
    """版本状态."""

    DRAFT = "draft", "起草"
    DEPARTMENT = "department", "部门审核"
    CENTRE = "centre", "中心审批"
    APPROVED = "approved", "已批准待生效"
    PUBLISHED = "published", "现行"
    SUPERSEDED = "superseded", "已被替代"
    DISCARDED = "discarded", "已放弃"


OPEN_STATES = (
    EditionState.DRAFT,
    EditionState.DEPARTMENT,
    EditionState.CENTRE,
    EditionState.APPROVED,
)
FROZEN_STATES = (EditionState.APPROVED, EditionState.PUBLISHED, EditionState.SUPERSEDED)


class ItemState(Labelled):
    """事项状态."""

    ACTIVE = "active", "在用"
    SUSPENDED = "suspended", "暂停"
    CANCELLED = "cancelled", "取消"


class Severity(Labelled):
    """How bad a fault of an imported row is: a row with an error is not taken."""

    WARNING = "warning", "提醒"
    ERROR = "error", "错误"


class ImportState(Labelled):
    """导入状态."""

    CHECKED = "checked", "已试跑"
    APPLIED = "applied", "已导入"
    REFUSED = "refused", "未导入"


class CleanUpState(Labelled):
    """年度清理状态."""

    OPEN = "open", "部门申报中"
    APPROVED = "approved", "中心已核准"
    PUBLISHED = "published", "已公布"


class Proposal(Labelled):
    """清理意见."""

    KEEP = "keep", "保留"
    CHANGE = "change", "调整"
    CANCEL = "cancel", "取消"


class OutletKind(Labelled):
    """报送方式: how a message reaches another site."""

    HTTPS = "https", "联网接口（HTTPS）"
    FOLDER = "folder", "文件摆渡（文件夹）"


class OutletState(Labelled):
    """报送状态 of one item at one site."""

    WAITING = "waiting", "待报送"
    CARRIED = "carried", "已导出，等回执"
    THERE = "there", "对方已公布"
    GONE = "gone", "对方已撤下"
    REFUSED = "refused", "对方退回"


class OutletWish(Labelled):
    """要求: what the other site is asked to do."""

    PUBLISH = "publish", "公布"
    WITHDRAW = "withdraw", "撤下"
