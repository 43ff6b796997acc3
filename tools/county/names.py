"""Invented names and numbers, the same on every build."""

from __future__ import annotations

import random

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"  # noqa: E501
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰鹏飞红波辉鑫斌梅建国志文晓琳雪宁倩婷欣怡佳慧思源子涵浩然宇轩俊博瑞泽锦程启航清岚知远若水"  # noqa: E501
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class Names:
    """A stream of invented people: no name twice, no number of a living person intended."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.used: set[str] = set()
        self.serial = 0

    def person(self) -> str:
        """A name of two or three characters."""
        for _ in range(10_000):
            given = "".join(self.random.sample(GIVEN, self.random.choice((1, 2, 2))))
            name = self.random.choice(SURNAMES) + given
            if name not in self.used:
                self.used.add(name)
                return name
        raise RuntimeError("out of names")

    def id_number(self, year: int | None = None) -> str:
        """A well-formed resident number; serials above 990 of the first of the month are free."""
        self.serial += 1
        year = year or self.random.randint(1950, 2004)
        stem = f"511602{year}{1 + self.serial % 12:02d}{1 + self.serial // 12 % 28:02d}"
        stem += f"{990 + self.serial // 336 % 10:03d}"
        total = sum(int(digit) * weight for digit, weight in zip(stem, _WEIGHTS, strict=True))
        return stem + "10X98765432"[total % 11]

    def credit_code(self) -> str:
        """A well-formed unified social credit code."""
        self.serial += 1
        stem = f"91511602MA9Y{self.serial:05d}"
        total = sum(_USCC.index(letter) * pow(3, place, 31) for place, letter in enumerate(stem))
        return stem + _USCC[(31 - total % 31) % 31]

    def phone(self) -> str:
        """A number of the block 19900 00xxxx, which stands for demonstration here."""
        self.serial += 1
        return f"1990000{self.serial % 10_000:04d}"
