"""Rules are written by one person, approved by another, and judge only what comes after."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.search.queries import syllables
from zhengwu.supervision import policy, registry
from zhengwu.supervision.enums import CARDS, Answers, Level, Per, ProbeState
from zhengwu.supervision.events import ProbeEdited, ProbeMoved
from zhengwu.supervision.models import Probe, ProbeVersion
from zhengwu.supervision.rules import judging, refusals

_FIELDS = (
    "name", "level", "points", "per", "kinds", "triggers", "condition", "group_by", "span",
    "answers", "answer_rule", "basis", "reason",
)  # fmt: skip


def _moved(version: ProbeVersion, by: Actor, at: datetime) -> None:
    event = ProbeMoved(probe=version.probe_id, number=version.number, state=version.state)
    record(version.probe, event, by=by, at=at, reason=version.reason)


def _locked(version: ProbeVersion) -> ProbeVersion:
    probe = Probe.objects.select_for_update().get(pk=version.probe_id)
    version = ProbeVersion.objects.get(pk=version.pk)
    version.probe = probe
    return version


@action
def load_shipped(*, leave_out: Collection[str] = (), by: Actor, at: datetime) -> int:
    """Bring the shipped probes into force where there is none of that code; how many were new."""
    policy.require(policy.is_system(by))
    known = {*Probe.objects.values_list("pk", flat=True), *leave_out}
    rows = [row for row in registry.shipped() if row["code"] not in known]
    for row in rows:
        probe = Probe.objects.create(code=row["code"], name=row["name"])
        version = ProbeVersion.objects.create(
            probe=probe,
            number=1,
            state=ProbeState.ACTIVE,
            name=row["name"],
            level=row["level"],
            points=row["points"],
            per=row["per"],
            kinds=row["kinds"],
            triggers=row["triggers"],
            condition=row["when"],
            group_by=row.get("group_by", ""),
            span=row.get("span", ""),
            answers=row.get("answers", Answers.ACTOR),
            basis=row["basis"],
            source=row["source"],
            confidence=row["confidence"],
            effective_at=at,
            written_at=at,
            approved_at=at,
        )
        _moved(version, by, at)
    return len(rows)


@action
def write_version(
    *, code: str = "", name: str = "", effective_at: datetime, by: Actor, at: datetime
) -> ProbeVersion:
    """Begin a draft: of a new probe, or the next version of one in force. One draft a probe.

    Without a code the probe is new, and its code is made from its name.
    """
    policy.require(policy.may_write_probes(by))
    if code:
        Probe.objects.bulk_create([Probe(code=code, name=name or code)], ignore_conflicts=True)
    else:
        code = _new_probe(name).pk
    probe = Probe.objects.select_for_update().get(pk=code)
    last = probe.versions.order_by("-number").first()
    if last and last.state in (ProbeState.DRAFT, ProbeState.PROPOSED):
        return last
    version = ProbeVersion(
        probe=probe,
        number=last.number + 1 if last else 1,
        name=name or probe.name,
        level=last.level if last else Level.WARNING,
        points=last.points if last else 0,
        per=last.per if last else Per.ACT,
        kinds=last.kinds if last else [],
        triggers=last.triggers if last else [],
        condition=last.condition if last else "",
        group_by=last.group_by if last else "",
        span=last.span if last else "",
        answers=last.answers if last else Answers.ACTOR,
        answer_rule=last.answer_rule if last else "",
        basis=last.basis if last else "",
        source=last.source if last else "",
        effective_at=effective_at,
        author_id=by.id,
        author_name=by.name,
        written_at=at,
    )
    version.save(force_insert=True)
    _moved(version, by, at)
    return version


def _new_probe(name: str) -> Probe:
    """A probe called by the sound of its name; a number is added where that is taken."""
    for code in judging.codes_for(syllables(name)):
        probe, made = Probe.objects.get_or_create(code=code, defaults={"name": name})
        if made:
            return probe
    raise AssertionError("codes never end")


@action
def edit(
    version: ProbeVersion, *, values: Mapping[str, Any], effective_at: datetime, by: Actor,
    at: datetime,
) -> ProbeVersion:  # fmt: skip
    """Change a draft. A condition that cannot be read is refused; what is still missing is told
    when the draft is tried or proposed."""
    policy.require(policy.may_write_probes(by))
    version = _locked(version)
    if version.state != ProbeState.DRAFT:
        raise refusals.ProbeFixed
    changes = {}
    for name in _FIELDS:
        if name in values:
            value = clean(values[name]) if isinstance(values[name], str) else values[name]
            if getattr(version, name) != value:
                changes[name] = (getattr(version, name), value)
            setattr(version, name, value)
    if version.condition and (wrong := _condition_faults(version)):
        raise refusals.ProbeFaulty(problems="；".join(wrong), fields={"condition": wrong})
    version.effective_at = effective_at
    version.author_id, version.author_name = by.id, by.name
    version.save()
    event = ProbeEdited(probe=version.probe_id, number=version.number)
    record(version.probe, event, by=by, at=at, changes=changes)
    return version


@action
def propose(version: ProbeVersion, *, by: Actor, at: datetime) -> ProbeVersion:
    """Submit a draft for approval; a condition that cannot be read is refused here."""
    policy.require(policy.may_write_probes(by))
    version = _locked(version)
    if version.state != ProbeState.DRAFT:
        raise refusals.ProbeFixed
    _check(version, at)
    version.state = ProbeState.PROPOSED
    version.save(update_fields=["state"])
    _moved(version, by, at)
    return version


def _condition_faults(version: ProbeVersion) -> list[str]:
    measures = registry.group_measures() if version.of_groups else registry.measures()
    return judging.condition_problems(version.condition, measures)


def _faults(version: ProbeVersion) -> dict[str, list[str]]:
    """Why a version cannot judge, by the field it concerns."""
    found = {
        "triggers": judging.trigger_problems(version.triggers, registry.triggers()),
        "condition": _condition_faults(version),
    }
    if bool(version.group_by) != bool(version.span):
        missing = "span" if version.group_by else "group_by"
        found[missing] = ["按组判断的规则，分组和时段都要选"]
    return {name: texts for name, texts in found.items() if texts}


def _refuse(faults: Mapping[str, list[str]]) -> None:
    if faults:
        problems = "；".join(text for texts in faults.values() for text in texts)
        raise refusals.ProbeFaulty(problems=problems, fields=dict(faults))


def require_judging(version: ProbeVersion) -> None:
    """Refuse, with the sentences of `propose`, to try a version that could not judge."""
    _refuse(_faults(version))


def _check(version: ProbeVersion, at: datetime) -> None:
    found = _faults(version)
    if not version.basis:
        found["basis"] = ["请写明依据"]
    if not version.reason:
        found["reason"] = ["请写明制定或者修改的理由"]
    if Level(version.level) in CARDS and not version.points:
        found["points"] = ["扣分、黄牌和红牌应当写明分值"]
    _refuse(found)
    if version.effective_at < at:
        raise refusals.NotBackdated(fields={"effective_on": ["生效时间应当晚于现在"]})


@action
def return_to_author(
    version: ProbeVersion, *, reason: str, by: Actor, at: datetime
) -> ProbeVersion:
    """Not approved: back to a draft, with why."""
    policy.require(policy.may_approve_probes(by))
    version = _locked(version)
    if version.state != ProbeState.PROPOSED:
        raise refusals.ProbeNotProposed
    version.state = ProbeState.DRAFT
    version.save(update_fields=["state"])
    event = ProbeMoved(probe=version.probe_id, number=version.number, state=version.state)
    record(version.probe, event, by=by, at=at, reason=clean(reason))
    return version


@action
def approve(version: ProbeVersion, *, by: Actor, at: datetime) -> ProbeVersion:
    """A second person brings a version into force; the one before it judges until that instant."""
    policy.require(policy.may_approve_probes(by))
    version = _locked(version)
    if version.state != ProbeState.PROPOSED:
        raise refusals.ProbeNotProposed
    if version.author_id == by.id:
        raise refusals.OwnProposal
    version.effective_at = max(version.effective_at, at)
    _supersede(version, by, at)
    version.state, version.approver_name, version.approved_at = ProbeState.ACTIVE, by.name, at
    version.save()
    Probe.objects.filter(pk=version.probe_id).update(name=version.name)
    version.probe.name = version.name
    _moved(version, by, at)
    return version


def _supersede(version: ProbeVersion, by: Actor, at: datetime) -> None:
    """No instant is judged by two versions: those before end where this one begins, and one that
    would have begun later never does."""
    rows = version.probe.versions.filter(state=ProbeState.ACTIVE).exclude(pk=version.pk)
    rows.filter(Q(ended_at=None) | Q(ended_at__gt=version.effective_at)).update(
        ended_at=version.effective_at
    )
    for later in rows.filter(effective_at__gte=version.effective_at):
        later.probe = version.probe
        later.state, later.ended_at = ProbeState.RETIRED, later.effective_at
        later.save(update_fields=["state", "ended_at"])
        _moved(later, by, at)


@action
def retire(version: ProbeVersion, *, reason: str, by: Actor, at: datetime) -> ProbeVersion:
    """Take a rule out of force from now on; what it found stays.

    A version that has not begun yet is given up, and the one before it goes on.
    """
    policy.require(policy.may_approve_probes(by))
    if not reason.strip():
        raise refusals.Missing(fields={"reason": ["请写明停用的理由"]})
    version = _locked(version)
    if version.state != ProbeState.ACTIVE:
        raise refusals.ProbeFixed
    if version.effective_at > at:
        version.ended_at = version.effective_at
        version.probe.versions.filter(
            state=ProbeState.ACTIVE, ended_at=version.effective_at, number__lt=version.number
        ).update(ended_at=None)
    elif version.ended_at is None or version.ended_at > at:
        version.ended_at = at
    version.state = ProbeState.RETIRED
    version.save(update_fields=["state", "ended_at"])
    event = ProbeMoved(probe=version.probe_id, number=version.number, state=version.state)
    record(version.probe, event, by=by, at=at, reason=clean(reason))
    return version
