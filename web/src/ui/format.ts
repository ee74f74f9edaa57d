import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Said } from "@/i18n";
import { useZone } from "./zone";

type Instant = string | null | undefined;
type Figure = number | null | undefined;

/** What stands where there is no value. */
export const NOTHING = "–";

/** An instant of the API; without an offset it is UTC. */
export function instant(text: string): Date {
  return new Date(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.includes("T") ? text : `${text}T00:00:00`}Z`);
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** A number as people dial it: `138 0013 8000` for a Chinese mobile, the E.164 form in groups for the rest. */
export function phone(number: Instant): string {
  if (!number) return NOTHING;
  const digits = number.replaceAll(" ", "");
  const chinese = /^\+?86(1\d{2})(\d{4})(\d{4})$/.exec(digits) ?? /^(1[3-9]\d)(\d{4})(\d{4})$/.exec(digits);
  if (chinese) return chinese.slice(1).join(" ");
  const masked = /^\+?86(1\d{2})\*{4}(\d{4})$/.exec(digits);
  if (masked) return `${masked[1]} **** ${masked[2]}`;
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(digits);
  if (american) return `+1 ${american.slice(1).join(" ")}`;
  return number;
}

/** Every way a figure or a date is written in `language`; instants on the clocks of `zone`, else of the browser. */
export function formats(language: string, zone?: string) {
  const chinese = language.startsWith("zh");
  const plain = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const yuan = new Intl.NumberFormat(language, { style: "currency", currency: "CNY", currencyDisplay: "narrowSymbol" });
  const share = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const ago = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: chinese ? "long" : "short" });
  const dayFormat = new Intl.DateTimeFormat(chinese ? "sv-SE" : "en-GB", {
    dateStyle: chinese ? "short" : "medium",
    timeZone: "UTC",
  });
  const momentDay = new Intl.DateTimeFormat(chinese ? "sv-SE" : "en-GB", {
    dateStyle: chinese ? "short" : "medium",
    timeZone: zone,
  });
  const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: zone });
  const monthFormat = new Intl.DateTimeFormat(language, { year: "numeric", month: "short", timeZone: "UTC" });

  const dayOfYear = new Intl.DateTimeFormat(chinese ? "sv-SE" : "en-GB", {
    day: "numeric",
    month: chinese ? "numeric" : "short",
    timeZone: "UTC",
  });

  const number = (value: Figure) => (value == null ? NOTHING : plain.format(value));
  const dateTime = (at: Instant) => (at ? `${momentDay.format(instant(at))} ${clock.format(instant(at))}` : NOTHING);
  return {
    number,
    count: (value: Figure) => (value == null ? NOTHING : whole.format(value)),
    money: (value: Figure) => (value == null ? NOTHING : yuan.format(value)),
    percent: (value: Figure) => (value == null ? NOTHING : share.format(value)),
    day: (day: Instant) => (day ? dayFormat.format(instant(day.slice(0, 10))) : NOTHING),
    /** A day without its year, for the axis of a chart. */
    dayOfYear: (day: Instant) => (day ? dayOfYear.format(instant(day.slice(0, 10))) : NOTHING),
    month: (day: Instant) => (day ? monthFormat.format(instant(day.slice(0, 10))) : NOTHING),
    dateTime,
    time: (at: Instant) => (at ? clock.format(instant(at)) : NOTHING),
    /** `3 天前`, `in 2 hr.`: how far `at` is from `now`. */
    age: (at: Instant, now: Date = new Date()) => {
      if (!at) return NOTHING;
      const seconds = (instant(at).getTime() - now.getTime()) / 1000;
      const step = STEPS.find(([, size]) => Math.abs(seconds) >= size);
      return step ? ago.format(Math.trunc(seconds / step[1]), step[0]) : ago.format(0, "minute");
    },
    duration: (seconds: Figure) => {
      if (seconds == null) return NOTHING;
      if (seconds < 10) return chinese ? `${plain.format(seconds)} 秒` : `${plain.format(seconds)} s`;
      const [hours, minutes, rest] = [
        Math.floor(seconds / 3600),
        Math.floor((seconds % 3600) / 60),
        Math.round(seconds % 60),
      ];
      const units = chinese ? ["小时", "分", "秒"] : ["h", "min", "s"];
      const parts = [hours, minutes, hours ? 0 : rest].map((part, at) => (part ? `${part} ${units[at]}` : ""));
      return parts.filter(Boolean).join(" ") || `0 ${units[2]}`;
    },
    /** Data in MB, written in GB from 1,024 MB. */
    data: (mb: Figure) =>
      mb == null
        ? NOTHING
        : mb >= 1024
          ? `${plain.format(Math.round((mb / 1024) * 10) / 10)} GB`
          : `${whole.format(mb)} MB`,
    /** The size of a file. */
    size: (bytes: Figure) => {
      if (bytes == null) return NOTHING;
      const [unit, by] = bytes >= 1e9 ? ["GB", 1e9] : bytes >= 1e6 ? ["MB", 1e6] : ["kB", 1e3];
      return `${plain.format(Math.ceil((bytes / Number(by)) * 10) / 10)} ${unit}`;
    },
    phone,
    /** The operator's own words in the reader's language, else in the other one. */
    say: (said: Said | null | undefined) => (chinese ? said?.zh || said?.en : said?.en || said?.zh) ?? "",
  };
}

export type Formats = ReturnType<typeof formats>;

/** The formats of the language in use. */
export function useFormat(): Formats {
  const { i18n } = useTranslation();
  const zone = useZone();
  return useMemo(() => formats(i18n.language, zone), [i18n.language, zone]);
}
