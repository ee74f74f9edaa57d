import { Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { CheckDraft } from "@/features/ingest/draft/draft";
import { useWord } from "@/ui/code";
import css from "./Wizard.module.css";

type Props = { check: CheckDraft; columns: string[]; change: (check: CheckDraft) => void };

const VERDICTS = ["warn", "quarantine"] as const;
const AT_MOST = ["PT1H", "P1D", "P2D", "P1W", "P1M"];
const several = new Set(["required", "unique"]);
const ofColumn = new Set(["range", "format", "reference"]);

/** What a check asks, field by field as its kind needs, and what failing means. */
export function CheckFields({ check, columns, change }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const say = (part: Record<string, unknown>) => {
    const next = Object.entries({ ...check, ...part }).filter(([, value]) => value !== undefined && value !== "");
    change(Object.fromEntries(next) as CheckDraft);
  };
  const options = columns.map((value) => ({ value, label: value }));
  const text = (name: string) => (check[name] === undefined ? "" : String(check[name]));
  const bound = (value: string) => (value === "" ? undefined : Number.isNaN(Number(value)) ? value : Number(value));
  return (
    <>
      {several.has(check.check) && (
        <div className={css.grow}>
          <Select
            mode="multiple"
            style={{ width: "100%" }}
            aria-label={t("sources.cell.columns")}
            placeholder={t("sources.cell.columns")}
            value={(check.columns as string[] | undefined) ?? []}
            onChange={(value: string[]) => say({ columns: value })}
            options={options}
          />
        </div>
      )}
      {ofColumn.has(check.check) && (
        <Select
          showSearch
          style={{ minWidth: 150 }}
          aria-label={t("sources.cell.column")}
          placeholder={t("sources.cell.column")}
          value={check.column as string | undefined}
          onChange={(column: string) => say({ column })}
          options={options}
        />
      )}
      {(check.check === "range" || check.check === "row_count") &&
        (["minimum", "maximum"] as const).map((name) => (
          <Input
            key={name}
            style={{ width: 130 }}
            aria-label={t(`sources.checks.${name}`)}
            placeholder={t(`sources.checks.${name}`)}
            value={text(name)}
            onChange={(event) => say({ [name]: bound(event.target.value) })}
          />
        ))}
      {check.check === "row_count" && (
        <InputNumber
          style={{ width: 170 }}
          aria-label={t("sources.checks.change")}
          placeholder={t("sources.checks.change")}
          min={0}
          suffix="%"
          value={check.change === undefined ? null : Math.round(Number(check.change) * 1000) / 10}
          onChange={(share) => say({ change: share === null ? undefined : share / 100 })}
        />
      )}
      {check.check === "format" && (
        <Input
          className={css.grow}
          aria-label={t("sources.checks.pattern")}
          placeholder={t("sources.checks.pattern")}
          value={text("pattern")}
          onChange={(event) => say({ pattern: event.target.value })}
        />
      )}
      {check.check === "reference" &&
        (["record", "field"] as const).map((name) => (
          <Input
            key={name}
            style={{ width: 150 }}
            aria-label={t(`sources.checks.${name}`)}
            placeholder={t(`sources.checks.${name}`)}
            value={text(name)}
            onChange={(event) => say({ [name]: event.target.value })}
          />
        ))}
      {check.check === "freshness" && (
        <Select
          style={{ minWidth: 150 }}
          aria-label={t("sources.checks.atMost")}
          placeholder={t("sources.checks.atMost")}
          value={check.at_most as string | undefined}
          onChange={(at_most: string) => say({ at_most })}
          options={AT_MOST.map((value) => ({ value, label: word("duration", value) }))}
        />
      )}
      <Select
        style={{ minWidth: 130 }}
        aria-label={t("sources.checks.verdict")}
        value={check.verdict ?? "quarantine"}
        onChange={(verdict) => say({ verdict })}
        options={VERDICTS.map((value) => ({ value, label: word("verdict", value) }))}
      />
    </>
  );
}
