import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { listSourcesOptions } from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import { Connections } from "@/features/ingest/connections/Connections";
import { Deliver } from "@/features/ingest/Deliver";
import { isMoving } from "@/features/ingest/LoadState";
import { SourceTable } from "@/features/ingest/SourceTable";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing } from "@/ui/States";

/** Where data comes from, how fresh it is, and where files are delivered. */
export default function SourcesPage() {
  const { t } = useTranslation();
  const { may } = useSession();
  const navigate = useNavigate();
  const sources = useQuery({
    ...listSourcesOptions(),
    refetchInterval: ({ state }) =>
      state.data?.items.some((source) => source.last_load && isMoving(source.last_load)) ? 2_000 : 60_000,
  });
  return (
    <Page
      title={t("ui.menu.sources")}
      about={t("ingest.about")}
      actions={
        may("definitions.publish") && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate("/sources/new")}>
            {t("sources.connect")}
          </Button>
        )
      }
    >
      {may("data.load") && <Deliver sources={sources.data?.items ?? []} />}
      <Panel title={t("ingest.sources")} flush>
        <Loaded query={sources} rows={8}>
          {({ items }) =>
            items.length === 0 ? (
              <Nothing title={t("ingest.noSources")}>{t("ingest.noSourcesHint")}</Nothing>
            ) : (
              <SourceTable sources={items} open={(source) => void navigate(`/sources/${source.key}`)} />
            )
          }
        </Loaded>
      </Panel>
      <Connections />
    </Page>
  );
}
