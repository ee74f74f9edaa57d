import { AimOutlined, DownOutlined } from "@ant-design/icons";
import { Dropdown, type MenuProps } from "antd";
import { useTranslation } from "react-i18next";
import { choosePurpose, chosenPurpose } from "@/server";
import { useWord } from "@/ui/code";
import { useSession } from "../session";
import css from "./sight.module.css";

const AUTOMATIC = "automatic";

/** What the data is read for, where the user's roles serve more than one purpose: which is on, and another. */
export default function PurposeSwitch() {
  const { t } = useTranslation();
  const { user } = useSession();
  const word = useWord();
  if (user.purposes.length < 2) return null;
  const on = user.purposes.find((purpose) => purpose === chosenPurpose());
  const items: MenuProps["items"] = [
    { key: "why", type: "group", label: t("sight.purpose.why") },
    { key: AUTOMATIC, label: t("sight.purpose.automatic") },
    ...user.purposes.map((purpose) => ({ key: purpose, label: word("purpose", purpose) })),
  ];
  const name = on ? word("purpose", on) : t("sight.purpose.automatic");
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items,
        selectedKeys: [on ?? AUTOMATIC],
        onClick: ({ key }) => void choosePurpose(key === AUTOMATIC ? null : key),
      }}
    >
      <button type="button" className={css.switch} aria-label={`${t("sight.purpose.label")}: ${name}`}>
        <AimOutlined aria-hidden />
        <span>{name}</span>
        <DownOutlined className={css.down} aria-hidden />
      </button>
    </Dropdown>
  );
}
