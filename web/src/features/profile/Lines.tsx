import { useTranslation } from "react-i18next";
import type { Account, Line } from "@/api";
import { PanelNotShown } from "@/features/access/sight/NotShown";
import { useSight } from "@/features/access/sight/sight";
import { useWord } from "@/ui/code";
import { NOTHING, phone, useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import { Nothing } from "@/ui/States";
import css from "./Lines.module.css";

const SOON_DAYS = 60;

/** The lines of a customer with their contracts, and the accounts that pay for them. */
export function Lines({ lines, accounts }: { lines: Line[]; accounts: Account[] }) {
  const { t } = useTranslation();
  const columns = useLineColumns();
  const sight = useSight();
  return (
    <Panel title={t("profile.lines.title")} extra={<Accounts accounts={accounts} />} flush>
      {lines.length === 0 && sight.level("contract") !== "readable" ? (
        <PanelNotShown category="contract" />
      ) : lines.length === 0 ? (
        <Nothing title={t("profile.lines.none")} />
      ) : (
        <Rows label={t("profile.lines.title")} rows={lines} columns={columns} keyOf={(line) => line.product_ref} />
      )}
    </Panel>
  );
}

function Accounts({ accounts }: { accounts: Account[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const { money } = useFormat();
  return accounts.map((account) => (
    <span key={account.account_ref}>
      {t("profile.lines.account", { number: account.account_ref })}
      {account.account_type && ` · ${word("accountType", account.account_type)}`}
      {account.payment_method && ` · ${word("payment", account.payment_method)}`}
      {account.balance ? ` · ${t("profile.lines.owes", { amount: money(account.balance) })}` : ""}
    </span>
  ));
}

function useLineColumns(): Column<Line>[] {
  const { t } = useTranslation();
  const word = useWord();
  const { money, data, count } = useFormat();
  const included = (line: Line) =>
    [
      line.data_allowance_mb != null && data(line.data_allowance_mb),
      line.voice_allowance_minutes != null &&
        t("profile.lines.minutes", { minutes: count(line.voice_allowance_minutes) }),
    ]
      .filter(Boolean)
      .join(" · ") || NOTHING;
  return [
    {
      key: "line",
      label: t("profile.lines.line"),
      lead: true,
      show: (line) => (
        <>
          <span className={css.number}>{line.phone ? phone(line.phone) : line.product_ref}</span>
          <div className={css.about}>
            {[word("product", line.product_type), line.device].filter(Boolean).join(" · ")}
          </div>
        </>
      ),
    },
    {
      key: "plan",
      label: t("profile.lines.plan"),
      show: (line) => (
        <>
          {line.offering ?? NOTHING} {line.plan_5g && <Pill tone="blue">5G</Pill>}
          <div className={css.about}>{included(line)}</div>
        </>
      ),
    },
    { key: "fee", label: t("profile.lines.fee"), align: "end", show: (line) => money(line.monthly_fee) },
    { key: "contract", label: t("profile.lines.contract"), show: (line) => <Contract line={line} /> },
    { key: "status", label: t("profile.lines.status"), show: (line) => <Status line={line} /> },
  ];
}

function Contract({ line }: { line: Line }) {
  const { t } = useTranslation();
  const { day } = useFormat();
  if (!line.contract_end) return <span className={css.about}>{t("profile.noContract")}</span>;
  const left = line.contract_days_left;
  return (
    <>
      {t("profile.lines.until", { day: day(line.contract_end) })}
      {left != null && left >= 0 && (
        <div className={left <= SOON_DAYS ? css.soon : css.about}>{t("profile.lines.daysLeft", { count: left })}</div>
      )}
    </>
  );
}

function Status({ line }: { line: Line }) {
  const word = useWord();
  const { day } = useFormat();
  const tone = line.status === "active" ? "green" : line.status === "suspended" ? "amber" : "neutral";
  return (
    <>
      <Pill tone={tone}>{word("lineStatus", line.status)}</Pill>
      {line.ended_on && (
        <div className={css.about}>
          {[day(line.ended_on), word("endReason", line.end_reason)].filter(Boolean).join(" · ")}
        </div>
      )}
    </>
  );
}
