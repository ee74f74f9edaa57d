import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "./format";
import css from "./Pager.module.css";

export type Paging = { limit: number; offset: number; go: (offset: number) => void; toStart: () => void };

/** Which part of a list is shown. */
export function usePaging(limit: number): Paging {
  const [offset, setOffset] = useState(0);
  return useMemo(() => ({ limit, offset, go: setOffset, toStart: () => setOffset(0) }), [limit, offset]);
}

/** Back and forth through a list, and where one is; nothing where all of it fits. */
export function Pager({ paging, total }: { paging: Paging; total: number }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  const { limit, offset, go } = paging;
  if (total <= limit && offset === 0) return null;
  const to = Math.min(offset + limit, total);
  return (
    <nav className={css.pager} aria-label={t("ui.pages.label")}>
      <span>{t("ui.pages.range", { from: count(offset + 1), to: count(to), total: count(total) })}</span>
      <Button
        size="small"
        icon={<LeftOutlined />}
        aria-label={t("ui.pages.previous")}
        disabled={offset === 0}
        onClick={() => go(Math.max(0, offset - limit))}
      />
      <Button
        size="small"
        icon={<RightOutlined />}
        aria-label={t("ui.pages.next")}
        disabled={to >= total}
        onClick={() => go(offset + limit)}
      />
    </nav>
  );
}
