"""The closed lists of a town's centre."""

from __future__ import annotations

from enum import StrEnum


class StationState(StrEnum):
    """How far a village's station is built."""

    PLANNED = "planned"
    BUILDING = "building"
    OPEN = "open"
    CLOSED = "closed"


STATION_NAMES = {
    StationState.PLANNED: "已规划",
    StationState.BUILDING: "在建",
    StationState.OPEN: "已建成开放",
    StationState.CLOSED: "已停用",
}


class PowerKind(StrEnum):
    """What a town or village may do with an item (town list: 代理、办理、受理、提供)."""

    AGENT = "agent"
    HANDLE = "handle"
    ACCEPT = "accept"
    PROVIDE = "provide"


POWER_NAMES = {
    PowerKind.AGENT: "代理",
    PowerKind.HANDLE: "办理",
    PowerKind.ACCEPT: "受理",
    PowerKind.PROVIDE: "提供",
}


class Section(StrEnum):
    """四部一室: the four service departments and the office of a town's centre."""

    INTAKE = "intake"
    AFFAIRS = "affairs"
    SOCIAL = "social"
    ECONOMY = "economy"
    OFFICE = "office"


SECTION_NAMES = {
    Section.INTAKE: "咨询受理服务部",
    Section.AFFAIRS: "政务服务部",
    Section.SOCIAL: "社会事务服务部",
    Section.ECONOMY: "经济发展服务部",
    Section.OFFICE: "办公室",
}
# Those to which the intake passes what it has registered and classified.
SERVICES = (Section.AFFAIRS, Section.SOCIAL, Section.ECONOMY)


class ReceptionKind(StrEnum):
    """Why somebody came: matters of the town besides applications (data/scope.yaml)."""

    CONSULT = "consult"
    PROBLEM = "problem"
    PETITION = "petition"
    MEDIATION = "mediation"
    PARTY = "party"
    HARDSHIP = "hardship"
    REVIEW = "review"
    MEDICAL = "medical"
    ALLOWANCE = "allowance"
    LABOUR = "labour"
    PENSION = "pension"
    INSURANCE = "insurance"
    FAMILY = "family"
    FARMING = "farming"
    BUILDING = "building"


RECEPTION_NAMES = {
    ReceptionKind.CONSULT: "咨询代办",
    ReceptionKind.PROBLEM: "反映问题",
    ReceptionKind.PETITION: "信访投诉",
    ReceptionKind.MEDIATION: "纠纷调解",
    ReceptionKind.PARTY: "党组织关系转移",
    ReceptionKind.HARDSHIP: "惠民帮扶",
    ReceptionKind.REVIEW: "人员审查登记",
    ReceptionKind.MEDICAL: "医疗救助登记",
    ReceptionKind.ALLOWANCE: "民政优抚",
    ReceptionKind.LABOUR: "劳动保障",
    ReceptionKind.PENSION: "养老保险",
    ReceptionKind.INSURANCE: "合作医疗（居民医保）",
    ReceptionKind.FAMILY: "计划生育",
    ReceptionKind.FARMING: "农业服务",
    ReceptionKind.BUILDING: "村镇建设",
}


class ReceptionState(StrEnum):
    """Registered first; then solved at once, passed on, or put to the director."""

    REGISTERED = "registered"
    ASSIGNED = "assigned"
    TO_DIRECTOR = "to_director"
    DONE = "done"


RECEPTION_STATES = {
    ReceptionState.REGISTERED: "已登记",
    ReceptionState.ASSIGNED: "部门办理中",
    ReceptionState.TO_DIRECTOR: "待中心主任处理",
    ReceptionState.DONE: "已办结",
}


class Register(StrEnum):
    """四登记: the four registers of a town's centre."""

    APPOINTMENT = "appointment"
    COMPLETION = "completion"
    AGENCY = "agency"
    HOME_VISIT = "home_visit"


REGISTER_NAMES = {
    Register.APPOINTMENT: "预约电话登记",
    Register.COMPLETION: "办结签收登记",
    Register.AGENCY: "代办结果登记",
    Register.HOME_VISIT: "上门服务登记",
}


class ReportKind(StrEnum):
    """What is reported to the county's centre."""

    MONTH = "month"
    QUARTER = "quarter"


REPORT_NAMES = {ReportKind.MONTH: "月报", ReportKind.QUARTER: "季报"}


class OvertimeDefault(StrEnum):
    """超时默认: what happens to a matter of this room when its time is up. Never a licence."""

    REMIND = "remind"
    DIRECTOR = "director"


OVERTIME_NAMES = {
    OvertimeDefault.REMIND: "只提醒承办部门",
    OvertimeDefault.DIRECTOR: "自动报中心主任处理",
}


class PlaceKind(StrEnum):
    """What is built: a town's centre, a village's station, a trading centre."""

    CENTRE = "centre"
    STATION = "station"
    TRADING = "trading"


PLACE_NAMES = {
    PlaceKind.CENTRE: "便民服务中心",
    PlaceKind.STATION: "便民服务站",
    PlaceKind.TRADING: "公共资源交易中心",
}


class OccasionKind(StrEnum):
    """What the county and the towns hold besides handling."""

    QUARTER = "quarter"
    MEETING = "meeting"
    GUIDANCE = "guidance"
    TRAINING = "training"
    ASSESSMENT = "assessment"


OCCASION_NAMES = {
    OccasionKind.QUARTER: "县乡季度例会",
    OccasionKind.MEETING: "窗口和代办员例会",
    OccasionKind.GUIDANCE: "现场办公、业务指导",
    OccasionKind.TRAINING: "代办员培训",
    OccasionKind.ASSESSMENT: "代办员考核",
}


class Grade(StrEnum):
    """How an agent was assessed."""

    GOOD = "good"
    FIT = "fit"
    UNFIT = "unfit"


GRADE_NAMES = {Grade.GOOD: "优秀", Grade.FIT: "合格", Grade.UNFIT: "不合格"}
