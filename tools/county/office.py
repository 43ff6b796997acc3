"""Who of an organ's people does what on a day of the simulated year."""

from __future__ import annotations

from datetime import date

from zhengwu.kernel.actors import Actor, ActorKind, Assurance
from zhengwu.org.enums import Duty
from zhengwu.org.models import Holding, Staff
from zhengwu.org.queries import absent, duties_of


class Office:
    """The people of one organ, as actors of a day."""

    def __init__(self) -> None:
        self._actors: dict[tuple[str, date], Actor] = {}

    def staff(self, organ_code: str, duty: Duty, day: date, *, nth: int = 0) -> Actor:
        """The nth of those who hold a duty at an organ and are there on the day."""
        held = (
            Holding.objects.filter(
                post__organ_id=organ_code, post__duties__duty=duty, valid_from__lte=day
            )
            .exclude(valid_to__lt=day)
            .select_related("staff")
            .order_by("role", "staff__number")
        )
        # Where all are away the first is asked all the same: the program says that he may not.
        people = [holding.staff for holding in held.exclude(absent("staff_id", day)) or held]
        return self.actor(people[nth % len(people)], day)

    def actor(self, staff: Staff, day: date) -> Actor:
        """A member of staff as an actor with the second factor."""
        key = (str(staff.pk), day)
        if key not in self._actors:
            self._actors[key] = Actor(
                kind=ActorKind.STAFF,
                id=str(staff.pk),
                name=staff.name,
                organ_code=staff.organ_id,
                duties=frozenset(f"{duty}@{organ}" for duty, organ in duties_of(staff, day)),
                assurance=Assurance.SECOND_FACTOR,
                origin="simulated",
            )
        return self._actors[key]
