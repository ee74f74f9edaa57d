import type { ThemeConfig } from "antd";
import { theme } from "antd";
import type { Palette } from "./palette";

/** System fonts only: nothing is fetched, and Chinese is set in the reader's own UI face. */
export const FONT =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

/** The Ant Design theme that our palette gives. */
export function antdTheme(colors: Palette, dark: boolean): ThemeConfig {
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: colors.brand,
      colorInfo: colors.blue,
      colorSuccess: colors.green,
      colorWarning: colors.amber,
      colorError: colors.red,
      colorLink: colors.brand,
      colorBgLayout: colors.paper,
      colorBgContainer: colors.surface,
      colorBgElevated: colors.surface,
      colorBorder: colors.lineStrong,
      colorBorderSecondary: colors.line,
      colorSplit: colors.line,
      colorText: colors.ink,
      colorTextSecondary: colors.ink2,
      colorTextTertiary: colors.ink3,
      colorTextDescription: colors.ink3,
      colorTextPlaceholder: colors.ink3,
      controlItemBgActive: colors.brandSoft,
      fontFamily: FONT,
      fontSize: 14,
      borderRadius: 6,
      borderRadiusLG: 10,
      wireframe: false,
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.18s",
    },
    components: {
      Button: { primaryShadow: "none", defaultShadow: "none", primaryColor: dark ? colors.paper : "#ffffff" },
      Drawer: { paddingLG: 20 },
      Segmented: { itemSelectedBg: colors.surface, trackBg: colors.sunken },
    },
  };
}
