import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import type { FieldOrigin } from "@/api";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import css from "./OriginMark.module.css";

type Props = { field: string; origins: FieldOrigin[]; open: () => void };

/** A dot beside a fact: who says so and how old it is; amber where another system says otherwise. */
export function OriginMark({ field, origins, open }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const { count } = useFormat();
  const origin = origins.find((each) => each.field === field);
  if (!origin) return null;
  const disputed = origin.others.length > 0;
  const age =
    origin.age_days == null ? "" : t("profile.origin.age", { count: origin.age_days, days: count(origin.age_days) });
  const said = [
    word("system", origin.system),
    age,
    disputed && t("profile.origin.disputed", { count: origin.others.length }),
  ]
    .filter(Boolean)
    .join(" · ");
  return (
    <Tooltip title={said}>
      <button
        type="button"
        className={`${css.mark} ${disputed ? css.disputed : ""}`}
        aria-label={t("profile.origin.of", { field: word("field", field), origin: said })}
        onClick={open}
      />
    </Tooltip>
  );
}
