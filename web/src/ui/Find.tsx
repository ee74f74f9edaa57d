import { SearchOutlined } from "@ant-design/icons";
import { Input } from "antd";
import css from "./Find.module.css";

type Props = { label: string; text: string; change: (text: string) => void };

/** A field that narrows the list below it as one types. */
export function Find({ label, text, change }: Props) {
  return (
    <Input
      className={css.find}
      allowClear
      prefix={<SearchOutlined aria-hidden />}
      value={text}
      aria-label={label}
      placeholder={label}
      onChange={(event) => change(event.target.value)}
    />
  );
}
