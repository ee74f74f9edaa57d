"""What is done with personal data, told from the definitions that are published: the activities of the register."""

from collections.abc import Iterable, Iterator

from django.conf import settings

from tieline.act.tasks.definitions import KIND as TASKS
from tieline.act.tasks.definitions import TaskTemplate
from tieline.foundation.access.categories import CATEGORIES
from tieline.foundation.exports.exportable import list_exportables
from tieline.foundation.packs.kinds import Text
from tieline.foundation.packs.queries import published
from tieline.foundation.privacy.register import Activity
from tieline.foundation.privacy.retention_keeping import keepables
from tieline.foundation.warehouse.tables import Table
from tieline.know.ingest.collected import narrowed
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.queries import list_sources
from tieline.know.ingest.tables import RECORDS
from tieline.know.profile.facts import LISTS
from tieline.know.profile.tables import CUSTOMER
from tieline.know.scores.definitions import KIND as MODELS
from tieline.know.scores.definitions import ModelDefinition, words_of
from tieline.know.segments.definitions import KIND as SEGMENTS
from tieline.know.segments.definitions import SegmentDefinition
from tieline.know.tags.definitions import KIND as TAGS
from tieline.know.tags.tag import TagDefinition
from tieline.notice.rules.definitions import KIND as RULES
from tieline.notice.rules.definitions import RuleDefinition

PROFILE = Text(zh="由各来源汇成的客户档案计算", en="computed from the profile that sources make up")
DERIVED = Text(
    zh="每次运行重新计算，只保留最新值及变化；随其所依据的数据删除",
    en="computed anew in each run; goes with what it is computed from",
)
JUDGED = "judgement"


def sources() -> Iterator[Activity]:
    """An activity for each source: what it brings, from where, and for what it was collected."""
    for source in list_sources():
        tables = [RECORDS[record.record] for record in source.records]
        purposes = narrowed(source.collected_for, *(each.collected_for for each in source.records))
        limited = bool(source.collected_for) or any(each.collected_for for each in source.records)
        yield Activity(
            f"source:{source.key}",
            "source",
            source.name,
            _brings(tables),
            _origin(source),
            frozenset(_mapped(source)),
            purposes=tuple(sorted(purposes)) if limited else (),
            keeps=_keeps(tables),
        )


def models() -> Iterator[Activity]:
    """An activity for each model: profiling, which the law names apart."""
    for model in published(MODELS.name, ModelDefinition):
        inputs = categories_of(feature.value for feature in model.features)
        says = Text(zh="由模型预测客户行为（画像）", en="a model foretells what customers do (profiling)")
        used = (model.used_for,) if model.used_for else ()
        yield _judged(f"model:{model.key}", "model", model.name, says, inputs, used)


def tags() -> Iterator[Activity]:
    """An activity for each tag."""
    for tag in published(TAGS.name, TagDefinition):
        texts = [text for text in (tag.value, *(each.when for each in tag.categories)) if text]
        used = (tag.used_for,) if tag.used_for else ()
        yield _judged(f"tag:{tag.key}", "tag", tag.name, tag.says, categories_of(texts), used)


def segments() -> Iterator[Activity]:
    """An activity for each segment."""
    for each in published(SEGMENTS.name, SegmentDefinition):
        yield _judged(
            f"segment:{each.key}", "segment", each.name, each.says, categories_of([each.when]), (each.used_for,)
        )


def rules() -> Iterator[Activity]:
    """An activity for each rule: alerts keep evidence, and are kept until a retention rule lets them go."""
    for rule in published(RULES.name, RuleDefinition):
        yield Activity(
            f"rule:{rule.key}",
            "rule",
            rule.name,
            rule.says,
            PROFILE,
            frozenset({JUDGED, *categories_of([rule.when, *rule.evidence.facts])}),
            purposes=(rule.used_for,),
            keeps=("cleared_alerts",),
            permission="alerts.read",
        )


def tasks() -> Iterator[Activity]:
    """An activity for each template of tasks: people contact customers and note what was said."""
    says = Text(zh="员工按任务联系客户并记录结果", en="people contact customers and note what came of it")
    for task in published(TASKS.name, TaskTemplate):
        yield Activity(
            f"task:{task.key}",
            "task",
            task.name,
            says,
            Text(zh="由预警产生；内容由员工填写", en="opened by alerts; noted by people"),
            frozenset({JUDGED, "contact", "words", "name", "phone"}),
            purposes=("service",),
            keeps=("closed_tasks", "recorded_contacts"),
            permission="tasks.work",
        )


def exports() -> Iterator[Activity]:
    """An activity for each list that may leave as a file."""
    days = settings.TIELINE_EXPORTS_DAYS
    for each in list_exportables():
        yield Activity(
            f"export:{each.key}",
            "export",
            each.title,
            Text(
                zh="经授权、注明用途与原因后导出为文件；超过行数须第二人同意",
                en="leaves as a file with a right, a purpose and a reason; beyond a limit a second person agrees",
            ),
            PROFILE,
            frozenset(column.category for column in each.columns) & frozenset(CATEGORIES),
            kept=Text(zh=f"文件 {days} 天后失效并删除", en=f"files expire and are deleted after {days} days"),
            permission="exports.ask",
        )


def operations() -> Iterator[Activity]:
    """What is done with data of the operator's own people, and of who looked at whom."""
    yield Activity(
        "operation:access",
        "operation",
        Text(zh="用户账户与登录", en="users and logins"),
        Text(zh="账户、角色、登录与多因素验证", en="accounts, roles, logins and second factors"),
        Text(zh="由管理员录入，或来自目录与单点登录", en="entered by administrators, or from directories and sign-on"),
        frozenset({"name", "email"}),
        purposes=("operations",),
        subjects="staff",
        kept=Text(zh="账户存续期间", en="as long as the account"),
        permission="users.manage",
    )
    yield Activity(
        "operation:log",
        "operation",
        Text(zh="变更日志与查看记录", en="change log and looks"),
        Text(zh="谁何时改了什么、看了哪些客户", en="who changed what, and who was shown which customers"),
        Text(zh="由系统记录", en="recorded by the system"),
        frozenset({"number"}),
        purposes=("legal",),
        subjects="staff",
        keeps=("looks",),
        kept=Text(zh="变更日志长期保存", en="the change log is kept without end"),
        permission="changes.read",
    )


ACTIVITIES = (sources, models, tags, segments, rules, tasks, exports, operations)


def categories_of(texts: Iterable[str]) -> set[str]:
    """The categories of the facts that some conditions name; those of tags and scores are judgements."""
    found: set[str] = set()
    for text in texts:
        for word in words_of(text):
            head = word.split(".", 1)[0]
            if head in LISTS:
                found |= _of_table(LISTS[head])
            elif word in CUSTOMER.column_names:
                found.add(CUSTOMER.category_of(word))
            elif head == "characteristic":
                found.add("property")
            elif head in ("tags", "scores"):
                found.add(JUDGED)
    return found & set(CATEGORIES)


def _judged(key: str, kind: str, name: Text, says: Text, inputs: set[str], used: tuple[str, ...]) -> Activity:
    return Activity(
        key,
        kind,  # type: ignore[arg-type] # one of the kinds, by whom it is called
        name,
        says,
        PROFILE,
        frozenset({JUDGED, *inputs}),
        purposes=used,  # type: ignore[arg-type] # purposes of a definition
        kept=DERIVED,
    )


def _of_table(table: Table) -> set[str]:
    return {table.category_of(name) for name in table.column_names} & set(CATEGORIES)


def _mapped(source: Source) -> set[str]:
    """The categories of the fields that a source fills."""
    found = set()
    for record in source.records:
        table = RECORDS[record.record]
        found |= {table.category_of(name) for name in record.map}
        found |= {"property"} if record.characteristics else set()
    return found & set(CATEGORIES)


def _keeps(tables: Iterable[Table]) -> tuple[str, ...]:
    names = {table.full_name for table in tables}
    return tuple(key for key, each in keepables().items() if names & set(each.tables))


def _brings(tables: Iterable[Table]) -> Text:
    names = ", ".join(dict.fromkeys(table.name for table in tables))
    return Text(zh=f"接收记录：{names}", en=f"takes in records: {names}")


def _origin(source: Source) -> Text:
    way = source.where.kind
    through = f" ({source.where.connection})" if source.where.connection else ""
    return Text(zh=f"系统 {source.system}，方式 {way}{through}", en=f"system {source.system}, by {way}{through}")
