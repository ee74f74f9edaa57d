"""The words of the register in Chinese and English, for the files that are handed out."""

from collections.abc import Mapping

from tieline.foundation.access.categories import CATEGORIES
from tieline.foundation.packs.kinds import Text


def _texts(words: Mapping[str, tuple[str, str]]) -> dict[str, Text]:
    return {key: Text(zh=zh, en=en) for key, (zh, en) in words.items()}


KINDS = _texts(
    {
        "source": ("数据源", "source"),
        "model": ("模型", "model"),
        "tag": ("标签", "tag"),
        "segment": ("客群", "segment"),
        "rule": ("规则", "rule"),
        "task": ("任务", "task"),
        "export": ("导出", "export"),
        "operation": ("运行", "operation"),
    }
)
PURPOSES = _texts(
    {
        "service": ("服务", "service"),
        "marketing": ("营销", "marketing"),
        "analysis": ("分析", "analysis"),
        "operations": ("运营", "operations"),
        "legal": ("合规", "legal"),
    }
)
BASES = _texts(
    {
        "consent": ("同意", "consent"),
        "contract": ("合同", "contract"),
        "legal_obligation": ("法定义务", "legal obligation"),
        "vital_interest": ("重大利益", "vital interest"),
        "public_task": ("公共任务", "public task"),
        "legitimate_interest": ("正当利益", "legitimate interest"),
    }
)
SUBJECTS = _texts({"customers": ("客户", "customers"), "staff": ("员工", "the operator's people")})
LEVELS = _texts(
    {"masked": ("打码", "masked"), "readable": ("可见", "readable"), "exportable": ("可导出", "exportable")}
)
WAYS = _texts({"remove": ("之后删除", "then removed"), "anonymise": ("之后匿名化", "then made anonymous")})
SAID = _texts(
    {
        "title": ("个人信息处理活动登记", "Register of processing activities"),
        "activity": ("处理活动", "Activity"),
        "kind": ("种类", "Kind"),
        "purposes": ("目的与合法性基础", "Purposes and legal basis"),
        "categories": ("个人信息种类", "Categories of data"),
        "subjects": ("个人", "People concerned"),
        "recipients": ("可见角色", "Roles that see it"),
        "kept": ("保存期限", "Kept for"),
        "origin": ("来源", "Where it comes from"),
        "controller": ("个人信息处理者", "Controller"),
        "contact": ("联系方式", "Contact"),
        "officer": ("个人信息保护负责人", "Data protection officer"),
        "abroad": ("向境外提供", "Transfers abroad"),
        "measures": ("安全措施", "Security measures"),
        "missing": ("未填写", "MISSING"),
        "endless": ("无限期", "without end"),
        "as_of": ("生成于", "As of"),
        "laws": (
            "依据《通用数据保护条例》（GDPR）第三十条与《个人信息保护法》第五十五、五十六条",
            "Under GDPR, article 30, and PIPL, articles 55 and 56",
        ),
    }
)


def category(key: str) -> Text:
    """The words of a category of data."""
    return CATEGORIES[key]
