import { expect, it } from "vitest";
import type { UnitOut } from "@/api";
import { branches, placed } from "./tree";

const unit = (key: string, parent: string | null): UnitOut => ({
  key,
  parent,
  name_zh: key,
  name_en: key.toUpperCase(),
  kind: "team",
  areas: [],
  users: 0,
});
const UNITS = [
  unit("care", "east"),
  unit("desk", "care"),
  unit("east", null),
  unit("lost", "gone"),
  unit("west", null),
];
const english = (said: { en?: string | null }) => said.en ?? "";

it("puts every unit below the one it lies under", () => {
  expect(placed(UNITS).map(({ unit: { key }, depth }) => `${"-".repeat(depth)}${key}`)).toEqual([
    "east",
    "-care",
    "--desk",
    "lost",
    "west",
  ]);
});

it("lets a unit lie under all but itself and what lies under it", () => {
  const open = (items: ReturnType<typeof branches>): string[] =>
    items.flatMap((each) => [...(each.disabled ? [] : [each.title]), ...open(each.children)]);
  expect(open(branches(UNITS, english, "care"))).toEqual(["EAST", "LOST", "WEST"]);
  expect(open(branches(UNITS, english))).toHaveLength(5);
});
