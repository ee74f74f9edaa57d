"""The API says what is wrong in the language that the request asks for; nothing else changes its language."""

import pytest

from tests.foundation.access.conftest import PASSWORD, Browser
from tieline.foundation.access.commands import create_user
from tieline.foundation.language import for_reader, in_chinese, place_for_reader, speaking

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Browser:
    create_user("ann", name="Ann", roles=["analyst"], password=PASSWORD)
    browser = Browser()
    browser.log_in("ann")
    return browser


@pytest.mark.parametrize(
    ("wished", "detail", "do"),
    [
        ("zh-CN", "没有装载“none”", "请看装载列表"),
        ("fr, zh;q=0.8, en;q=0.5", "没有装载“none”", "请看装载列表"),
        ("en-GB, zh;q=0.5", "There is no load 'none'", "Look at the list of loads"),
        ("fr", "There is no load 'none'", "Look at the list of loads"),
        (None, "There is no load 'none'", "Look at the list of loads"),
        ("zh\x00;;q=x,,", "There is no load 'none'", "Look at the list of loads"),
    ],
)
def test_a_problem_is_told_as_the_request_asks(browser: Browser, wished: str | None, detail: str, do: str) -> None:
    headers = {} if wished is None else {"Accept-Language": wished}
    answer = browser.get("/api/loads/none", headers=headers)
    assert (answer.status_code, answer.json()["detail"], answer.json()["do"]) == (404, detail, do)


def test_mistakes_of_a_draft_are_told_in_chinese(browser: Browser) -> None:
    body = {"key": "shop.cards", "name": {"zh": "卡", "en": "Cards"}, "where": {"file": "x.csv"}}
    create_user("eve", name="Eve", roles=["admin"], password=PASSWORD)
    browser.log_in("eve")
    csrf = {"X-CSRFToken": browser.cookies["csrftoken"].value, "Accept-Language": "zh-CN"}
    answer = browser.post("/api/definitions/source/check", {"body": body}, "application/json", headers=csrf)
    said = {each["what"]: each["do"] for each in answer.json()["mistakes"]}
    assert said["没有“file”这个字段"].startswith("是否指“files”？可用的有 ")
    assert said["缺少字段“system”"] == "请加上“system: …”"


def test_the_words_of_a_library_stay_behind_the_sentence() -> None:
    assert in_chinese("The database does not answer: no route to host") == "数据库没有响应：no route to host"
    assert in_chinese("The database does not answer (TimeoutError)") == "数据库没有响应（TimeoutError）"


def test_words_and_sentences_in_gaps_are_said_in_chinese_and_names_stay_as_they_are() -> None:
    assert in_chinese("The load is held") == "装载的状态是“等待放行”"
    assert in_chinese("The delivery has no column 'held'") == "交付的文件里没有列“held”"
    assert in_chinese("Did you mean 'NAME'?. Correct the mapping of the source") == "是否指“NAME”？。请修正数据源的映射"
    assert in_chinese("new: A, B; missing: C") == "新增：A, B；缺少：C"


def test_what_no_catalogue_knows_stays_english() -> None:
    for text in ("", "Nobody ever said this", "a: b; c (d)", "{}{0}{x", "线路"):
        assert in_chinese(text) == text


def test_places_are_told_too_and_only_to_readers_of_chinese() -> None:
    with speaking("zh"):
        assert place_for_reader("connection crm, sqlite:///srv/crm") == "连接 crm, sqlite:///srv/crm"
        assert place_for_reader("a.csv, line 7") == "a.csv，第 7 行"
        assert for_reader("The file is empty") == "文件是空的"
    assert (place_for_reader("connection crm"), for_reader("The file is empty")) == (
        "connection crm",
        "The file is empty",
    )
