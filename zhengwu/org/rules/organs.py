"""Codes of organs."""

from __future__ import annotations

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from zhengwu.kernel.errors import InvalidInput


def check_credit_code(text: str) -> str:
    """A unified social credit code (GB 32100-2015) in capitals, or empty; else InvalidInput."""
    text = text.strip().upper()
    if not text:
        return ""
    try:
        return str(uscc.validate(text))
    except InvalidChecksum:
        problem = "统一社会信用代码校验位不对，请核对。"
    except ValidationError:
        problem = "统一社会信用代码应为 18 位数字和大写字母（不含 I、O、Z、S、V）。"
    raise InvalidInput(fields={"credit_code": [problem]})
