import { DownOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Dropdown, type MenuProps } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { changeSession, logOut } from "@/api";
import { readOwnEmergencyOptions } from "@/api/@tanstack/react-query.gen";
import { useNewSession, useSession } from "@/features/access/session";
import { type Language, speak } from "@/i18n";
import { useFormat } from "@/ui/format";
import { type Mode, useTheme } from "@/ui/theme/ThemeMode";
import css from "./UserMenu.module.css";

type Props = { showShortcuts: () => void; showEmergency: () => void };

/** The user's own matters: language, light or dark, shortcuts, security, emergency access, logging out. */
export default function UserMenu({ showShortcuts, showEmergency }: Props) {
  const { t, i18n } = useTranslation();
  const { user } = useSession();
  const { mode, setMode } = useTheme();
  const { say } = useFormat();
  const renew = useNewSession();
  const navigate = useNavigate();
  const keepLanguage = useMutation({
    mutationFn: (language: Language) => changeSession({ body: { language }, throwOnError: true }),
  });
  const leave = useMutation({
    mutationFn: async () => (await logOut({ throwOnError: true })).data,
    onSettled: () => renew({ authenticated: false }),
  });
  const language: Language = i18n.language === "en" ? "zh-CN" : "en";
  const actions: Record<string, () => void> = {
    language: () => void speak(language).then(() => keepLanguage.mutate(language)),
    shortcuts: showShortcuts,
    emergency: showEmergency,
    security: () => void navigate("/security"),
    leave: () => leave.mutate(),
  };
  const own = useQuery(readOwnEmergencyOptions());
  const mayTake = !own.data?.current && (own.data?.takeable.length ?? 0) > 0;
  const modes: Mode[] = ["light", "dark", "system"];
  const items: MenuProps["items"] = [
    {
      key: "who",
      type: "group",
      label: (
        <span className={css.who}>
          <strong>{user.name}</strong>
          <span>{user.role_names.map(say).join(" · ")}</span>
          {user.team && <span>{say({ zh: user.team.name_zh, en: user.team.name_en })}</span>}
        </span>
      ),
    },
    { type: "divider" },
    { key: "language", label: <span lang={language}>{language === "en" ? "English" : "中文"}</span> },
    {
      key: "theme",
      label: t("ui.theme.label"),
      children: modes.map((key) => ({ key, label: t(`ui.theme.${key}`) })),
    },
    { key: "shortcuts", label: t("ui.keys.title"), extra: "?" },
    { key: "security", label: t("access.security.title") },
    ...(mayTake ? [{ key: "emergency", label: t("emergency.take") }] : []),
    { type: "divider" },
    { key: "leave", label: t("access.logOut") },
  ];
  const choose: MenuProps["onClick"] = ({ key }) =>
    modes.includes(key as Mode) ? setMode(key as Mode) : actions[key]?.();
  return (
    <Dropdown menu={{ items, onClick: choose, selectedKeys: [mode] }} trigger={["click"]} placement="bottomRight">
      <button type="button" className={css.user} aria-label={t("access.menu", { name: user.name })}>
        <span className={css.face} aria-hidden>
          {[...user.name][0]}
        </span>
        <span className={css.name}>{user.name}</span>
        <DownOutlined className={css.down} aria-hidden />
      </button>
    </Dropdown>
  );
}
