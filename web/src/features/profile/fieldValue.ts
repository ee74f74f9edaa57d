import { useTranslation } from "react-i18next";
import type { Customer } from "@/api";
import { useWord } from "@/ui/code";
import { NOTHING, phone, useFormat } from "@/ui/format";

const MONEY = new Set(["monthly_fee", "balance", "last_bill_amount", "average_bill_3m"]);
const DATA = new Set(["data_mb_30d", "average_data_mb_3m", "roaming_mb_30d"]);
const CODES: Record<string, "gender" | "language" | "payment" | "channel"> = {
  gender: "gender",
  language: "language",
  payment_method: "payment",
  last_contact_channel: "channel",
};

/** How each field of the profile is written for people. */
export function useFieldValue(customer: Customer): (field: string) => string {
  const { t } = useTranslation();
  const word = useWord();
  const format = useFormat();
  return (field) => {
    const value = customer[field as keyof Customer];
    if (value === null || value === undefined) return NOTHING;
    if (typeof value === "boolean") return t(value ? "ui.yes" : "ui.no");
    if (typeof value === "number") {
      if (MONEY.has(field)) return format.money(value);
      return DATA.has(field) ? format.data(value) : format.number(value);
    }
    const list = CODES[field];
    if (list) return word(list, value);
    if (field === "phone") return phone(value);
    if (/^\d{4}-\d\d-\d\dT/.test(value)) return format.dateTime(value);
    return /^\d{4}-\d\d-\d\d$/.test(value) ? format.day(value) : value;
  };
}
