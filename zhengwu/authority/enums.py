"""Vocabulary of letters of authority."""

from __future__ import annotations

from zhengwu.org.enums import Labelled


class Verb(Labelled):
    """What a letter lets its holder do in the organ's name."""

    ACCEPT = "accept", "受理"
    REVIEW = "review", "审查"
    DECIDE = "decide", "决定"
    SEAL = "seal", "用印"


class Representative(Labelled):
    """首席代表 A 角 and B 角."""

    A = "A", "A角"
    B = "B", "B角"


class BActs(Labelled):
    """When the B representative may act."""

    WHEN_A_ABSENT = "when_a_absent", "A角不在岗时"
    ALWAYS = "always", "与A角同等"


class Standing(Labelled):
    """How a window stands towards the items of an organ."""

    AT_WINDOW = "at_window", "窗口有权决定"
    IN_CENTRE = "in_centre", "后台在中心内决定"
    RECEIVES_ONLY = "receives_only", "只受理不审批"
