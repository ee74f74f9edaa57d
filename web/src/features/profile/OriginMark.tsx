import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import type { FieldOrigin } from "@/api";
import { useWord } from "@/ui/code";
import { isCorrected } from "./corrected";
import css from "./OriginMark.module.css";
import { useOriginAge } from "./originAge";

type Props = { field: string; origins: FieldOrigin[]; open: () => void };

/** A dot beside a fact: who says so and how old it is; amber where another system says otherwise. */
export function OriginMark({ field, origins, open }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const ageOf = useOriginAge();
  const origin = origins.find((each) => each.field === field);
  if (!origin) return null;
  const disputed = origin.others.length > 0;
  const said = [
    isCorrected(origin) ? t("profile.origin.corrected") : word("system", origin.system),
    ageOf(origin.age_days),
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
