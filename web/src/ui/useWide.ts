import { useEffect, useState } from "react";

/** Whether the window is at least `px` wide, now and after it was resized. */
export function useWide(px: number): boolean {
  const [wide, setWide] = useState(() => window.matchMedia(`(min-width: ${px}px)`).matches);
  useEffect(() => {
    const query = window.matchMedia(`(min-width: ${px}px)`);
    const follow = () => setWide(query.matches);
    follow();
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, [px]);
  return wide;
}
