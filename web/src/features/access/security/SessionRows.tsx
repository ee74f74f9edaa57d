import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { OpenSession } from "@/api";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";

type Props = { label: string; sessions: OpenSession[]; ending: boolean; end: (session: OpenSession) => void };

/** Sessions that go on, each with a button that ends it; one's present session says so instead. */
export function SessionRows({ label, sessions, ending, end }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const { age, dateTime } = useFormat();
  const columns: Column<OpenSession>[] = [
    {
      key: "device",
      label: t("access.sessions.device"),
      lead: true,
      show: (session) => <strong>{session.device || t("access.sessions.unknown")}</strong>,
    },
    { key: "address", label: t("access.sessions.address"), show: (session) => session.address || NOTHING },
    {
      key: "way",
      label: t("access.sessions.way"),
      show: (session) =>
        session.way.startsWith("sso ")
          ? t("access.signOn.way", { way: session.way.slice(4) })
          : word("way", session.way) || NOTHING,
    },
    { key: "began", label: t("access.sessions.began"), tight: true, show: (session) => dateTime(session.began_at) },
    { key: "seen", label: t("access.sessions.seen"), show: (session) => age(session.seen_at) },
    {
      key: "end",
      label: "",
      align: "end",
      show: (session) =>
        session.current ? (
          <Pill tone="brand">{t("access.sessions.current")}</Pill>
        ) : (
          <Button size="small" danger disabled={ending} onClick={() => end(session)}>
            {t("access.sessions.end")}
          </Button>
        ),
    },
  ];
  return <Rows label={label} rows={sessions} columns={columns} keyOf={(session) => session.number} />;
}
