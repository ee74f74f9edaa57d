import { useQuery } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { getCustomerConsentsOptions } from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import { PanelNotShown } from "@/features/access/sight/NotShown";
import { useSight } from "@/features/access/sight/sight";
import { useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Loaded } from "@/ui/States";
import css from "./consent.module.css";
import { History } from "./History";
import { Matrix } from "./Matrix";
import { RecordDialog } from "./RecordDialog";

/** What a customer agreed and objected to: what holds and why, everything that was said, and writing it down. */
export function Consent({ customerId }: { customerId: string }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const { day } = useFormat();
  const sight = useSight();
  const shown = sight.level("consent") === "readable";
  const [history, setHistory] = useState(false);
  const [recording, setRecording] = useState(false);
  const found = useQuery({ ...getCustomerConsentsOptions({ path: { customer_id: customerId } }), enabled: shown });
  if (!shown)
    return (
      <Panel title={t("consent.title")}>
        <PanelNotShown category="consent" />
      </Panel>
    );
  const actions = found.data && (
    <>
      <Button size="small" onClick={() => setHistory(true)}>
        {t("consent.history", { count: found.data.statements.length })}
      </Button>
      {may("consents.record") && sight.mayWrite("consent") && (
        <Button size="small" type="primary" onClick={() => setRecording(true)}>
          {t("consent.record")}
        </Button>
      )}
    </>
  );
  return (
    <Panel title={t("consent.title")} extra={actions}>
      <Loaded query={found} rows={4}>
        {(data) => (
          <>
            {data.of_age_from && <p className={css.child}>{t("consent.child", { day: day(data.of_age_from) })}</p>}
            <Matrix data={data} />
            <Drawer open={history} onClose={() => setHistory(false)} title={t("consent.historyTitle")} size={560}>
              <History data={data} />
            </Drawer>
            {recording && <RecordDialog data={data} close={() => setRecording(false)} />}
          </>
        )}
      </Loaded>
    </Panel>
  );
}
