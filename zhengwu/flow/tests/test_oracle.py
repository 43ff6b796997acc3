"""Our engine beside another: the same tasks must be open after every step."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengwu.flow import actions
from zhengwu.flow.enums import PENDING
from zhengwu.flow.models import Instance, JoinArrival, Task, Token

from .factories import AT, load_rules, person, started
from .spiff import Block, Tree, trees, walk
from .spiff import Task as Step

ALL = person("li", *(f"reviewer@{organ}" for organ in ("WJ", "A", "B", "C")))


class Ours:
    """Our engine, driven through its public actions."""

    def start(self, xml: str, facts: dict[str, int]) -> None:
        self.run = started(xml, **facts)

    def enabled(self) -> list[str]:
        rows = Task.objects.filter(instance=self.run, state__in=PENDING)
        return list(rows.values_list("name", flat=True))

    def complete(self, name: str, facts: dict[str, int]) -> None:
        rows = Task.objects.filter(instance=self.run, state__in=PENDING, name=name)
        actions.complete(rows.order_by("id")[0], facts=facts, by=ALL, at=AT)


def check_left_behind(run: Instance) -> None:
    """A finished run leaves no token, no open task, no running clock, no arrival without merge."""
    run.refresh_from_db()
    assert run.state == "ended"
    assert not Token.objects.filter(instance=run, state__in=["live", "waiting"]).exists()
    assert not Task.objects.filter(instance=run, state__in=PENDING).exists()
    assert not Task.objects.filter(instance=run, clock__state="running").exists()
    merged = Token.objects.filter(instance=run, state="merged").count()
    assert JoinArrival.objects.filter(instance=run).count() == merged


@pytest.fixture
def _rules(db: None) -> None:
    load_rules()


@pytest.mark.django_db
@pytest.mark.usefixtures("_rules")
@settings(max_examples=40)
@given(tree=trees(), seed=st.integers(0, 10_000))
def test_the_same_tasks_are_open_after_every_step(tree: Tree, seed: int) -> None:
    ours = Ours()
    walk(tree, seed, ours)
    check_left_behind(ours.run)


T = Step()


@pytest.mark.django_db
@pytest.mark.usefixtures("_rules")
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "tree",
    [
        Block("parallel", (Block("inclusive", (T, T, T)), Block("exclusive", (T, T)))),
        Block("inclusive", (Block("parallel", (T, T)), Block("inclusive", (T, T)), T)),
        Block("sequence", (Block("parallel", (Step(3), T)), Block("inclusive", (T, Step(2))))),
        Block("loop", (Block("parallel", (T, Block("loop", (T, T)))), T)),
    ],
)
def test_known_hard_nestings(tree: Tree, seed: int) -> None:
    ours = Ours()
    steps = walk(tree, seed, ours)
    assert steps >= 1
    check_left_behind(ours.run)


def test_the_oracle_imports_none_of_the_program() -> None:
    text = (Path(__file__).parent / "spiff.py").read_text("utf-8")
    imports = [line for line in text.splitlines() if line.startswith(("import ", "from "))]
    assert not [line for line in imports if "zhengwu" in line or line.startswith("from .")]
