"""转办, 委派, 加签, 减签: whom a task passes to, and what waits for whom."""

from __future__ import annotations

import pytest

from zhengwu.flow import actions
from zhengwu.flow.models import TaskOpinion
from zhengwu.flow.queries import Colleague, colleague_with, tasks_for
from zhengwu.flow.rules.refusals import NoSuchColleague, NotYours, ReasonMissing, ToOneself
from zhengwu.kernel.time import local_day

from .factories import (
    AT,
    diagram,
    line,
    load_rules,
    open_tasks,
    person,
    start_end,
    started,
    user,
)

pytestmark = pytest.mark.django_db

LI, WANG, SUN = (person(name, "reviewer") for name in ("li", "wang", "sun"))
STRANGER = person("zhao", "reviewer", organ="OTHER")


@pytest.fixture(autouse=True)
def _staff(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The three have the duty; the stranger is known and has it elsewhere."""
    load_rules()

    def known(staff_id: str, duty: str, organ_code: str, day: object) -> Colleague:
        found = {one.id: one for one in (LI, WANG, SUN, STRANGER)}.get(staff_id)
        if found is None:
            return Colleague(staff_id, "", "", suits=False)
        return Colleague(found.id, found.name, found.organ_code, found.has(duty, organ_code))

    for module in ("assign", "cosign"):
        monkeypatch.setattr(f"zhengwu.flow.actions.{module}.colleague_with", known)


def one_step(**zw: object):
    return started(diagram(*start_end(), user("a", **zw), *line("s", "a", "e")))


def test_a_handed_over_task_leaves_the_desk_of_all_others() -> None:
    run = one_step()
    task = actions.hand_over(open_tasks(run)["a"], to="wang", reason="外出", key="h", by=LI, at=AT)
    assert (task.assignee_id, task.state) == ("wang", "open")
    assert [t.pk for t in tasks_for(WANG)] == [task.pk]
    assert not tasks_for(LI).exists()
    again = actions.hand_over(task, to="wang", reason="外出", key="h", by=LI, at=AT)
    assert again.pk == task.pk
    assert TaskOpinion.objects.filter(verb="hand_over").count() == 1
    with pytest.raises(NotYours):
        actions.complete(task, by=LI, at=AT)
    actions.complete(task, by=WANG, at=AT)


def test_nobody_without_the_duty_gets_a_task_and_a_reason_is_given() -> None:
    task = open_tasks(one_step())["a"]
    for to in ("zhao", "nobody"):
        with pytest.raises(NoSuchColleague):
            actions.hand_over(task, to=to, reason="x", by=LI, at=AT)
    with pytest.raises(ReasonMissing):
        actions.hand_over(task, to="wang", reason=" ", by=LI, at=AT)
    with pytest.raises(NotYours):
        actions.hand_over(task, to="wang", reason="x", by=STRANGER, at=AT)


def test_a_delegated_task_comes_back_to_the_delegator() -> None:
    run = one_step(opinion="required")
    task = actions.claim(open_tasks(run)["a"], by=LI, at=AT)
    with pytest.raises(ToOneself):
        actions.delegate(task, to="li", reason="x", by=LI, at=AT)
    task = actions.delegate(task, to="wang", reason="请先看", by=LI, at=AT)
    assert (task.assignee_id, task.delegator_id) == ("wang", "li")
    assert actions.complete(task, opinion="已看", key="d", by=WANG, at=AT) == []
    assert actions.complete(task, opinion="已看", key="d", by=WANG, at=AT) == []
    back = open_tasks(run)["a"]
    assert (back.assignee_id, back.state, back.delegator_id) == ("li", "claimed", "")
    actions.complete(back, opinion="同意", by=LI, at=AT)
    run.refresh_from_db()
    assert run.state == "ended"
    said = TaskOpinion.objects.filter(task=task).order_by("id").values_list("verb", "opinion")
    assert ("give_back", "已看") in said
    assert ("complete", "同意") in said


def test_a_step_waits_for_its_cosigner() -> None:
    run = one_step()
    task = actions.claim(open_tasks(run)["a"], by=LI, at=AT)
    asked = actions.add_cosigner(task, to="wang", reason="请会签", key="c", by=LI, at=AT)
    again = actions.add_cosigner(task, to="wang", reason="请会签", key="c", by=LI, at=AT)
    assert again.pk == asked.pk
    assert (asked.role, asked.assignee_id, asked.clock.state) == ("cosign", "wang", "running")
    actions.complete(task, by=LI, at=AT)
    run.refresh_from_db()
    assert run.state == "running"
    actions.complete(asked, opinion="同意", by=WANG, at=AT)
    run.refresh_from_db()
    assert run.state == "ended"


def test_dropping_the_last_cosigner_lets_the_run_go_on() -> None:
    run = one_step()
    task = actions.claim(open_tasks(run)["a"], by=LI, at=AT)
    asked = actions.add_cosigner(task, to="wang", reason="请会签", by=LI, at=AT)
    actions.complete(task, by=LI, at=AT)
    with pytest.raises(NotYours):
        actions.drop_cosigner(asked, reason="x", by=SUN, at=AT)
    actions.drop_cosigner(asked, reason="已电话确认", by=LI, at=AT)
    run.refresh_from_db()
    assert run.state == "ended"
    asked.refresh_from_db()
    assert (asked.state, asked.clock.state) == ("cancelled", "cancelled")


def test_an_id_that_is_none_is_nobody() -> None:
    assert colleague_with("not-an-id", "reviewer", "WJ", local_day(AT)).name == ""
