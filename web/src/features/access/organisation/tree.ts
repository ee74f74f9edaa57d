import type { UnitOut } from "@/api";
import type { Said } from "@/i18n";

export type Placed = { unit: UnitOut; depth: number };
export type Branch = { value: string; title: string; disabled: boolean; children: Branch[] };

/** The units directly under one, or at the top; those whose upper unit is not known stand at the top too. */
function under(units: readonly UnitOut[], parent: string | null): UnitOut[] {
  const known = new Set(units.map(({ key }) => key));
  return units.filter((unit) => (unit.parent !== null && known.has(unit.parent) ? unit.parent : null) === parent);
}

/** Every unit below the one it lies under, with how deep it lies. */
export function placed(units: readonly UnitOut[], parent: string | null = null, depth = 0): Placed[] {
  return under(units, parent).flatMap((unit) => [{ unit, depth }, ...placed(units, unit.key, depth + 1)]);
}

/** The units as branches to choose from; `not` and all that lies under it cannot be chosen. */
export function branches(
  units: readonly UnitOut[],
  say: (said: Said) => string,
  not: string | null = null,
  parent: string | null = null,
  disabled = false,
): Branch[] {
  return under(units, parent).map((unit) => {
    const isOut = disabled || unit.key === not;
    return {
      value: unit.key,
      title: say({ zh: unit.name_zh, en: unit.name_en }),
      disabled: isOut,
      children: branches(units, say, not, unit.key, isOut),
    };
  });
}
