"""演示核验: answers by documented test numbers, offline. Never in use outside of a demonstration.

The serial of a resident number (digits 15 to 17) decides:
901 name and number do not match · 902 number unknown · 903 the service is away · else yes.
Papers other than the resident card are not known to it: no.
"""

from __future__ import annotations

from zhengwu.identity.enums import Answer, IdKind
from zhengwu.identity.registry import Claim, Verdict, VerificationProvider, provider
from zhengwu.kernel.digests import digest

_ANSWERS = {
    "901": (Answer.NO, "姓名与证件号码不一致"),
    "902": (Answer.NO, "查无此证件号码"),
    "903": (Answer.UNAVAILABLE, "核验服务暂时没有回应"),
}


@provider
class DemonstrationProvider(VerificationProvider):
    """演示核验服务"""

    code = "demonstration"
    name = "演示核验服务（演示数据，不代表真实身份）"

    def verify(self, claim: Claim) -> Verdict:
        """Decides by the serial of the number."""
        reference = digest(f"demonstration/{claim.id_kind}/{claim.id_number}")[:16]
        if claim.id_kind != IdKind.RESIDENT:
            return Verdict(Answer.NO, "只能核验居民身份证", reference)
        answer, reason = _ANSWERS.get(claim.id_number[14:17], (Answer.YES, ""))
        return Verdict(answer, reason, reference)
