import { StopOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { RestraintOut } from "@/api";
import { getCustomerRestraintsOptions } from "@/api/@tanstack/react-query.gen";
import { useFormat } from "@/ui/format";
import css from "./requests.module.css";

/** What was granted to a customer that whoever serves them has to keep to; nothing for most. */
export function Restraints({ customerId }: { customerId: string }) {
  const held = useQuery(getCustomerRestraintsOptions({ path: { customer_id: customerId } }));
  const items = held.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <ul className={css.restraints}>
      {items.map((each) => (
        <Restraint key={`${each.kind} ${each.since} ${each.objects_to.join()}`} held={each} />
      ))}
    </ul>
  );
}

function Restraint({ held }: { held: RestraintOut }) {
  const { t } = useTranslation();
  const { day } = useFormat();
  const since = t("requests.heldSince", { day: day(held.since) });
  const until = held.until && t("requests.heldUntil", { day: day(held.until) });
  const kinds =
    held.kind === "restriction" ? (["restriction"] as const) : (held.objects_to as ("marketing" | "profiling")[]);
  return (
    <li role="status">
      <StopOutlined />
      <span>
        {kinds.map((each) => t(`requests.banner.${each}`)).join(" ")} ({[since, until].filter(Boolean).join(", ")})
      </span>
    </li>
  );
}
