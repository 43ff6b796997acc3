"""The facts a charge is worked out from; never a sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from zhengwu.cases.rules.terms import ChargeTerm
from zhengwu.fees.queries import fact_of
from zhengwu.fees.registry import Method
from zhengwu.web.forms import PlainForm


class ChargeForm(PlainForm):
    """One field a fact the standards read, filled from the application and the last assessment."""

    def __init__(
        self,
        *args: Any,
        methods: Mapping[str, Method],
        known: Mapping[str, Any],
        charges: Sequence[ChargeTerm],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.names: dict[str, str] = {}
        for method in methods.values():
            for fact in method.facts:
                field = f"fact_{fact.name.replace('.', '_')}"
                if field in self.fields:  # two standards that read the same number
                    continue
                self.names[field] = fact.name
                self.fields[field] = forms.DecimalField(
                    label=f"{fact.label}（{fact.unit}）" if fact.unit else fact.label,
                    min_value=Decimal(0),
                    initial=fact_of(known, fact.name),
                    widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                    error_messages={"invalid": f"{fact.label}要填数字"},
                )
        for one in charges:
            self.fields[f"waiver_{one.standard}"] = forms.CharField(
                label=f"“{one.name}”的减免依据编号",
                required=False,
                max_length=100,
                help_text="依据合同文本或者政府专题会议纪要减免的才填写。",
            )

    def facts(self) -> dict[str, str]:
        """Name → number as text."""
        return {name: str(self.cleaned_data[field]) for field, name in self.names.items()}

    def waivers(self) -> dict[str, str]:
        """Standard → number of the contract or minutes."""
        return {
            field.removeprefix("waiver_"): value
            for field, value in self.cleaned_data.items()
            if field.startswith("waiver_") and value
        }
