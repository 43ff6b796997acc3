"""Renders a piece of template with components in it, as the loader would."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template import Context, RequestContext, Template
from django_cotton.compiler_regex import CottonCompiler


def rendered(source: str, request: HttpRequest | None = None, **context: Any) -> str:
    """The HTML of `source`; components are compiled first."""
    template = Template(CottonCompiler().process(source))
    return template.render(RequestContext(request, context) if request else Context(context))
