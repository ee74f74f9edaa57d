import { CheckOutlined, CopyOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

type Props = { text: string; label: string; words?: boolean };

/** Copies a text; says so for two seconds. `words` writes the label beside the icon. */
export function CopyButton({ text, label, words = false }: Props) {
  const { t } = useTranslation();
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 2000);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = () => void navigator.clipboard.writeText(text).then(() => setDone(true));
  const said = done ? t("ui.copied") : label;
  return (
    <Button
      size="small"
      type="text"
      icon={done ? <CheckOutlined aria-hidden /> : <CopyOutlined aria-hidden />}
      aria-label={said}
      title={said}
      onClick={copy}
    >
      {words && said}
    </Button>
  );
}
