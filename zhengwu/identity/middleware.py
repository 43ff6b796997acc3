"""Django's hooks: whom a session belongs to, and who acts in this request."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from zhengwu.identity.models import Account


class AccountBackend(BaseBackend):
    """Loads the account of a session. Signing in itself is an action, never `authenticate()`."""

    def get_user(self, user_id: Any) -> Account | None:
        """The account with its person in one statement; None when it was closed meanwhile."""
        account = Account.objects.select_related("person").filter(pk=user_id).first()
        return account if account is not None and account.is_active else None

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        """Nobody is let in here."""
        return
