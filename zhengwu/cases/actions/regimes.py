"""A refusal names the law of the item: the licensing law's articles bind licences only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from zhengwu.cases.queries import LICENSING_LAW, terms_of
from zhengwu.kernel.errors import Refusal

F = TypeVar("F", bound=Callable[..., Any])
_LICENSING = "行政许可法"


def of_its_law(function: F) -> F:
    """Below `@action`, on acts whose first argument is a case, a draft or an application.

    Where the item is no licence, a refusal that cites the licensing law cites the item's own law.
    """

    @wraps(function)
    def acting(subject: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return function(subject, *args, **kwargs)
        except Refusal as refused:
            if refused.article.startswith(_LICENSING):
                terms = terms_of(subject.edition_id)
                if terms.law != LICENSING_LAW:
                    refused.facts["law"] = terms.cites("")
            raise

    return acting  # type: ignore[return-value]
