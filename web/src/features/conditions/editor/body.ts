import type { MistakeShape } from "@/api";

export type Kind = "segment" | "rule" | "tag";
type Words = { zh: string; en: string };

/** A definition as it is written; what the editor does not know of it stays as it is. */
export type Body = { key: string; name: Words; says: Words; [field: string]: unknown };

const NAMED = { key: "", name: { zh: "", en: "" }, says: { zh: "", en: "" } };

export const NEW: Record<Kind, Body> = {
  segment: { ...NAMED, when: "" },
  rule: { ...NAMED, severity: "medium", when: "" },
  tag: { ...NAMED, kind: "behaviour", type: "boolean", value: "" },
};

/** A definition that is edited, with all that every one has. */
export function bodyOf(body: Record<string, unknown>): Body {
  const { key, name, says, ...others } = body as Partial<Body>;
  return { ...others, key: key ?? "", name: { ...NAMED.name, ...name }, says: { ...NAMED.says, ...says } };
}

/** The definition with a field changed; without it where it is undefined or empty, as it then has its usual value. */
export function put(body: Body, field: string, value: unknown): Body {
  const { [field]: _, ...others } = body;
  return (value === undefined || value === null || value === "" ? others : { ...others, [field]: value }) as Body;
}

/** The definition as it is sent: `says` is the name where nothing else was said. */
export const sent = (body: Body): Body => ({
  ...body,
  says: { zh: body.says.zh || body.name.zh, en: body.says.en || body.name.en },
});

/** A key made of a name: small letters, digits and `_`, beginning with a letter. */
export const keyOf = (name: string): string =>
  name
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^[_\d]+|_+$/g, "")
    .slice(0, 60);

export const textAt = (body: Body, field: string): string => {
  const value = body[field];
  return typeof value === "string" ? value : "";
};

export const numberAt = (body: Body, field: string, usual: number): number => {
  const value = body[field];
  return typeof value === "number" ? value : usual;
};

/** The mistakes that stand at none of these fields. */
export const mistakesBeside = (mistakes: readonly MistakeShape[], fields: readonly string[]): MistakeShape[] =>
  mistakes.filter(
    ({ field }) =>
      !fields.some((each) => field === each || field.startsWith(`${each}.`) || field.startsWith(`${each}[`)),
  );
