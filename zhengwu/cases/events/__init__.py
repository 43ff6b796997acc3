"""What is announced of cases, of their hearings, reviews and licences."""

from zhengwu.cases.events.case import *  # noqa: F403
from zhengwu.cases.events.hearing import *  # noqa: F403
from zhengwu.cases.events.licences import *  # noqa: F403
from zhengwu.cases.events.review import *  # noqa: F403
from zhengwu.cases.events.situation import *  # noqa: F403
