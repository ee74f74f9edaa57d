"""The security measures that hold now, read from the settings and the keys: the last part of the register."""

from django.conf import settings

from tieline.foundation.keys.queries import list_keys
from tieline.foundation.packs.kinds import Text


def list_measures() -> list[Text]:
    """One sentence for each measure, as it stands: what is switched off is said to be off."""
    return [*_keys(), _tls(), *_always()]


def _keys() -> list[Text]:
    sealed = [key for key in list_keys() if key.state == "current"]
    if not sealed:
        return [
            Text(
                zh="运行库：尚未封存任何字段（没有数据密钥）",
                en="Operational database: no field is sealed yet (there is no data key)",
            )
        ]
    rows = sum(key.rows for key in list_keys())
    wrapped = ", ".join(sorted({key.wrapped_by for key in sealed}))
    return [
        Text(
            zh=f"运行库：{rows} 行的身份字段以 AES-256-GCM 信封加密，数据密钥由 {wrapped} 封装",
            en=f"Operational database: identities in {rows} rows sealed (AES-256-GCM), keys wrapped by {wrapped}",
        )
    ]


def _tls() -> Text:
    if settings.HTTPS:
        return Text(zh="传输：强制 TLS（HTTPS=yes）", en="Transport: TLS is demanded (HTTPS=yes)")
    return Text(zh="传输：未强制 TLS（HTTPS=no）", en="Transport: TLS is not demanded (HTTPS=no)")


def _always() -> list[Text]:
    return [
        Text(
            zh="访问：按角色、目的与字段打码或隐藏，所有读取经同一投影",
            en="Access: masked or hidden by role, purpose and field; everything is read through one projection",
        ),
        Text(
            zh="记录：变更日志哈希成链并定期锚定，查看客户留痕",
            en="Records: the change log is chained by hashes and anchored; every look at a customer is written down",
        ),
        Text(
            zh="导出：须权限、用途与原因，超过行数须第二人同意，文件带标记并到期删除",
            en="Exports: a right, a purpose and a reason, a second person beyond a limit, marked files that expire",
        ),
        Text(zh="异常访问：一分钟内发现并复核", en="Unusual access: noticed within a minute and reviewed"),
    ]
