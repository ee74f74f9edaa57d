import { Drawer } from "antd";
import { useTranslation } from "react-i18next";
import type { Customer360, FieldOrigin } from "@/api";
import { Seen } from "@/features/access/sight/NotShown";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import { Nothing } from "@/ui/States";
import { isCorrected } from "./corrected";
import { useFieldValue } from "./fieldValue";
import css from "./Origins.module.css";
import { useOriginAge } from "./originAge";

/** Where every fact of the page comes from, how old it is, and what other systems say instead. */
export function Origins({ data, open, close }: { data: Customer360; open: boolean; close: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const format = useFormat();
  const ageOf = useOriginAge();
  const valueAt = useFieldValue(data.customer);
  const columns: Column<FieldOrigin>[] = [
    {
      key: "field",
      label: t("profile.origin.fact"),
      lead: true,
      show: (origin) => (
        <>
          <span className={css.field}>{word("field", origin.field)}</span>
          <div>
            <Seen column={origin.field} value={data.customer[origin.field as keyof typeof data.customer]}>
              {valueAt(origin.field)}
            </Seen>{" "}
            {origin.verified && <Pill tone="green">{t("profile.origin.verified")}</Pill>}
          </div>
        </>
      ),
    },
    {
      key: "system",
      tight: true,
      label: t("profile.origin.source"),
      show: (origin) => (
        <>
          {word("system", origin.system)}
          <div className={css.field}>{isCorrected(origin) ? t("profile.origin.corrected") : origin.source}</div>
        </>
      ),
    },
    {
      key: "age",
      tight: true,
      label: t("profile.origin.asOf"),
      show: (origin) => (
        <>
          {format.day(origin.observed_at)}
          <div className={css.field}>{ageOf(origin.age_days)}</div>
        </>
      ),
    },
    {
      key: "others",
      label: t("profile.origin.others"),
      show: (origin) =>
        origin.others.length === 0 ? (
          <span className={css.field}>{t("profile.origin.agree")}</span>
        ) : (
          <ul>
            {origin.others.map((other) => (
              <li key={other.system + other.value}>
                <Pill tone="amber">{word("system", other.system)}</Pill> {other.value}
              </li>
            ))}
          </ul>
        ),
    },
  ];
  return (
    <Drawer open={open} onClose={close} title={t("profile.origin.title")} size={720} styles={{ body: { padding: 0 } }}>
      {data.origins.length === 0 ? (
        <Nothing title={t("profile.origin.none")} />
      ) : (
        <Rows
          label={t("profile.origin.title")}
          rows={data.origins}
          columns={columns}
          keyOf={(origin) => origin.field}
        />
      )}
    </Drawer>
  );
}
