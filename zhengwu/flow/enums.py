"""States and kinds of the flow, each group in one place."""

from __future__ import annotations

from enum import StrEnum


class NodeKind(StrEnum):
    """What a node of a compiled diagram does."""

    START = "start"
    END = "end"
    TERMINATE = "terminate"
    USER = "user"
    MANUAL = "manual"
    SERVICE = "service"
    DECISION = "decision"
    EXCLUSIVE = "exclusive"
    PARALLEL = "parallel"
    INCLUSIVE = "inclusive"
    CALL = "call"
    CATCH = "catch"
    TIMER = "timer"

    @property
    def by_people(self) -> bool:
        """Whether a person has to do something here."""
        return self in (NodeKind.USER, NodeKind.MANUAL)

    @property
    def rests(self) -> bool:
        """Whether a token stays here until something outside happens."""
        return self.by_people or self in (NodeKind.SERVICE, NodeKind.CALL, NodeKind.CATCH)

    @property
    def gateway(self) -> bool:
        """Whether the node only routes."""
        return self in (NodeKind.EXCLUSIVE, NodeKind.PARALLEL, NodeKind.INCLUSIVE)

    @property
    def chinese(self) -> str:
        """The word shown to people."""
        return _NODE_WORDS[self]


_NODE_WORDS = {
    NodeKind.START: "开始",
    NodeKind.END: "结束",
    NodeKind.TERMINATE: "终止",
    NodeKind.USER: "用户任务",
    NodeKind.MANUAL: "人工任务",
    NodeKind.SERVICE: "服务任务",
    NodeKind.DECISION: "决策表任务",
    NodeKind.EXCLUSIVE: "排他网关",
    NodeKind.PARALLEL: "并行网关",
    NodeKind.INCLUSIVE: "包容网关",
    NodeKind.CALL: "调用活动",
    NodeKind.CATCH: "消息等待",
    NodeKind.TIMER: "时限边界",
}


class Unit(StrEnum):
    """Unit of a step's limit; the clock's own words."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    HOUR = "hour"


class TokenState(StrEnum):
    """Where a token is in its life."""

    LIVE = "live"
    WAITING = "waiting"
    MERGED = "merged"
    SPLIT = "split"
    ENDED = "ended"
    CANCELLED = "cancelled"

    @property
    def present(self) -> bool:
        """Whether the token still counts."""
        return self in (TokenState.LIVE, TokenState.WAITING)


PRESENT = (TokenState.LIVE, TokenState.WAITING)


class TaskState(StrEnum):
    """State of one task of one person or duty."""

    OPEN = "open"
    CLAIMED = "claimed"
    SUSPENDED = "suspended"
    DONE = "done"
    RETURNED = "returned"
    TAKEN_BACK = "taken_back"
    CANCELLED = "cancelled"

    @property
    def chinese(self) -> str:
        """The word shown to people."""
        return _TASK_WORDS[self]


_TASK_WORDS = {
    TaskState.OPEN: "待签收",
    TaskState.CLAIMED: "办理中",
    TaskState.SUSPENDED: "已挂起",
    TaskState.DONE: "已办结",
    TaskState.RETURNED: "已退回",
    TaskState.TAKEN_BACK: "已撤回",
    TaskState.CANCELLED: "已取消",
}
# What still has to be done by somebody.
PENDING = (TaskState.OPEN, TaskState.CLAIMED, TaskState.SUSPENDED)


class TaskRole(StrEnum):
    """Whether the task is the step's own or that of an added co-signer."""

    MAIN = "main"
    COSIGN = "cosign"


class Verb(StrEnum):
    """What was done with a task: kept with the opinion."""

    CLAIM = "claim"
    COMPLETE = "complete"
    GIVE_BACK = "give_back"
    HAND_OVER = "hand_over"
    DELEGATE = "delegate"
    ADD_COSIGNER = "add_cosigner"
    DROP_COSIGNER = "drop_cosigner"
    RETURN = "return_to"
    TAKE_BACK = "take_back"
    URGE = "urge"
    SUSPEND = "suspend"
    RESUME = "resume"

    @property
    def chinese(self) -> str:
        """The office's word."""
        return _VERB_WORDS[self]


_VERB_WORDS = {
    Verb.CLAIM: "签收",
    Verb.COMPLETE: "办结",
    Verb.GIVE_BACK: "委派办回",
    Verb.HAND_OVER: "转办",
    Verb.DELEGATE: "委派",
    Verb.ADD_COSIGNER: "加签",
    Verb.DROP_COSIGNER: "减签",
    Verb.RETURN: "退回",
    Verb.TAKE_BACK: "撤回",
    Verb.URGE: "催办",
    Verb.SUSPEND: "挂起",
    Verb.RESUME: "恢复",
}


class InstanceState(StrEnum):
    """State of one run."""

    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Severity(StrEnum):
    """How much a finding about a diagram matters."""

    REFUSED = "refused"
    ERROR = "error"
    WARNING = "warning"

    @property
    def chinese(self) -> str:
        """The word shown to people."""
        return {"refused": "不支持", "error": "须修改", "warning": "提示"}[self.value]


class DraftState(StrEnum):
    """Where a draft of a diagram is on its way to a version."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    DISCARDED = "discarded"

    @property
    def chinese(self) -> str:
        """The word shown to people."""
        return _DRAFT_WORDS[self]


_DRAFT_WORDS = {
    DraftState.DRAFT: "起草中",
    DraftState.SUBMITTED: "待批准",
    DraftState.APPROVED: "已批准，待生效",
    DraftState.PUBLISHED: "已发布",
    DraftState.DISCARDED: "已放弃",
}
OPEN_DRAFTS = (DraftState.DRAFT, DraftState.SUBMITTED, DraftState.APPROVED)


class MigrationState(StrEnum):
    """Where a migration of running matters is."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    DISCARDED = "discarded"

    @property
    def chinese(self) -> str:
        """The word shown to people."""
        return _MIGRATION_WORDS[self]


_MIGRATION_WORDS = {
    MigrationState.PLANNED: "待批准",
    MigrationState.RUNNING: "正在迁移",
    MigrationState.DONE: "已完成",
    MigrationState.DISCARDED: "已放弃",
}


class Verdict(StrEnum):
    """What a migration would do to matters that stand alike."""

    FITS = "fits"
    STAYS = "stays"
    UNFIT = "unfit"

    @property
    def chinese(self) -> str:
        """The word shown to people."""
        return {"fits": "迁移", "stays": "留在旧版", "unfit": "不能迁移"}[self.value]


class MovingState(StrEnum):
    """What became of one matter in a migration."""

    PLANNED = "planned"
    MOVED = "moved"
    CONFLICT = "conflict"
    ENDED = "ended"
    STAYS = "stays"

    @property
    def chinese(self) -> str:
        """The word shown to people."""
        return _MOVING_WORDS[self]


_MOVING_WORDS = {
    MovingState.PLANNED: "等待迁移",
    MovingState.MOVED: "已迁移",
    MovingState.CONFLICT: "期间已变动，未迁移",
    MovingState.ENDED: "已办结，无需迁移",
    MovingState.STAYS: "留在旧版",
}
