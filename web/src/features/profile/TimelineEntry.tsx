import {
  CreditCardOutlined,
  GlobalOutlined,
  MailOutlined,
  MessageOutlined,
  MobileOutlined,
  PhoneOutlined,
  ShopOutlined,
  ShoppingOutlined,
  SolutionOutlined,
} from "@ant-design/icons";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "@/api";
import { NotShown } from "@/features/access/sight/NotShown";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import css from "./Timeline.module.css";

const ICONS: Record<string, ComponentType> = {
  call: PhoneOutlined,
  shop: ShopOutlined,
  app: MobileOutlined,
  web: GlobalOutlined,
  sms: MessageOutlined,
  email: MailOutlined,
  tieline: SolutionOutlined,
};

function iconOf(entry: TimelineEntry): ComponentType {
  if (entry.entry === "payment") return CreditCardOutlined;
  if (entry.entry === "order") return ShoppingOutlined;
  return ICONS[entry.channel ?? ""] ?? GlobalOutlined;
}

/** What the server leaves of words that are masked. */
const MASKED = "***";

/** One contact, order or payment: what, when, where, what was said, how it ended. */
export function Entry({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation();
  const { dateTime } = useFormat();
  const Icon = iconOf(entry);
  const about = useAbout(entry);
  return (
    <li className={`${css.entry} ${entry.is_complaint ? css.complaint : ""}`}>
      <span className={css.icon} aria-hidden>
        <Icon />
      </span>
      <div className={css.what}>
        <div className={css.title}>
          <Title entry={entry} />
          <time dateTime={entry.at}>{dateTime(entry.at)}</time>
        </div>
        {entry.text === MASKED ? <NotShown /> : entry.text && <p className={css.text}>{entry.text}</p>}
        {about.length > 0 && <p className={css.about}>{about.join(" · ")}</p>}
        {entry.is_pending && <Pill tone="blue">{t("profile.timeline.pending")}</Pill>}
      </div>
    </li>
  );
}

function Title({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation();
  const word = useWord();
  const { money } = useFormat();
  if (entry.entry === "payment") return <strong>{t("profile.timeline.paid", { amount: money(entry.amount) })}</strong>;
  if (entry.entry === "order")
    return <strong>{t("profile.timeline.ordered", { item: entry.item ?? word("category", entry.category) })}</strong>;
  const parts = [word("kind", entry.kind), word("reason", entry.reason)].filter(Boolean);
  return (
    <span className={css.name}>
      <strong>{parts.join(" · ")}</strong>
      {entry.is_complaint && <Pill tone="red">{t("profile.timeline.complaint")}</Pill>}
      {entry.resolved === false && <Pill tone="amber">{t("profile.timeline.unresolved")}</Pill>}
    </span>
  );
}

/** The small print of an entry. */
function useAbout(entry: TimelineEntry): string[] {
  const { t } = useTranslation();
  const word = useWord();
  const { duration, number, money } = useFormat();
  const parts = [
    word(entry.entry === "payment" ? "payment" : "channel", entry.channel),
    entry.direction && word("direction", entry.direction),
    entry.duration_seconds ? duration(entry.duration_seconds) : "",
    entry.resolved && t("profile.timeline.resolved"),
    entry.rating != null && t("profile.timeline.rating", { rating: number(entry.rating) }),
    entry.response && word("response", entry.response),
    entry.entry === "order" && entry.amount != null && money(entry.amount),
    entry.status && word("orderStatus", entry.status),
    entry.handled_by && t("profile.timeline.by", { who: entry.handled_by }),
  ];
  return parts.filter((part): part is string => Boolean(part));
}
