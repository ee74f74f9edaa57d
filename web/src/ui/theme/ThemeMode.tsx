import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { FONT } from "./antd";
import { DARK, LIGHT, type Palette } from "./palette";

export type Mode = "light" | "dark" | "system";
type Theme = { mode: Mode; setMode: (mode: Mode) => void; dark: boolean; colors: Palette };

const STORE = "tieline.theme";
const prefersDark = () => window.matchMedia("(prefers-color-scheme: dark)");
const Context = createContext<Theme>({ mode: "system", setMode: () => {}, dark: false, colors: LIGHT });

/** The theme in force: the colours for canvases, and how to change between light, dark and the system's own. */
export const useTheme = () => useContext(Context);

function stored(): Mode {
  const mode = localStorage.getItem(STORE);
  return mode === "light" || mode === "dark" ? mode : "system";
}

/** Writes the palette as CSS variables (`--brand-soft`), through the CSSOM, which a strict CSP allows. */
function apply(colors: Palette, dark: boolean): void {
  const root = document.documentElement;
  for (const [name, value] of Object.entries(colors)) {
    root.style.setProperty(`--${name.replace(/([A-Z]|\d)/g, (part) => `-${part.toLowerCase()}`)}`, value);
  }
  root.style.setProperty("--font", FONT);
  root.style.colorScheme = dark ? "dark" : "light";
}

export function ThemeMode({ children }: { children: ReactNode }) {
  const [mode, setMode] = useState<Mode>(stored);
  const [systemDark, setSystemDark] = useState(() => prefersDark().matches);
  useEffect(() => {
    const query = prefersDark();
    const follow = () => setSystemDark(query.matches);
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  const dark = mode === "dark" || (mode === "system" && systemDark);
  const colors = dark ? DARK : LIGHT;
  useMemo(() => apply(colors, dark), [colors, dark]);
  const value = useMemo(() => {
    const choose = (next: Mode) => {
      localStorage.setItem(STORE, next);
      setMode(next);
    };
    return { mode, setMode: choose, dark, colors };
  }, [mode, dark, colors]);
  return <Context value={value}>{children}</Context>;
}
