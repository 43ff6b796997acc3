"""Local names (government, court): shipped values are proposals until somebody answers for them."""

from __future__ import annotations

from datetime import datetime

from zhengwu.documents.events import ParameterConfirmed
from zhengwu.documents.models import Parameter
from zhengwu.documents.policy import may_confirm_parameters
from zhengwu.documents.queries import choices_of, parameter_rows
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, NotPermitted, NotThere
from zhengwu.kernel.text import clean


@action
def confirm_parameter(key: str, *, value: str, reason: str, by: Actor, at: datetime) -> Parameter:
    """Set or confirm a local name; papers issued from now on print it."""
    if not may_confirm_parameters(by):
        raise NotPermitted()
    if key not in {row["key"] for row in parameter_rows()}:
        raise NotThere()
    value = clean(value).strip()
    if not value or not reason.strip():
        empty = "value" if not value else "reason"
        raise InvalidInput(fields={empty: ["请填写内容和依据"]})
    choices = choices_of(key)
    if choices and value not in choices:
        raise InvalidInput(fields={"value": [f"请选择：{'；'.join(choices.values())}"]})
    Parameter.objects.bulk_create(
        [Parameter(key=key, value="", confirmed_by="", confirmed_at=at)], ignore_conflicts=True
    )
    parameter = Parameter.objects.select_for_update().get(pk=key)
    old = parameter.value
    parameter.value, parameter.confirmed_by, parameter.confirmed_at = value[:200], by.name, at
    parameter.save(update_fields=["value", "confirmed_by", "confirmed_at"])
    event = ParameterConfirmed(key=key, value=parameter.value)
    record(parameter, event, by=by, at=at, reason=reason, changes={"value": (old, value)})
    return parameter
