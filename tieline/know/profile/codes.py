"""What people call the codes in the profile: an outcome, a reason, a state; by the column that holds them."""

from tieline.know.profile.labels import Label

_CHANNEL: dict[str, Label] = {
    "call": ("电话", "phone"),
    "shop": ("营业厅", "shop"),
    "app": ("App", "app"),
    "web": ("网上商城", "online store"),
    "sms": ("短信", "text message"),
    "email": ("电子邮件", "e-mail"),
    "tieline": ("Tieline", "Tieline"),
}

_PAYMENT: dict[str, Label] = {
    "auto debit": ("自动扣款", "auto-debit"),
    "app": ("App 缴费", "app"),
    "shop": ("营业厅缴费", "shop"),
    "wechat pay": ("微信支付", "WeChat Pay"),
    "alipay": ("支付宝", "Alipay"),
    "bank": ("银行转账", "bank transfer"),
    "card": ("信用卡", "card"),
    "cheque": ("支票", "cheque"),
}

CODES: dict[str, dict[str, Label]] = {
    "account_type": {"consumer": ("个人", "consumer"), "business": ("商业", "business")},
    "category": {
        "device": ("终端", "device"),
        "accessory": ("配件", "accessory"),
        "plan": ("套餐", "plan"),
        "service": ("业务", "service"),
    },
    "channel": _CHANNEL,
    "direction": {"inbound": ("呼入", "inbound"), "outbound": ("呼出", "outbound")},
    "end_reason": {
        "ported out": ("携号转出", "ported out"),
        "cancelled": ("主动销户", "cancelled"),
        "non-payment": ("欠费销户", "non-payment"),
    },
    "gender": {"female": ("女", "female"), "male": ("男", "male")},
    "kind": {
        "call": ("来电去电", "call"),
        "visit": ("到店", "visit"),
        "login": ("登录", "login"),
        "page view": ("浏览", "page view"),
        "search": ("搜索", "search"),
        "order": ("下单", "order"),
        "campaign": ("营销触达", "campaign"),
        "survey": ("调查", "survey"),
        "work": ("任务跟进", "task"),
    },
    "last_contact_channel": _CHANNEL,
    "method": _PAYMENT,
    "payment_method": _PAYMENT,
    "product_type": {
        "mobile": ("手机", "mobile"),
        "broadband": ("宽带", "broadband"),
        "tv": ("电视", "TV"),
        "landline": ("固话", "landline"),
        "device": ("终端", "device"),
        "other": ("其他", "other"),
    },
    "purpose": {
        "service": ("服务", "service"),
        "marketing": ("营销", "marketing"),
        "analysis": ("分析", "analysis"),
    },
    "reason": {
        "mnp query": ("携号转网查询", "number-portability query"),
        "complaint": ("投诉", "complaint"),
        "fault": ("报障", "fault"),
        "bill question": ("账单咨询", "bill question"),
        "bill": ("账单", "bill"),
        "plan change": ("套餐变更", "plan change"),
        "plans": ("套餐", "plans"),
        "upgrade": ("升级", "upgrade"),
        "roaming": ("漫游", "roaming"),
        "contract": ("合约", "contract"),
        "payment": ("缴费", "payment"),
        "sim card": ("换卡补卡", "SIM card"),
        "information": ("业务咨询", "information"),
        "purchase": ("购买", "purchase"),
        "broadband": ("宽带", "broadband"),
        "usage": ("用量", "usage"),
        "top-up": ("充值", "top-up"),
        "points": ("积分", "points"),
        "shop": ("营业厅", "shop"),
        "shops": ("营业厅", "shops"),
        "help": ("帮助", "help"),
        "nps": ("推荐意愿调查", "recommendation survey (NPS)"),
        "csat": ("满意度调查", "satisfaction survey (CSAT)"),
    },
    "response": {
        "accepted": ("接受", "accepted"),
        "clicked": ("点击", "clicked"),
        "refused": ("拒绝", "refused"),
        "unsubscribed": ("退订", "unsubscribed"),
        "none": ("未回应", "no answer"),
    },
    "status": {
        "active": ("在用", "active"),
        "suspended": ("停机", "suspended"),
        "ended": ("已终止", "ended"),
        "closed": ("已销户", "closed"),
        "placed": ("已下单", "placed"),
        "delivered": ("已交付", "delivered"),
        "cancelled": ("已取消", "cancelled"),
        "returned": ("已退货", "returned"),
    },
    "verdict": {
        "yes": ("同意", "yes"),
        "no": ("拒绝", "no"),
        "expired": ("已过期", "expired"),
        "minor": ("需监护人同意", "needs a guardian's yes"),
    },
}


def names_of_codes(column: str) -> dict[str, dict[str, str]]:
    """The names of the codes of a field or column in both languages; empty where it holds no codes."""
    return {code: {"zh": zh, "en": en} for code, (zh, en) in CODES.get(column, {}).items()}
