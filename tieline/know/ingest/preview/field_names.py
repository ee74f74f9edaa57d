"""What systems call the fields of records: words in lower case without spaces, by record and field."""

PARTY = (
    "客户编号", "客户号", "客户id", "客户标识", "用户编号", "用户id", "会员号", "会员编号", "会员id", "custid",
    "custno", "customerid", "customerno", "customernumber", "customer", "partyid", "partyref", "userid",
    "memberid", "memberno", "clientid", "no", "id",
)  # fmt: skip
PHONE = (
    "手机号", "手机号码", "手机", "电话", "电话号码", "联系电话", "联系手机", "号码", "业务号码", "用户号码", "phone",
    "phonenumber", "phoneno", "mobile", "mobileno", "mobilephone", "msisdn", "tel", "telephone", "cell", "svcno",
)  # fmt: skip
ACCOUNT = (
    "账户编号", "账户号", "帐户编号", "帐号", "账号", "账户id", "合同号", "account", "accountid", "accountno",
    "accountref", "acctid", "acctno", "billingaccount",
)  # fmt: skip
UPDATED = (
    "更新时间", "修改时间", "最后更新", "变更时间", "更新日期", "updatedat", "updated", "updatetime", "lastupdate",
    "modified", "modifiedat", "lastmodified", "upd", "changedat",
)  # fmt: skip
AMOUNT = ("金额", "费用", "总额", "合计", "应收", "amount", "amt", "total", "sum", "fee", "price", "charge")
STATUS = ("状态", "status", "state", "sts")
DAY = ("日期", "统计日期", "账期日", "使用日期", "day", "date", "statdate", "usagedate")
MONTH = ("月份", "账期", "账单月", "统计月份", "month", "billmonth", "period", "cycle", "billingcycle")
AT = (
    "时间",
    "发生时间",
    "开始时间",
    "创建时间",
    "下单时间",
    "at",
    "time",
    "timestamp",
    "createdat",
    "created",
    "starttime",
)
CHANNEL = ("渠道", "接触渠道", "来源渠道", "channel")
USE = {
    "voice_minutes": ("通话时长", "语音时长", "通话分钟", "语音分钟", "voice", "voiceminutes", "minutes", "callminutes",
                      "voiceseconds", "callseconds"),
    "data_mb": ("流量", "数据流量", "上网流量", "data", "datamb", "datakb", "databytes", "traffic", "volume"),
    "sms": ("短信", "短信条数", "短信数", "sms", "smscount", "messages"),
    "roaming_mb": ("漫游流量", "roaming", "roamingmb", "roamingdata"),
    "dropped_calls": ("掉话", "掉话次数", "droppedcalls", "drops", "calldrops"),
}  # fmt: skip

NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "individual": {
        "party_ref": PARTY,
        "full_name": ("姓名", "客户姓名", "客户名称", "用户姓名", "会员姓名", "名称", "name", "fullname", "custname",
                      "customername", "clientname", "username"),
        "given_name": ("名", "名字", "givenname", "firstname", "forename"),
        "family_name": ("姓", "姓氏", "familyname", "lastname", "surname"),
        "gender": ("性别", "gender", "sex"),
        "birth_date": (
            "出生日期", "生日", "出生年月日", "birthdate", "birthday", "birth", "born", "dateofbirth", "dob",
        ),
        "phone": PHONE,
        "other_phone": ("备用电话", "其他电话", "固定电话", "家庭电话", "otherphone", "phone2", "homephone",
                        "altphone"),
        "email": ("邮箱", "电子邮箱", "电子邮件", "邮件", "email", "mail", "emailaddress"),
        "identity_number": ("身份证号", "身份证号码", "身份证", "证件号码", "证件号", "idcard", "idnumber",
                            "idno", "certno"),
        "address": ("地址", "联系地址", "通讯地址", "详细地址", "住址", "address", "addr", "street", "postaladdress"),
        "city": ("城市", "市", "所在城市", "地市", "city", "town"),
        "district": ("区县", "区", "县", "行政区", "district", "county"),
        "postal_code": ("邮编", "邮政编码", "postalcode", "postcode", "zip", "zipcode"),
        "language": ("语言", "首选语言", "language", "lang"),
        "household_ref": ("家庭编号", "家庭id", "户号", "household", "householdid"),
        "manager": ("客户经理", "经理工号", "manager", "accountmanager", "customermanager"),
        "updated_at": UPDATED,
    },
    "billing_account": {
        "account_ref": ACCOUNT,
        "party_ref": PARTY,
        "account_type": ("账户类型", "客户类型", "accounttype", "acctype"),
        "status": STATUS,
        "opened_on": ("开户日期", "开户时间", "开通日期", "opened", "openedon", "opendate"),
        "closed_on": ("销户日期", "销户时间", "closed", "closedon", "closedate"),
        "payment_method": ("缴费方式", "支付方式", "付款方式", "paymentmethod", "paymethod"),
        "balance": ("余额", "账户余额", "欠费", "balance"),
        "updated_at": UPDATED,
    },
    "product": {
        "product_ref": ("产品编号", "产品实例", "产品id", "实例编号", "productid", "productref", "subscriptionid",
                        "subid", "subsno", "subscriberno", "lineid", "serviceid"),
        "account_ref": ACCOUNT,
        "phone": PHONE,
        "product_type": ("产品类型", "业务类型", "producttype", "servicetype"),
        "offering": ("套餐", "套餐名称", "资费", "产品名称", "plan", "planname", "offering", "offer", "tariff",
                     "package"),
        "status": STATUS,
        "started_on": ("开通日期", "入网日期", "入网时间", "生效日期", "start", "startdate", "startedon", "activated",
                       "effdt", "effdate"),
        "ended_on": ("停用日期", "离网日期", "失效日期", "end", "enddate", "endedon", "expdt", "expdate"),
        "contract_start": ("合约开始", "合约开始日期", "contractstart"),
        "contract_end": ("合约结束", "合约到期", "合约到期日", "到期日期", "contractend", "contractexpiry"),
        "monthly_fee": ("月费", "月租", "月租费", "monthlyfee", "monthlycharge", "rent"),
        "device": ("终端", "机型", "手机型号", "device", "handset", "model"),
        "updated_at": UPDATED,
    },
    "customer_bill": {
        "bill_ref": ("账单编号", "账单号", "账单id", "billid", "billno", "billref", "invoice", "invoiceno"),
        "account_ref": ACCOUNT,
        "month": MONTH,
        "issued_on": ("出账日期", "出账日", "issued", "issuedon", "issuedate", "billdate"),
        "due_on": ("到期日", "缴费截止", "due", "dueon", "duedate"),
        "amount": ("账单金额", *AMOUNT),
        "overage_amount": ("超套金额", "套外费用", "overage", "overageamount"),
        "roaming_amount": ("漫游费", "漫游费用", "roamingfee", "roamingamount"),
    },
    "payment": {
        "payment_ref": ("缴费编号", "支付单号", "缴费流水", "流水号", "paymentid", "paymentno", "paymentref"),
        "account_ref": ACCOUNT,
        "bill_ref": ("账单编号", "账单号", "billid", "billno"),
        "paid_at": ("缴费时间", "支付时间", "付款时间", "缴费日期", "paidat", "paid", "paymenttime", "paymentdate"),
        "amount": ("缴费金额", "支付金额", *AMOUNT),
        "method": ("缴费方式", "支付方式", "method", "paymentmethod"),
    },
    "interaction": {
        "interaction_ref": ("接触编号", "工单号", "工单编号", "通话编号", "会话编号", "interactionid", "callid",
                            "ticketid", "contactid", "sessionid"),
        "party_ref": PARTY,
        "phone": (*PHONE, "主叫号码", "来电号码", "caller", "callingnumber"),
        "at": ("来电时间", "接触时间", "受理时间", "calltime", *AT),
        "channel": CHANNEL,
        "direction": ("方向", "呼叫方向", "direction"),
        "kind": ("接触类型", "类型", "kind", "type", "eventtype"),
        "reason": ("原因", "来电原因", "业务原因", "问题类型", "reason", "topic", "category"),
        "is_complaint": ("是否投诉", "投诉", "complaint", "iscomplaint"),
        "resolved": ("是否解决", "是否办结", "resolved", "solved"),
        "duration_seconds": ("时长", "通话时长", "处理时长", "duration", "durationseconds", "talktime"),
        "text": ("内容", "备注", "描述", "诉求", "text", "note", "notes", "comment", "content", "description"),
        "rating": ("评分", "满意度", "rating", "score", "nps", "csat"),
        "handled_by": ("坐席", "工号", "坐席工号", "受理人", "agent", "handledby", "operator"),
    },
    "product_order": {
        "order_ref": ("订单编号", "订单号", "订单id", "orderid", "orderno", "orderref", "order"),
        "party_ref": PARTY,
        "phone": PHONE,
        "at": ("下单时间", "订单时间", "下单日期", "ordertime", "orderdate", "orderedat", *AT),
        "channel": CHANNEL,
        "item": ("商品", "商品名称", "产品名称", "item", "product", "productname", "goods"),
        "category": ("品类", "商品类别", "类别", "category"),
        "amount": ("订单金额", "实付金额", *AMOUNT),
        "status": ("订单状态", *STATUS),
    },
    "usage_day": {"phone": PHONE, "day": DAY, **USE,
                  "home_cell": ("常驻小区", "小区", "基站", "homecell", "cell", "cellid")},
    "usage_month": {"phone": PHONE, "month": MONTH, **USE},
    "area": {
        "postal_code": ("邮编", "邮政编码", "postalcode", "postcode", "zip", "zipcode"),
        "population": ("人口", "population"),
    },
    "party_status": {
        "party_ref": PARTY,
        "left": ("是否离网", "离网", "是否流失", "left", "churned", "churn"),
    },
    "consent": {
        "consent_ref": ("同意编号", "授权编号", "consentid", "consentref"),
        "party_ref": PARTY,
        "at": ("同意时间", "授权时间", "consentat", "agreedat", *AT),
        "said": ("是否同意", "授权结果", "consent", "agreed", "optin", "decision"),
        "purpose": ("目的", "处理目的", "purpose"),
        "channel": CHANNEL,
        "topic": ("主题", "topic"),
        "expires_at": ("有效期至", "授权截止", "expiresat", "validuntil"),
        "text": ("同意书内容", "告知内容", "wording", "consenttext"),
        "text_version": ("同意书版本", "告知版本", "textversion", "version"),
    },
}  # fmt: skip

TELLING: dict[str, tuple[str, ...]] = {
    "individual": ("full_name", "given_name", "birth_date", "gender", "email"),
    "billing_account": ("account_ref", "account_type", "opened_on", "balance"),
    "product": ("product_ref", "offering", "contract_end", "monthly_fee"),
    "customer_bill": ("bill_ref", "month", "issued_on", "amount"),
    "payment": ("payment_ref", "paid_at", "amount"),
    "interaction": ("interaction_ref", "at", "reason", "is_complaint"),
    "product_order": ("order_ref", "item", "amount"),
    "usage_day": ("day", "voice_minutes", "data_mb"),
    "usage_month": ("month", "voice_minutes", "data_mb"),
    "area": ("population",),
    "party_status": ("left",),
    "consent": ("said", "purpose", "text_version"),
}
"""The fields that tell a record of a kind from those of others."""
