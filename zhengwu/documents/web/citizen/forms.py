"""Forms of the verification page."""

from __future__ import annotations

from django import forms


class VerifyForm(forms.Form):
    """A file to compare, and the code where none is in the address. Nothing uploaded is kept."""

    code = forms.CharField(label="查验码", max_length=20, required=False)
    file = forms.FileField(label="要核对的 PDF 文件", required=False)
