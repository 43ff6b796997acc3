"""What is announced of evaluation. Nothing here names the evaluator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ServiceOffered(Event):
    """A service event may be rated; the invitation goes out."""

    code: ClassVar[str] = "evaluation.service.offered"
    kind: str
    number: str
    organ: str
    staff: str
    scene: str
    closes_at: str


@dataclass(frozen=True, kw_only=True)
class ServicePlaced(Event):
    """The visit of a case ended at a window: the terminal there asks."""

    code: ClassVar[str] = "evaluation.service.placed"
    window: str


@dataclass(frozen=True, kw_only=True)
class RatingGiven(Event):
    """Somebody who was served rated the service, once."""

    code: ClassVar[str] = "evaluation.rating.given"
    rating: str
    level: int
    organ: str
    staff: str
    staff_name: str
    channel: str
    scene: str
    item: str
    number: str
    window: str
    negative: bool
    standing: str
    evidence: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class RatingAppended(Event):
    """A second word, once; the rating is final."""

    code: ClassVar[str] = "evaluation.rating.appended"
    rating: str


@dataclass(frozen=True, kw_only=True)
class RatingSetAside(Event):
    """A rating waits for a person to look at it: repeated, own, from one source."""

    code: ClassVar[str] = "evaluation.rating.set_aside"
    rating: str
    organ: str
    evidence: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class RatingWeighed(Event):
    """A rating was found to count, or not to; its level stays as it was given."""

    code: ClassVar[str] = "evaluation.rating.weighed"
    rating: str
    organ: str
    staff: str
    level: int
    standing: str


@dataclass(frozen=True, kw_only=True)
class CommentReviewed(Event):
    """The words of a rating were published, masked where they had to be, or withheld."""

    code: ClassVar[str] = "evaluation.comment.reviewed"
    rating: str
    publication: str


@dataclass(frozen=True, kw_only=True)
class FollowUpOpened(Event):
    """A negative rating became a matter of its own."""

    code: ClassVar[str] = "evaluation.followup.opened"
    number: str
    rating: str
    level: int
    organ: str
    staff: str
    staff_name: str


@dataclass(frozen=True, kw_only=True)
class FollowUpAssigned(Event):
    """Somebody whom it does not concern takes it up."""

    code: ClassVar[str] = "evaluation.followup.assigned"
    handler: str
    complexity: str


@dataclass(frozen=True, kw_only=True)
class EvaluatorContacted(Event):
    """A try to reach the evaluator: first contact or call back."""

    code: ClassVar[str] = "evaluation.followup.contacted"
    kind: str
    outcome: str
    tries: int
    late: bool


@dataclass(frozen=True, kw_only=True)
class UnitHeard(Event):
    """The unit rated said how it was."""

    code: ClassVar[str] = "evaluation.followup.unit_heard"


@dataclass(frozen=True, kw_only=True)
class FollowUpVerified(Event):
    """The facts are found; a finding is proposed."""

    code: ClassVar[str] = "evaluation.followup.verified"
    proposed: str


@dataclass(frozen=True, kw_only=True)
class FollowUpJudged(Event):
    """The centre decided: true, mistaken or malicious."""

    code: ClassVar[str] = "evaluation.followup.judged"
    finding: str
    organ: str
    staff: str
    on_appeal: bool


@dataclass(frozen=True, kw_only=True)
class FindingAppealed(Event):
    """The evaluator or the unit does not accept the finding."""

    code: ClassVar[str] = "evaluation.followup.appealed"
    by_whom: str


@dataclass(frozen=True, kw_only=True)
class FollowUpRectified(Event):
    """The unit put it right and says how."""

    code: ClassVar[str] = "evaluation.followup.rectified"
    late: bool


@dataclass(frozen=True, kw_only=True)
class FollowUpReviewed(Event):
    """The quality office looked at the rectification."""

    code: ClassVar[str] = "evaluation.followup.reviewed"
    good: bool


@dataclass(frozen=True, kw_only=True)
class FollowUpReturned(Event):
    """The evaluator is still not satisfied: the unit has to go on."""

    code: ClassVar[str] = "evaluation.followup.returned"
    second_level: int


@dataclass(frozen=True, kw_only=True)
class FollowUpClosed(Event):
    """Nothing more is owed on this negative rating."""

    code: ClassVar[str] = "evaluation.followup.closed"
    number: str
    organ: str
    staff: str
    level: int
    finding: str
    second_level: int
    late: bool


@dataclass(frozen=True, kw_only=True)
class SampleDrawn(Event):
    """Who is called back was drawn by a seed that is written here."""

    code: ClassVar[str] = "evaluation.sample.drawn"
    seed: str
    share: int
    population: int
    population_digest: str
    drawn: int


@dataclass(frozen=True, kw_only=True)
class CallMade(Event):
    """One of a sample was called."""

    code: ClassVar[str] = "evaluation.call.made"
    sample: str
    outcome: str
    tries: int


@dataclass(frozen=True, kw_only=True)
class SurveyDrawnUp(Event):
    """An appraisal was drawn up."""

    code: ClassVar[str] = "evaluation.survey.drawn_up"
    number: str
    kind: str = "four_panel"
    scope: str = "resident"
    weights: dict[str, int]
    least: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class PanelListed(Event):
    """People were put on the panels: how many, not who."""

    code: ClassVar[str] = "evaluation.survey.panel_listed"
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class SurveyOpened(Event):
    """Links work; these units are appraised."""

    code: ClassVar[str] = "evaluation.survey.opened"
    organs: list[str]


@dataclass(frozen=True, kw_only=True)
class SurveyAnswered(Event):
    """Somebody of a panel answered: neither who nor what."""

    code: ClassVar[str] = "evaluation.survey.answered"
    panel: str


@dataclass(frozen=True, kw_only=True)
class SurveyFrozen(Event):
    """Closed and counted."""

    code: ClassVar[str] = "evaluation.survey.frozen"
    digest: str
    returns: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class SurveyPublished(Event):
    """The frozen result is public."""

    code: ClassVar[str] = "evaluation.survey.published"
    digest: str


@dataclass(frozen=True, kw_only=True)
class SurveyDelivered(Event):
    """The fixed result went to whoever ordered the appraisal, by this paper."""

    code: ClassVar[str] = "evaluation.survey.delivered"
    to: str
    digest: str
    paper: str


@dataclass(frozen=True, kw_only=True)
class FilesDrawn(Event):
    """Files of finished matters were drawn for review."""

    code: ClassVar[str] = "evaluation.review.drawn"
    seed: str
    share: int
    population: int
    population_digest: str
    drawn: int


@dataclass(frozen=True, kw_only=True)
class FileMoved(Event):
    """A file was looked through, put right, or looked at again."""

    code: ClassVar[str] = "evaluation.file.moved"
    number: str
    organ: str
    state: str
    faults: list[str]
    score: int | None
