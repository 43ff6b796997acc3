"""Acts in plain words, for the applicant's record of acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhengwu.cases.enums import BanGround, LiftGround

_SAID = {
    "matters.matter.opened": "登记，编号 {number}",
    "matters.matter.closed": "归结",
    "cases.case.received": "收到申请，出具收件凭证",
    "cases.situation.told": "登记办理情形",
    "cases.evidence.looked": "系统核验“{name}”：{said}",
    "cases.evidence.fell": "“{name}”的核验结果失效：{why}",
    "cases.case.corrected": "当场更正了填写错误",
    "cases.case.supplement_requested": "一次性告知需要补正的内容",
    "cases.case.supplement_delivered": "收到补正材料",
    "cases.case.accepted": "受理，受理日期 {accepted_on}",
    "cases.case.declined": "决定不予受理",
    "cases.case.withdrawn": "申请人撤回申请",
    "cases.case.misregistered": "更正错误登记",
    "cases.case.undertaker_named": "确定全程承办人：{name}",
    "cases.paper.added": "补充材料：{name}",
    "cases.check.recorded": "现场核查并制作笔录",
    "cases.hearing.party_added": "登记利害关系人",
    "cases.hearing.statement_made": "听取{party}的陈述和申辩",
    "cases.hearing.statement_considered": "对陈述申辩提出处理意见",
    "cases.hearing.rights_told": "告知听证的权利",
    "cases.hearing.paper_served": "{paper}送达{party}",
    "cases.hearing.wish_expressed": "{party}：{said}",
    "cases.hearing.called": "决定举行听证",
    "cases.hearing.reopened": "决定再次举行听证",
    "cases.hearing.party_joined": "利害关系人{party}凭当事人码实名参加",
    "cases.ban.lifted": "解除限制再次申请",
    "cases.hearing.sitting_set": "听证定于 {shown} 在{place}举行，主持人{chair}",
    "cases.hearing.sitting_postponed": "听证延期",
    "cases.hearing.chair_challenged": "当事人申请听证主持人回避",
    "cases.hearing.challenge_decided": "{said}，听证主持人{chair}",
    "cases.hearing.held": "举行听证",
    "cases.hearing.not_attended": "申请听证的当事人没有到场",
    "cases.hearing.minutes_closed": "听证笔录经参加人确认签字",
    "cases.procedure.started": "开始{kind}，暂停计算期限",
    "cases.procedure.announced": "需要{kind}，告知书送达以后才停止计算期限",
    "cases.extension.announced": "经批准延长办理期限，通知书送达以后生效",
    "cases.paper.served": "送达《{title}》",
    "cases.procedure.ended": "{kind}结束，恢复计算期限",
    "cases.case.extended": "经批准延长办理期限，延长至 {due_on}",
    "cases.case.decided": "作出决定",
    "cases.case.sent_up": "完成初审，连同全部材料上报，上级办件编号 {above}",
    "cases.case.review_reopened": "上级退回，重新初审",
    "cases.case.answer_brought": "上级作出决定（办件 {above}）",
    "cases.case.above_urged": "催办上级机关",
    "cases.case.delivered": "送达决定",
    "cases.case.announced": "公告送达，{serves_on} 期满视为送达",
    "cases.case.completed": "办结",
    "cases.case.archived": "归档",
    "cases.ban.imposed": "决定限制再次申请，至 {until}",
    "documents.document.issued": "出具文书 {number}",
    "documents.document.served": "送达文书",
    "flow.task.completed": "完成“{name}”环节",
    "clock.clock.started": "开始计算期限，最迟 {due_on}",
    "clock.clock.moved": "期限变为 {due_on}",
    "clock.clock.expired": "期限届满",
}
_ASKED = {True: "申请人补充说明或提问", False: "承办单位答复"}


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def in_words(code: str, payload: Mapping[str, Any]) -> str:
    """What an entry says to the applicant; empty for what is the office's own affair."""
    if code == "cases.question.asked":
        return _ASKED[bool(payload.get("from_applicant"))]
    said = _SAID.get(code, "")
    return said.format_map(_Facts(payload)).strip()


def is_for_party(code: str, refused: bool = False) -> bool:
    """Whether an entry's full text may go to a party: a step's entry quotes the inner opinion."""
    public = code in _SAID or code == "cases.question.asked"
    return public and not refused and not code.startswith("flow.")


BAN_NAMES = {
    BanGround.FALSE_MATERIAL: "隐瞒有关情况或者提供虚假材料申请行政许可",
    BanGround.FRAUD: "以欺骗、贿赂等不正当手段取得行政许可",
}
BAN_ARTICLES = {
    BanGround.FALSE_MATERIAL: "行政许可法 第七十八条",
    BanGround.FRAUD: "行政许可法 第七十九条",
}
LIFT_NAMES = {
    LiftGround.REVIEW: "行政复议决定撤销或者变更了原决定",
    LiftGround.COURT: "人民法院判决撤销了原决定",
    LiftGround.OWN: "本机关查明原认定有误，自行撤销",
}
# For what the organ finds itself, the article is that of the fault: it is written in by hand.
LIFT_ARTICLES = {
    LiftGround.REVIEW: "行政复议法 第六十三条、第六十四条",
    LiftGround.COURT: "行政诉讼法 第七十条",
    LiftGround.OWN: "",
}
