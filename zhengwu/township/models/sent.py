"""What is sent to other places for reading: policy leaflets downward, copies of cases across."""

from __future__ import annotations

from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class Leaflet(Recorded):
    """政策宣传单: published by the county to the positions of county, towns and villages."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=120)
    text = models.TextField()
    source = models.CharField(max_length=300)
    published_by = models.CharField(max_length=120)
    published_at = models.DateTimeField()


class LeafletCopy(models.Model):
    """宣传单到位: one position that has to put it up, and who did."""

    leaflet = models.ForeignKey(Leaflet, on_delete=models.PROTECT, related_name="copies")
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey(
        "org.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    read_by = models.CharField(max_length=120, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["leaflet", "organ", "village"],
                name="township_leaflet_once",
                nulls_distinct=False,
            )
        ]


class CaseCopy(Recorded):
    """抄送: a case shown to an organ that does not handle it, and when it was read there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="copies")
    from_organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="+")
    to_organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500)
    sent_by = models.CharField(max_length=120)
    sent_at = models.DateTimeField()
    read_by = models.CharField(max_length=120, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "to_organ"], name="township_copy_once")
        ]
        indexes = [models.Index(fields=["to_organ", "-sent_at", "id"], name="township_copies")]
