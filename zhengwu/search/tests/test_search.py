"""Words of any length are found exactly, the same way on both databases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now
from zhengwu.search.actions import Entry, put, remove
from zhengwu.search.queries import facet_counts, search
from zhengwu.search.registry import Kind, register
from zhengwu.search.rules import initials, runs, tokens

TITLES = {
    "1": "公共场所卫生许可新办审批（县级）",
    "2": "公共场所卫生许可延续（县级）",
    "3": "食品(含保健食品)经营许可核发",
    "4": "最低生活保障",
    "5": "家庭经济困难儿童提供最低生活保障",
    "6": "银行卡挂失",
    "7": "𠮷祥村农户登记",
    "8": "取水许可证新办审批",
    "9": "第三类易制毒化学品运输备案证明 511A0133400003",
}


@pytest.fixture(autouse=True)
def _entries(db):
    register(Kind("test", "试验", {"低保": ["最低生活保障"], "开饭馆": ["食品经营许可"]}))
    put(
        "test",
        [
            Entry(
                key,
                title,
                body="区卫生局" if "卫生" in title else "",
                facets={"organ": ["甲" if int(key) < 5 else "乙"], "theme": ["健康", title[:2]]},
            )
            for key, title in TITLES.items()
        ],
        by=SYSTEM,
        at=now(),
    )


pytestmark = [pytest.mark.django_db, pytest.mark.pg]


def ids(text: str, **more) -> list[str]:
    return [hit.object_id for hit in search("test", text, **more).hits]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("卫生", ["2", "1"]),
        ("公共场所卫生许可", ["2", "1"]),
        ("最低生活保障", ["4", "5"]),
        ("低保", ["4", "5"]),
        ("我要开饭馆", ["3"]),
        ("食品经营许可", ["3"]),
        ("𠮷", ["7"]),
        ("水", ["8"]),
        ("许可 取水", ["8"]),
        ("ggcswsxk", ["2", "1"]),
        ("GGCS", ["2", "1"]),
        ("quwater", []),
        ("yinhangka", ["6"]),
        ("511a01334", ["9"]),
        ("区卫生局", ["2", "1"]),
        ('"; DROP TABLE', []),
        ("' | !'q9' &", []),
        ("*", []),
        ("生保", []),
    ],
)
def test_what_is_typed_is_found_in_this_order(text, found):
    assert ids(text) == found


def test_when_nothing_matches_as_typed_single_words_are_tried():
    page = search("test", "取水怎么办审批")
    assert page.loose or not page.hits
    assert [hit.object_id for hit in search("test", "审批取水").hits] == ["8"]
    assert search("test", "审批取水").loose


def walked(text: str, *, limit: int) -> list[str]:
    """Every hit, page after page."""
    seen: list[str] = []
    after = ""
    while True:
        page = search("test", text, limit=limit, after=after)
        seen += [hit.object_id for hit in page.hits]
        after = page.after
        if not after:
            return seen


def test_then_any_of_the_words_then_any_two_characters_of_one():
    assert ids("取水飞船") == ["8"]
    pairs = search("test", "农户证")
    assert ([hit.object_id for hit in pairs.hits], pairs.loose) == (["7"], True)
    assert ids("怎么办理") == []
    assert not search("test", "怎么办理").loose


def test_pages_follow_each_other_without_gap_or_double():
    assert sorted(walked("", limit=2)) == sorted(TITLES)
    found = walked("飞船许可", limit=1)
    assert sorted(found) == ["1", "2", "3", "8"]


def test_facets_narrow_and_are_counted():
    assert ids("卫生", filters={"organ": "甲"}) == ["2", "1"]
    assert ids("卫生", filters={"organ": ["乙"]}) == []
    assert ids("保障", filters={"organ": "乙", "theme": "健康"}) == ["5"]
    assert facet_counts("test", "organ") == {"乙": 5, "甲": 4}
    assert facet_counts("test", "organ", "保障") == {"乙": 1, "甲": 1}


def test_a_changed_entry_is_found_by_its_new_words_only_and_a_removed_one_not_at_all():
    put("test", [Entry("4", "特困人员救助供养")], by=SYSTEM, at=now())
    assert ids("低保") == ["5"]
    assert ids("特困人员") == ["4"]
    assert ids("", filters={"organ": "甲"}) == ["2", "3", "1"]
    remove("test", ["4"], by=SYSTEM, at=now())
    assert ids("特困人员") == []


def test_the_number_of_statements_does_not_grow(django_assert_num_queries):
    with django_assert_num_queries(1):
        search("test", "许可", limit=1)
    with django_assert_num_queries(1):
        search("test", "许可", limit=20)


def test_other_names_are_found_by_their_words_and_by_their_initials():
    entry = Entry("20", "社会保障卡补领", also=["社保卡丢了", "医保卡"])
    put("test", [entry], by=SYSTEM, at=now())
    for typed in ("shbzk", "sbk", "sbkdl", "社保卡", "ybk"):
        assert ids(typed) == ["20"], typed


def test_who_types_the_whole_initials_of_a_name_finds_that_thing_first():
    """社保开户 begins with the same letters and is asked for more often; 社保卡 is meant."""
    put(
        "test",
        [
            Entry("30", "企业社会保险登记", also=["社保开户"], weight=9),
            Entry("31", "社会保障卡申领（启用）", also=["社保卡丢了", "社保卡"]),
            Entry("32", "护照换发", also=["社保卡"]),
        ],
        by=SYSTEM, at=now(),
    )  # fmt: skip
    assert ids("sbk")[-1] == "30"
    assert set(ids("sbk")[:-1]) == {"31", "32"}
    assert ids("SBK ")[0] in {"31", "32"}
    assert ids("sbkh") == ["30"]
    assert ids("shbzksl")[0] == "31", "the title without its brackets"


def test_initials_know_phrases_and_surnames():
    assert initials("银行") == "yh"
    assert initials("行政许可") == "xzxk"
    assert initials("单雄信", surname=True) == "sxx"
    assert initials("尉迟恭", surname=True) == "yg"


@given(
    st.text("公共场所卫生许可𠮷a1（ ", min_size=1, max_size=12),
    st.text("公共卫生许可𠮷a1", min_size=1, max_size=4),
)
def test_a_phrase_of_tokens_occurs_exactly_where_the_text_contains_it(text, part):
    from zhengwu.search.rules.tokens import phrase

    wanted, have = phrase(part), tokens(text)
    if len(part) == 1:
        hit = any(token.startswith(wanted[0]) for token in have)
    else:
        hit = any(have[i : i + len(wanted)] == wanted for i in range(len(have)))
    assert hit == any(part in run for run in runs(text))
