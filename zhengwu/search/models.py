"""Tables of search. What is derived here can be built again at any time."""

from __future__ import annotations

from django.db import models


class Document(models.Model):
    """检索条目: one thing that can be found. Its tokens stand in the database's own index.

    `keys` holds every name it goes by and the initials of each, between bars: who types one of them
    whole means this thing.
    """

    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=120)
    title = models.TextField()
    folded_title = models.TextField()
    keys = models.TextField(default="")
    length = models.PositiveIntegerField(default=0)
    weight = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_one_document")
        ]
        indexes = [models.Index(fields=["kind", "-weight", "length", "id"], name="search_browse")]


class Facet(models.Model):
    """检索分面: a value by which results can be narrowed; one document may carry several."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="facets")
    name = models.CharField(max_length=40)
    value = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "name", "value"], name="search_one_facet")
        ]
        indexes = [models.Index(fields=["name", "value", "document"], name="search_by_facet")]
