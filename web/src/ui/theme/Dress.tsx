import { ConfigProvider } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { antdLocale } from "@/i18n";
import { Notices } from "../Notices";
import { antdTheme } from "./antd";
import { useTheme } from "./ThemeMode";

/** The nonce that the server put into the page; styles without it are refused by the CSP. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;

/**
 * Where dialogs, drawers and lists open. Not the body itself: there Ant Design locks scrolling by a style without a
 * nonce, which the CSP refuses; `global.css` locks it instead.
 */
const layers = () => document.getElementById("layers") ?? document.body;

/** Gives Ant Design our theme, the reader's language and the nonce. */
export function Dress({ children }: { children: ReactNode }) {
  const { colors, dark } = useTheme();
  const { i18n } = useTranslation();
  return (
    <ConfigProvider
      theme={antdTheme(colors, dark)}
      locale={antdLocale(i18n.language)}
      csp={nonce ? { nonce } : undefined}
      button={{ autoInsertSpace: false }}
      getPopupContainer={layers}
    >
      <Notices>{children}</Notices>
    </ConfigProvider>
  );
}
