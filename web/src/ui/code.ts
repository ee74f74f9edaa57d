import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { texts } from "@/i18n/zh-CN";

export type CodeList = keyof typeof texts.codes;

/** A code of the data (`mnp query`) in the reader's language; a code that the texts do not know is shown as it is. */
export function word(t: TFunction, list: CodeList, code: string | null | undefined): string {
  if (!code) return "";
  const key = code
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_");
  return t(`codes.${list}.${key}` as "ui.retry", { defaultValue: code });
}

/** `word` in the language in use. */
export function useWord(): (list: CodeList, code: string | null | undefined) => string {
  const { t } = useTranslation();
  return (list, code) => word(t, list, code);
}
