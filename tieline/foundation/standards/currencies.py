"""
Currencies as people write them → ISO 4217 codes.

A sign that several currencies share is read by country: ``¥`` is the yuan in China and the yen in Japan, ``$`` the
dollar of where one is; from a country that uses none of them it is refused as ambiguous.
"""

from tieline.foundation.standards.characters import half_width

_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD "
    "HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD "
    "MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN "
    "PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY "
    "TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG"
)
CODES = frozenset(_CODES.split())
"""Active codes of ISO 4217 that people are billed in, without funds, metals and test codes."""

_NAMES = {
    "CNY": "rmb cnh 人民币 人民币元 元 圆 块 yuan renminbi",
    "JPY": "円 日元 日圆 yen",
    "USD": "美元 美金 us$",
    "HKD": "港币 港元 hk$",
    "MOP": "澳门元 mop$",
    "TWD": "新台币 台币 nt$",
    "EUR": "欧元 € euro",
    "GBP": "英镑 £",
    "KRW": "₩ 韩元",
    "RUB": "卢布 ₽",
    "INR": "₹",
    "THB": "฿ 泰铢",
    "VND": "₫",
    "SGD": "s$ 新加坡元",
    "AUD": "a$ 澳元",
    "CAD": "c$ 加元",
}
NAMES = {name: code for code, names in _NAMES.items() for name in names.split()}
"""What is written for a currency and means no other."""

SHARED = {
    "¥": {"CN": "CNY", "JP": "JPY"},
    "$": {
        "US": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "TW": "TWD", "MX": "MXN",
        "CL": "CLP", "CO": "COP", "AR": "ARS",
    },
}  # fmt: skip
"""Signs of several currencies, and which of them is meant in a country."""


def read_currency(written: str, country: str) -> str | None:
    """The ISO 4217 code; None for what names no currency, or several."""
    text = _text(written)
    if text in SHARED:
        return SHARED[text].get(country)
    if text.upper() in CODES:
        return text.upper()
    return NAMES.get(text)


def refusal(written: str, country: str) -> str | None:
    """``ambiguous sign`` or ``not a currency``; None where it is one."""
    if read_currency(written, country):
        return None
    return "ambiguous sign" if _text(written) in SHARED else "not a currency"


def _text(written: str) -> str:
    """Trimmed, lower case; the full-width yen sign U+FFE5 is the usual one."""
    return half_width(written).replace("\uffe5", "¥").replace("\uffe1", "£").strip().lower()
