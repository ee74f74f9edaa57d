import { DownloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ExportAsk } from "@/api";
import { useSession } from "@/features/access/session";

const ExportDialog = lazy(() => import("./ExportDialog"));

export type Wanted = Pick<ExportAsk, "what" | "filters">;

/** Asks for the list that is on screen as a file; nothing for who may not export. */
export function ExportButton({ wanted, disabled = false }: { wanted: Wanted; disabled?: boolean }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const [open, setOpen] = useState(false);
  if (!may("exports.ask")) return null;
  return (
    <>
      <Button
        icon={<DownloadOutlined />}
        disabled={disabled}
        title={disabled ? t("exports.notOfSearch") : undefined}
        onClick={() => setOpen(true)}
      >
        {t("exports.export")}
      </Button>
      {open && (
        <Suspense>
          <ExportDialog wanted={wanted} close={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
