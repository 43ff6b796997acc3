"""What personnel refuses, in the words its people read."""

from __future__ import annotations

from zhengwu.kernel.errors import InvalidInput, Refusal


class Missing(InvalidInput):
    """请按提示补全。"""


class ColumnsMissing(InvalidInput):
    """考勤文件的表头缺少：{columns}。请对照格式说明修改表头后重新上传。"""


class ImportedAlready(Refusal):
    """这个文件已于 {on} 由{by}导入，不能重复导入。"""


class FileSettled(Refusal):
    """这个文件{state}，不能再办理。"""


class NothingNew(Refusal):
    """文件里没有新的打卡记录，没有导入。"""


class LeftOutNotSeen(InvalidInput):
    """有 {count} 行不会导入，请看过逐行报告后勾选确认。"""


class NotExpected(Refusal):
    """{name}今天没有大厅岗位，不需要在这里签到。"""


class DeskSwipeOff(Refusal):
    """{scope}不使用工作台签到，请到考勤机打卡。"""


class CardUnknown(InvalidInput):
    """没有登记这个卡号。"""


class SwipedJustNow(Refusal):
    """{at}已经签到，不必重复。"""

    recorded = False


class SameState(InvalidInput):
    """这一天本来就是“{state}”。"""


class AskedAlready(Refusal):
    """这一天已有一份待审的更正申请。"""


class DecidedAlready(Refusal):
    """已由{by}审过，不能再改。"""


class OwnDecision(Refusal):
    """考勤更正、公出下乡须由另一人审核，不能审核自己提出的或者与自己有关的。"""


class NotOver(Refusal):
    """{day}还没有过完，不能判定考勤。"""


class PeriodWrong(InvalidInput):
    """日期有误：{reason}。"""


class NumberTaken(InvalidInput):
    """{number}已登记给{name}，请先停用。"""


class FollowNotOpen(Refusal):
    """这一条目前是“{state}”，不能办理。"""


class CheckByAnother(Refusal):
    """复查要由落实人以外的管理人员进行。"""


class VoidedAlready(Refusal):
    """这一条已经作废。"""


class VisitFull(Refusal):
    """这一天的预约已满（{seats} 人），请另选一天。"""


class BookedAlready(Refusal):
    """您已经预约了这一天。"""


class NotBookable(Refusal):
    """这一天不接受预约。"""


class NotQualified(Refusal):
    """不符合准入条件：{failed}。中心可以写明理由后例外同意。"""

    # 资料 000 第43行 (ORG-13)
    law = "窗口人员准入条件（参照地方政务中心管理办法，待本地确认）"


class StepOutOfOrder(Refusal):
    """目前是“{state}”，先要{wanted}。"""

    # 资料 000 第43行 (ORG-14)
    law = "由中心考察、统一培训后上岗（参照地方政务中心管理办法，待本地确认）"


class InTheWayAlready(Refusal):
    """{name}已在准入流程里或者已在岗。"""


class RowsFaulty(InvalidInput):
    """成绩有误：{rows}。"""


class RewardedAlready(Refusal):
    """这次考试已于 {on} 登记奖励。"""


class CardThere(InvalidInput):
    """{name}已有工作证，先收回原来的。"""


class LeaveNotOpen(Refusal):
    """这份请假申请目前是“{state}”，不能再办理。"""


class LeaveByAnother(Refusal):
    """请假要由本单位负责人或者中心批准，不能批准自己的申请。"""


class LeaveMeets(InvalidInput):
    """{start} 至 {end} 已经申请或者批准了请假，日期不能重叠。"""


class CoverNeeded(InvalidInput):
    """请假期间“{posts}”没有人顶岗，要指定代岗人员。"""
