"""The demonstration's editors: a flow waiting for approval beside its live version, a form being
drawn up, a rule of the dictionary proposed, and running matters migrated, which can go back."""

from __future__ import annotations

from datetime import datetime

from zhengwu.flow import actions as flow
from zhengwu.flow.models import Draft, Version
from zhengwu.flow.queries import live_version, running_by_version
from zhengwu.flow.rules import compile_diagram
from zhengwu.flow.rules.drawing import draw
from zhengwu.flow.rules.linear import Line, linear
from zhengwu.flow.rules.steps import changed, edited, found, rows
from zhengwu.forms import actions as forms
from zhengwu.forms.rules.dictionary import components
from zhengwu.forms.rules.editing import changed as field_changed
from zhengwu.forms.rules.editing import edited as field_edited
from zhengwu.forms.rules.editing import found as field_found
from zhengwu.forms.rules.editing import rows as fields
from zhengwu.identity.models import Account
from zhengwu.identity.queries import actor_for
from zhengwu.kernel.actors import Actor, Assurance
from zhengwu.kernel.time import local_day

FORM = "public-place-hygiene"
RULE = {
    "check": "phone",
    "help": "手机写11位数字，座机写成 0826-2345678；家里没有电话的写村（社区）委员会的电话。",
    "example": "0826-2345678",
}
_TOLD = {"初审": "本级正在初审", "上报": "正在报上级机关", "送达": "上级已决定，正在送达"}


def establish(*, at: datetime) -> None:
    """Everything through the same acts as people use."""
    editor, manager = _who("zhaoming", at), _who("zhongxin", at)
    _waiting_flow(editor, at)
    _migrated(editor, manager, at)
    _form_being_drawn(editor, at)
    forms.propose_rule(
        "phone",
        name="联系电话（手机或座机）",
        content=RULE,
        reason="农村老人常常没有自己的电话",
        source="地方约定（演示）",
        by=editor,
        at=at,
    )


def _who(username: str, at: datetime) -> Actor:
    account = Account.objects.get(username=username)
    return actor_for(account, day=local_day(at), assurance=Assurance.SECOND_FACTOR)


def _with_step(draft: Draft, after: str, *, by: Actor, at: datetime, **values: object) -> Draft:
    """One step more behind the step of that name, as the list of steps does it."""
    line = _line(draft)
    path = next(row.path for row in rows(line.items) if row.item and row.item["name"] == after)
    line = edited(line, "add", path, "user")
    head, _, last = path.rpartition("/")
    fresh = f"{head}/{int(last) + 1}" if head else str(int(last) + 1)
    line = changed(line, fresh, {**found(line, fresh), **values})
    return flow.change_draft(draft, draw(line), seen=draft.mark, by=by, at=at)


def _line(draft: Draft) -> Line:
    graph = compile_diagram(draft.xml).graph
    assert graph is not None
    return linear(graph)


def _waiting_flow(editor: Actor, at: datetime) -> None:
    draft = flow.begin_draft("standard", by=editor, at=at)
    draft = _with_step(
        draft, "审查", name="集体讨论", public_name="正在集体研究", duty="checker", days=1,
        by=editor, at=at,
    )  # fmt: skip
    flow.submit_draft(draft, reason="情况复杂的事项应当集体讨论后再审核", by=editor, at=at)


def _migrated(editor: Actor, manager: Actor, at: datetime) -> None:
    """Matters sent up to the organ above: the new version tells the applicant more."""
    old = live_version("upward")
    if old is None or not running_by_version(old.definition):
        return
    new = _next_upward(editor, manager, at)
    migration = flow.plan_migration(
        old, new, reason="让申请人看清楚材料已经到了哪一级", by=editor, at=at
    )
    migration = flow.approve_migration(
        migration, opinion="同意，影响已逐件看过。", by=manager, at=at
    )
    while flow.move_batch(migration, by=manager, at=at):
        pass
    flow.finish_migration(migration, by=manager, at=at)


def _next_upward(editor: Actor, manager: Actor, at: datetime) -> Version:
    draft = flow.begin_draft("upward", by=editor, at=at)
    xml = draft.xml
    for plain, told in _TOLD.items():
        xml = xml.replace(f'zw:publicName="{plain}"', f'zw:publicName="{told}"')
    draft = flow.change_draft(draft, xml, seen=draft.mark, by=editor, at=at)
    draft = flow.submit_draft(draft, reason="让申请人看清楚材料已经到了哪一级", by=editor, at=at)
    draft = flow.approve_draft(draft, opinion="同意。", by=manager, at=at)
    assert draft.version is not None
    return draft.version


def _form_being_drawn(editor: Actor, at: datetime) -> None:
    draft = forms.begin_draft(FORM, by=editor, at=at)
    assert any(components(draft.schema)), "the demonstration form is there"
    last = fields(draft.schema)[-1].path.partition("/")[0]
    schema = field_edited(draft.schema, "add", last, "textfield")
    fresh = str(int(last) + 1)
    asked = field_found(schema, fresh) | {
        "label": "紧急联系电话",
        "properties": {"dictionary": "phone"},
    }
    forms.change_draft(
        draft, field_changed(schema, fresh, asked), seen=draft.mark, by=editor, at=at
    )
