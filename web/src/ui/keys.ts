import { useEffect, useRef } from "react";

type Actions = Record<string, (event: KeyboardEvent) => void>;

const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable=true], [role=combobox]";

/** How a key press is written in a table of shortcuts: `j`, `enter`, `mod+k` (Ctrl or ⌘). */
function nameOf(event: KeyboardEvent): string {
  const key = event.key.toLowerCase();
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key;
}

/** Listens for shortcuts while the component is shown; plain keys are left alone where text is typed or a dialog is open. */
export function useKeys(actions: Actions, active = true): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    if (!active) return;
    const press = (event: KeyboardEvent) => {
      const name = nameOf(event);
      const action = latest.current[name];
      if (!action || event.altKey || event.defaultPrevented) return;
      const typing = event.target instanceof Element && event.target.closest(TYPING);
      if (typing && !name.startsWith("mod+")) return;
      event.preventDefault();
      action(event);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [active]);
}
