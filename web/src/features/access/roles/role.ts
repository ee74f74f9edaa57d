import type { MistakeShape, RoleChoices } from "@/api";

export type Purpose = RoleChoices["purposes"][number];
export type Reach = RoleChoices["reaches"][number];
export type Level = RoleChoices["levels"][number];

/**
 * What a role sees for one purpose: levels by category, by column, or for all others (`otherwise`); and which
 * categories and columns of it may be changed by hand.
 */
export type Sees = { purpose: Purpose; customers: Reach; fields: Record<string, Level>; writes: string[] };

/** Who may take a role in an emergency, by the roles they hold, and for how many hours. */
export type EmergencyUse = { holders_of: string[]; hours: number };

/** A role as its definition writes it, with everything that may be left out filled in. */
export type RoleBody = {
  key: string;
  name: { zh: string; en: string };
  says: { zh: string; en: string };
  permissions: string[];
  sees: Sees[];
  emergency: EmergencyUse | null;
  export_rows: number;
};

export const OTHERWISE = "otherwise";

export const EMPTY_ROLE: RoleBody = {
  key: "",
  name: { zh: "", en: "" },
  says: { zh: "", en: "" },
  permissions: [],
  sees: [],
  emergency: null,
  export_rows: 1000,
};

/** A definition as it is edited. */
export function roleOf(body: Record<string, unknown>): RoleBody {
  const { key, name, says, permissions = [], sees = [], emergency = null, export_rows } = body as Partial<RoleBody>;
  return {
    key: key ?? "",
    name: { ...EMPTY_ROLE.name, ...name },
    says: { ...EMPTY_ROLE.says, ...says },
    permissions: [...permissions],
    sees: sees.map((each) => ({
      purpose: each.purpose,
      customers: each.customers ?? "all",
      fields: each.fields ?? {},
      writes: each.writes ?? [],
    })),
    emergency,
    export_rows: export_rows ?? EMPTY_ROLE.export_rows,
  };
}

/** The same role under the next key and names that are free, such as `agent_2`. */
export function copyOf(role: RoleBody, taken: readonly string[]): RoleBody {
  let number = 2;
  while (taken.includes(`${role.key}_${number}`)) number += 1;
  const name = { zh: `${role.name.zh} ${number}`, en: `${role.name.en} ${number}` };
  return { ...role, key: `${role.key}_${number}`, name };
}

/** The role with a permission, or without it; permissions are in alphabetical order. */
export function withPermission(role: RoleBody, permission: string, given: boolean): RoleBody {
  const others = role.permissions.filter((each) => each !== permission);
  return { ...role, permissions: given ? [...others, permission].sort() : others };
}

/** The role serving one more purpose, at which nothing is seen until somebody says so. */
export function withPurpose(role: RoleBody, purpose: Purpose): RoleBody {
  if (role.sees.some((each) => each.purpose === purpose)) return role;
  return {
    ...role,
    sees: [...role.sees, { purpose, customers: "all", fields: { [OTHERWISE]: "hidden" }, writes: [] }],
  };
}

export const withoutPurpose = (role: RoleBody, purpose: Purpose): RoleBody => ({
  ...role,
  sees: role.sees.filter((each) => each.purpose !== purpose),
});

/** The role with a part of what it sees for one purpose changed. */
export const withSees = (role: RoleBody, purpose: Purpose, part: Partial<Sees>): RoleBody => ({
  ...role,
  sees: role.sees.map((each) => (each.purpose === purpose ? { ...each, ...part } : each)),
});

/** The levels with that of a category or column changed; null says nothing of it, so that it is as all others. */
export function withLevel(fields: Sees["fields"], name: string, level: Level | null): Sees["fields"] {
  const { [name]: _, ...others } = fields;
  return level === null ? others : { ...others, [name]: level };
}

/** The level that holds for a category: its own, else that of all others; hidden where nothing says. */
export const levelOf = (fields: Sees["fields"], category: string): Level =>
  fields[category] ?? fields[OTHERWISE] ?? "hidden";

/** The columns that have a level of their own, in order. */
export const exceptionsOf = (fields: Sees["fields"]): string[] =>
  Object.keys(fields)
    .filter((name) => name.split(".").length === 3)
    .sort();

const GROUPS: [group: string, nouns: string[]][] = [
  ["work", ["customers", "tasks", "alerts", "identity", "exports"]],
  ["definitions", ["definitions"]],
  ["data", ["data", "runs", "operations", "jobs"]],
];

/** Permissions under the heading of the menu that they open; what no heading knows is for administrators. */
export function groupsOf(permissions: readonly string[]): [group: string, permissions: string[]][] {
  const groupOf = (permission: string) =>
    GROUPS.find(([, nouns]) => nouns.includes(permission.split(".")[0] ?? ""))?.[0] ?? "administration";
  return [...GROUPS.map(([group]) => group), "administration"].map((group) => [
    group,
    permissions.filter((permission) => groupOf(permission) === group),
  ]);
}

/** The mistakes of a field and of all that lies below it. */
export const mistakesAt = (mistakes: readonly MistakeShape[], field: string): MistakeShape[] =>
  mistakes.filter(
    (each) => each.field === field || each.field.startsWith(`${field}.`) || each.field.startsWith(`${field}[`),
  );

const PLACES = ["key", "name.zh", "name.en", "says.zh", "says.en", "permissions", "sees", "emergency", "export_rows"];

/** What stands beside no field of the editor. */
export const mistakesElsewhere = (mistakes: readonly MistakeShape[]): MistakeShape[] =>
  mistakes.filter((each) => !PLACES.some((place) => mistakesAt([each], place).length > 0));

/** Whether a level shows data in full. */
export const isReadable = (level: Level) => level === "readable" || level === "exportable";
