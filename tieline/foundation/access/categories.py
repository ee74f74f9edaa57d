"""
The categories of personal data that roles see or not: every column that tells of a person states one.

The word is the law's: the register of processing activities names categories of data (GDPR, Article 30).
"""

from tieline.foundation.packs.kinds import Text

NONE = "none"
"""What tells nothing of a person by itself: names of systems, pseudonyms, times of loads."""

REFERENCE = "reference"
"""
Ids of persons in their systems, which code follows from table to table. What shows one to people does so through
``Projection.number``, as it may be what people call the customer's number.
"""

KIND = "kind"
"""Of a column whose rows hold different things: another column tells which (see ``warehouse.tables.Kinds``)."""

CATEGORIES: dict[str, Text] = {
    "name": Text(zh="姓名", en="names"),
    "phone": Text(zh="电话号码", en="phone numbers"),
    "email": Text(zh="电子邮箱", en="e-mail addresses"),
    "address": Text(zh="详细地址", en="postal addresses"),
    "place": Text(zh="城市与区县", en="city and district"),
    "birth": Text(zh="出生日期与年龄", en="date of birth and age"),
    "gender": Text(zh="性别", en="gender"),
    "document": Text(zh="证件号码", en="numbers of identity documents"),
    "number": Text(zh="客户号与账户号", en="customer, account and other numbers"),
    "household": Text(zh="家庭", en="household"),
    "contract": Text(zh="产品与合约", en="products and contracts"),
    "money": Text(zh="账单、付款与余额", en="bills, payments and balances"),
    "usage": Text(zh="使用量", en="use of the network"),
    "location": Text(zh="位置与小区", en="where a line is used"),
    "contact": Text(zh="接触记录", en="that and when there was contact"),
    "words": Text(zh="沟通内容", en="what was said or written"),
    "consent": Text(zh="同意与拒绝", en="what was agreed or objected to"),
    "property": Text(zh="其他属性", en="further properties"),
    "judgement": Text(zh="标签、评分与预警", en="tags, scores and alerts"),
    "evidence": Text(zh="身份匹配的依据", en="what ties persons together"),
    "source": Text(zh="来源的原始数据", en="rows of sources as they came"),
}
"""Every category but ``none``, ``reference`` and ``kind``, in the order of the screen, with its names."""

COMPOSED: dict[str, tuple[str, ...]] = {
    "evidence": ("name", "phone", "email", "address", "birth"),
    "source": tuple(category for category in CATEGORIES if category not in ("source", "judgement", "evidence")),
}
"""Categories whose values hold others: they are seen no better than what they hold."""
