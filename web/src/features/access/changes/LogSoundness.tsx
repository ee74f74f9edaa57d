import { SafetyCertificateOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { askForLogCheck, type LogState } from "@/api";
import { readLogStateOptions } from "@/api/@tanstack/react-query.gen";
import { CopyButton } from "@/ui/CopyButton";
import { Facts } from "@/ui/Facts";
import { NOTHING, useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { Loaded, ProblemNote } from "@/ui/States";

const POLL = 1_000;

/** Whether the log was proven to be as it was written, up to which entry and when; and a way to prove it now. */
export function LogSoundness() {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<string | null>(null);
  const state = useQuery({
    ...readLogStateOptions(),
    refetchInterval: ({ state: { data } }) => (asked !== null && (data?.check?.at ?? "") === asked ? POLL : false),
  });
  const waits = asked !== null && (state.data?.check?.at ?? "") === asked;
  const check = useMutation({
    mutationFn: () => askForLogCheck({ throwOnError: true }),
    onMutate: () => setAsked(state.data?.check?.at ?? ""),
    onError: () => setAsked(null),
    onSuccess: () => state.refetch(),
  });
  return (
    <Panel
      title={t("access.log.title")}
      extra={
        <Button
          size="small"
          icon={<SafetyCertificateOutlined />}
          loading={check.isPending || waits}
          onClick={() => check.mutate()}
        >
          {t("access.log.check")}
        </Button>
      }
    >
      {check.error && <ProblemNote error={check.error} />}
      <Loaded query={state} rows={2}>
        {(found) => <Found state={found} />}
      </Loaded>
    </Panel>
  );
}

function Found({ state: { entries, check, anchor } }: { state: LogState }) {
  const { t } = useTranslation();
  const { count, dateTime } = useFormat();
  const items = [
    { key: "state", label: t("access.log.state"), value: <Verdict check={check} /> },
    {
      key: "proven",
      label: t("access.log.proven"),
      value: check ? t("access.log.entries", { sound: count(check.sound), entries: count(entries) }) : NOTHING,
    },
    { key: "at", label: t("access.log.at"), value: dateTime(check?.at) },
    {
      key: "anchor",
      label: t("access.log.anchor"),
      value: anchor ? `#${count(anchor.sequence)} · ${anchor.hash.slice(0, 12)}… · ${dateTime(anchor.at)}` : NOTHING,
      aside: anchor && <CopyButton text={anchor.hash} label={t("access.log.copy")} />,
    },
  ];
  return <Facts items={items} wide />;
}

function Verdict({ check }: { check: LogState["check"] }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  if (!check) return <Pill tone="neutral">{t("access.log.never")}</Pill>;
  if (check.broken_at === null)
    return (
      <Pill tone="green" dot>
        {t("access.log.sound")}
      </Pill>
    );
  return (
    <Pill tone="red" dot>
      {t("access.log.broken", { entry: count(check.broken_at ?? 0) })}
    </Pill>
  );
}
