"""The closed vocabularies of papers, their seals and their service."""

from __future__ import annotations

from enum import StrEnum


class SealKind(StrEnum):
    """Which of an organ's seals a paper carries."""

    NONE = "none"
    ACCEPTANCE = "acceptance"
    ORGAN = "organ"

    @property
    def label(self) -> str:
        """The seal's name as people say it."""
        return {"none": "不用印", "acceptance": "行政审批专用章", "organ": "单位公章"}[self.value]


class Way(StrEnum):
    """Ways of serving a paper (民事诉讼法 87-95)."""

    DIRECT = "direct"
    PROXY = "proxy"
    LEFT = "left"
    ELECTRONIC = "electronic"
    POST = "post"
    NOTICE = "notice"

    @property
    def label(self) -> str:
        """The way's name in law."""
        return {
            "direct": "直接送达",
            "proxy": "代收送达",
            "left": "留置送达",
            "electronic": "电子送达",
            "post": "邮寄送达",
            "notice": "公告送达",
        }[self.value]


class Decider(StrEnum):
    """What sort of body decided: it settles who may be asked to reconsider."""

    DEPARTMENT = "department"
    AUTHORISED = "authorised"
    TOWN = "town"
    GOVERNMENT = "government"
    VERTICAL = "vertical"
    JUSTICE = "justice"


class Check(StrEnum):
    """What the public verification page says of a file."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"
