import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Bill } from "@/api";
import { PanelNotShown } from "@/features/access/sight/NotShown";
import { useSight } from "@/features/access/sight/sight";
import { figureAxis, nameAxis } from "@/ui/chart/axes";
import { Chart, type ChartOption } from "@/ui/chart/Chart";
import { useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { Nothing } from "@/ui/States";
import type { Palette } from "@/ui/theme/palette";
import css from "./Bills.module.css";

const LISTED = 3;

/** Bills by month as bars (plan, overage, roaming) and the latest ones with how they were paid. */
export function Bills({ bills }: { bills: Bill[] }) {
  const { t } = useTranslation();
  const { month, money } = useFormat();
  const sight = useSight();
  return (
    <Panel
      title={t("profile.bills.title")}
      extra={bills.length > 0 && t("profile.bills.months", { count: bills.length })}
      flush
    >
      {bills.length === 0 && sight.level("money") !== "readable" ? (
        <PanelNotShown category="money" />
      ) : bills.length === 0 ? (
        <Nothing title={t("profile.bills.none")} />
      ) : (
        <>
          <div className={css.chart}>
            <BillChart bills={bills} />
          </div>
          <ul className={css.list}>
            {bills.slice(0, LISTED).map((bill) => (
              <li key={bill.bill_ref}>
                <span>{month(bill.month)}</span>
                <Paid bill={bill} />
                <strong>{money(bill.amount)}</strong>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

/** One bar per month, oldest first; bills of several accounts in a month stand on each other. */
function byMonth(bills: Bill[]) {
  const months = new Map<string, { plan: number; overage: number; roaming: number }>();
  for (const bill of [...bills].reverse()) {
    const sum = months.get(bill.month) ?? { plan: 0, overage: 0, roaming: 0 };
    const overage = bill.overage_amount ?? 0;
    const roaming = bill.roaming_amount ?? 0;
    sum.overage += overage;
    sum.roaming += roaming;
    sum.plan += (bill.amount ?? 0) - overage - roaming;
    months.set(bill.month, sum);
  }
  return months;
}

function BillChart({ bills }: { bills: Bill[] }) {
  const { t } = useTranslation();
  const { money, month } = useFormat();
  const draw = useMemo(() => {
    const months = byMonth(bills);
    const sums = [...months.values()];
    const part = (key: "plan" | "overage" | "roaming", color: string) => ({
      type: "bar" as const,
      name: t(`profile.bills.${key}`),
      stack: "bill",
      barMaxWidth: 18,
      data: sums.map((sum) => Math.round(sum[key] * 100) / 100),
      itemStyle: { color },
    });
    return (colors: Palette): ChartOption => ({
      legend: {
        top: 0,
        left: 0,
        itemWidth: 10,
        itemHeight: 10,
        icon: "roundRect",
        textStyle: { color: colors.ink2, fontSize: 12 },
      },
      tooltip: { valueFormatter: (value) => money(Number(value)) },
      xAxis: nameAxis([...months.keys()].map(month), colors),
      yAxis: figureAxis((value) => money(value).replace(/\.00$/, ""), colors),
      series: [part("plan", colors.brand), part("overage", colors.amber), part("roaming", colors.plum)].filter(
        (series) => series.data.some((value) => value !== 0),
      ),
    });
  }, [bills, t, money, month]);
  const latest = bills[0];
  const label = latest ? t("profile.bills.chart", { month: month(latest.month), amount: money(latest.amount) }) : "";
  return <Chart label={label} height={180} draw={draw} />;
}

function Paid({ bill }: { bill: Bill }) {
  const { t } = useTranslation();
  const { money, day } = useFormat();
  const paid = bill.paid_amount ?? 0;
  const due = bill.due_on ?? bill.issued_on;
  if (paid === 0) return <Pill tone="amber">{t("profile.bills.open", { day: day(due) })}</Pill>;
  if (bill.amount != null && paid < bill.amount - 0.005) {
    return <Pill tone="amber">{t("profile.bills.partly", { amount: money(paid) })}</Pill>;
  }
  return (
    <span className={css.paid}>
      {t("profile.bills.paidOn", { day: day(bill.paid_at) })}
      {bill.days_late != null && bill.days_late > 0 && (
        <span className={css.late}> {t("profile.bills.late", { count: bill.days_late })}</span>
      )}
    </span>
  );
}
