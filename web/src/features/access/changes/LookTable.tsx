import { useTranslation } from "react-i18next";
import type { LookOut } from "@/api";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import { type Column, Rows } from "@/ui/Rows";

/** Who was shown data of customers: when, from where, for which purpose, by which route, and of how many. */
export function LookTable({ looks }: { looks: LookOut[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const { dateTime, count } = useFormat();
  const columns: Column<LookOut>[] = [
    { key: "at", label: t("access.changes.at"), tight: true, show: (look) => dateTime(look.at) },
    { key: "user", label: t("access.changes.user"), lead: true, show: (look) => <strong>{look.user}</strong> },
    { key: "address", label: t("access.looks.address"), show: (look) => look.address || NOTHING },
    {
      key: "purpose",
      label: t("access.looks.purpose"),
      show: (look) => (look.purpose ? word("purpose", look.purpose) : NOTHING),
    },
    { key: "route", label: t("access.looks.route"), minor: true, show: (look) => look.route },
    { key: "customers", label: t("access.looks.customers"), align: "end", show: (look) => count(look.customers) },
  ];
  return (
    <Rows
      label={t("access.looks.title")}
      rows={looks}
      columns={columns}
      keyOf={(look) => `${look.at} ${look.user} ${look.route}`}
    />
  );
}
