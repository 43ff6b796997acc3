"""Tables of joint matters and projects."""

from zhengwu.joint.models.asked import Consultation, Copy, SilenceRule
from zhengwu.joint.models.drafts import JointDraft, JointDraftPaper
from zhengwu.joint.models.matter import NO_LIMIT, Joint, JointPaper, Part, Remark, Serial
from zhengwu.joint.models.meeting import Meeting, Participant
from zhengwu.joint.models.project import Agency, AgencyRule, AgencyStep, Project, Stage
from zhengwu.joint.models.service import Service, ServiceEdition

__all__ = [
    "NO_LIMIT",
    "Agency",
    "AgencyRule",
    "AgencyStep",
    "Consultation",
    "Copy",
    "Joint",
    "JointDraft",
    "JointDraftPaper",
    "JointPaper",
    "Meeting",
    "Part",
    "Participant",
    "Project",
    "Remark",
    "Serial",
    "Service",
    "ServiceEdition",
    "SilenceRule",
    "Stage",
]
