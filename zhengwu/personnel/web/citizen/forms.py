"""What a citizen tells when asking to be received."""

from __future__ import annotations

from django import forms

from zhengwu.web.forms import PlainForm


class BookForm(PlainForm):
    """Who comes and about what."""

    visitor = forms.CharField(label="姓名", max_length=60)
    phone = forms.CharField(label="联系电话", max_length=30)
    topic = forms.CharField(
        label="反映什么事", max_length=1000, widget=forms.Textarea(attrs={"rows": 5})
    )
