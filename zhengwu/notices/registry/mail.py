"""Mail over Django's backend (SMTP in production)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from zhengwu.notices.registry.channel import Channel, Recipient, Undeliverable


class MailChannel(Channel):
    """One plain text mail a message; its id is the key, so that doubles can be told."""

    name = "mail"
    label = "电子邮件"

    def address_of(self, to: Recipient) -> str:
        """The mail address."""
        return to.email

    def deliver(self, address: str, subject: str, text: str, *, key: str) -> None:
        """Hand over to the mail server."""
        try:
            validate_email(address)
        except ValidationError:
            raise Undeliverable("电子邮箱地址不正确") from None
        headers = {"Message-ID": f"<{key}@zhengwu.invalid>", "Auto-Submitted": "auto-generated"}
        EmailMessage(" ".join(subject.split()), text, to=[address], headers=headers).send()
