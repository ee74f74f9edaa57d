"""Addresses: the hard cases that decided against a library, and the usual ones."""

import pytest

from tieline.foundation.standards.addresses import Address, read_address, refusal

HARD = [
    # a municipality is a province and a city
    ("北京市朝阳区建国路88号", ("北京市", "北京市", "朝阳区", "建国路", "88号")),
    ("北京市北京市朝阳区建国路88号", ("北京市", "北京市", "朝阳区", "建国路", "88号")),
    ("重庆万州区高笋塘1号", ("重庆市", "重庆市", "万州区", None, None)),
    # a city of the county level knows its city and province
    ("昆山市前进路1号", ("江苏省", "苏州市", "昆山市", "前进路", "1号")),
    ("江苏昆山前进中路", ("江苏省", "苏州市", "昆山市", "前进中路", None)),
    # a city that answers to its province directly
    ("湖北仙桃沔阳大道5号", ("湖北省", "仙桃市", None, "沔阳大道", "5号")),
    # the province is missing, or shortened
    ("杭州市西湖区文三路5号", ("浙江省", "杭州市", "西湖区", "文三路", "5号")),
    ("内蒙古呼和浩特新城区", ("内蒙古自治区", "呼和浩特市", "新城区", None, None)),
    ("新疆乌鲁木齐天山区", ("新疆维吾尔自治区", "乌鲁木齐市", "天山区", None, None)),
    ("恩施土家族苗族自治州恩施市舞阳大道1号", ("湖北省", "恩施土家族苗族自治州", "恩施市", "舞阳大道", "1号")),
    # a province and a city of one name
    ("吉林省吉林市昌邑区", ("吉林省", "吉林市", "昌邑区", None, None)),
    ("吉林市昌邑区", ("吉林省", "吉林市", "昌邑区", None, None)),
    # a district that several cities have is not guessed
    ("西湖区文三路5号", (None, None, "西湖区", "文三路", "5号")),
    ("鼓楼区中山路1号", (None, None, "鼓楼区", "中山路", "1号")),
    # a street that is named after a city is no city
    ("南京路1号", (None, None, None, "南京路", "1号")),
    ("上海市中山北路100号", ("上海市", "上海市", None, "中山北路", "100号")),
    # a district newer than the list
    ("杭州市临平区迎宾路1号", ("浙江省", "杭州市", "临平区", "迎宾路", "1号")),
    # spaces, full width, a lane and a house
    ("上海市 上海市 徐汇区 漕溪路 １２ 弄 ３ 号", ("上海市", "上海市", "徐汇区", "漕溪路", "12弄3号")),
]


@pytest.mark.parametrize(("written", "parts"), HARD)
def test_a_chinese_address_is_read_in_its_parts(written: str, parts: tuple[str | None, ...]) -> None:
    address = read_address(written)
    assert address is not None
    assert (address.province, address.city, address.district, address.street, address.house) == parts


def test_the_operators_own_city_decides_between_districts_of_one_name() -> None:
    address = read_address("西湖区文三路5号", home="330100")
    assert address is not None
    assert (address.city, address.region_code) == ("杭州市", "330106")


def test_town_postal_code_and_what_is_behind_the_house_are_kept_apart() -> None:
    address = read_address("215300 江苏省昆山市玉山镇前进路1号2幢301室")
    assert address == Address(
        "江苏省", "苏州市", "昆山市", "玉山镇", "前进路", "1号", "2幢301室", "215300", region_code="320583"
    )
    town = read_address("广东省东莞市南城街道")
    assert town is not None
    assert (town.city, town.town) == ("东莞市", "南城街道")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "12 Main St, Apt 4, Springfield, IL 62704",
            Address(
                province="IL", city="Springfield", street="main street", house="12", rest="Apt 4", postal_code="62704"
            ),
        ),
        ("Hauptstraße 5, 10115 Berlin", Address(city="Berlin", street="hauptstraße", house="5", postal_code="10115")),
        (
            "10 Downing Street, London SW1A 2AA",
            Address(city="London", street="downing street", house="10", postal_code="SW1A 2AA"),
        ),
        (
            "Room 501, 88 Changjiang Rd, Xihu District, Hangzhou",
            Address(city="Hangzhou", district="Xihu District", street="changjiang road", house="88", rest="Room 501"),
        ),
    ],
)
def test_a_western_address_is_read_in_its_parts(written: str, expected: Address) -> None:
    assert read_address(written) == expected


@pytest.mark.parametrize("written", ["", "不详", "unknown", "n/a"])
def test_a_text_that_names_no_place_is_refused(written: str) -> None:
    assert read_address(written) is None
    assert refusal(written) == "not an address"
