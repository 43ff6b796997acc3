"""What a browser says of itself, in words its owner recognises."""

from __future__ import annotations

_PROGRAMS = (
    ("MicroMessenger", "微信"), ("AlipayClient", "支付宝"), ("HarmonyOS", "华为浏览器"),
    ("Edg", "Edge 浏览器"), ("Firefox", "火狐浏览器"), ("OPR", "Opera 浏览器"),
    ("Chrome", "Chrome 内核浏览器"), ("Safari", "Safari 浏览器"),
)  # fmt: skip
_MACHINES = (
    ("iPhone", "苹果手机"), ("iPad", "苹果平板"), ("HarmonyOS", "华为手机"),
    ("Android", "安卓手机"), ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"), ("Linux", "Linux 电脑"),
)  # fmt: skip


def device_words(agent: str) -> str:
    """“苹果手机，微信”; what is not known is said as it came, shortened."""
    machine = next((words for mark, words in _MACHINES if mark in agent), "")
    program = next((words for mark, words in _PROGRAMS if mark in agent), "")
    return "，".join(one for one in (machine, program) if one) or agent[:40] or "未知设备"
