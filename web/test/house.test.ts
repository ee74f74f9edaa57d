import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DARK, LIGHT } from "@/ui/theme/palette";
import { sources } from "./sources";

const LINES = 300;
const FORBIDDEN = /(?:^|\/)(?:utils|helpers|common|core|base|misc)\.[a-z.]+$/;
const FLOORS = ["pages", "features", "ui"];

describe("house", () => {
  it(`keeps every file within ${LINES} lines`, () => {
    const long = [...sources([".ts", ".tsx", ".css", ".json"])].filter(
      ([, text]) => text.trimEnd().split("\n").length > LINES,
    );
    expect(long.map(([path]) => path)).toEqual([]);
  });

  it("names no file after nothing", () => {
    expect([...sources([".ts", ".tsx"]).keys()].filter((path) => FORBIDDEN.test(path))).toEqual([]);
  });

  it("imports downwards only: pages, features, ui", () => {
    const upward = [...sources([".ts", ".tsx"])].flatMap(([path, text]) => {
      const floor = FLOORS.findIndex((name) => path.startsWith(`src/${name}/`));
      return [...text.matchAll(/from "@\/(\w+)/g)]
        .filter((match) => floor > FLOORS.indexOf(match[1] ?? "") && FLOORS.includes(match[1] ?? ""))
        .map((match) => `${path} → ${match[1]}`);
    });
    expect(upward).toEqual([]);
  });

  it("writes no HTML and evaluates no text, as the content policy refuses both", () => {
    const wrong = [...sources([".ts", ".tsx"])].filter(([, text]) =>
      /dangerouslySetInnerHTML|innerHTML|\beval\(|new Function/.test(text),
    );
    expect(wrong.map(([path]) => path)).toEqual([]);
  });

  it("names no address of another host, but those under .example, which RFC 2606 keeps free for showing", () => {
    const address = /https?:\/\/(?![\w-]+\.example\b)/;
    const wrong = [...sources([".ts", ".tsx", ".css", ".json"])].filter(([, text]) => address.test(text));
    expect(wrong.map(([path]) => path)).toEqual([]);
  });

  it("writes colours in the palette only", () => {
    const wrong = [...sources([".css"])]
      .filter(([path]) => !path.endsWith("Logo.module.css"))
      .filter(([, text]) => /#[0-9a-f]{3,8}\b/i.test(text));
    expect(wrong.map(([path]) => path)).toEqual([]);
  });
});

describe("the lock file", () => {
  type Locked = { resolved?: string; integrity?: string; optionalDependencies?: Record<string, string> };
  const text = readFileSync(join(import.meta.dirname, "..", "package-lock.json"), "utf-8");
  const packages: Record<string, Locked> = JSON.parse(text).packages;

  it("names no registry, and has a hash of every package", () => {
    expect(text).not.toMatch(/"resolved"/);
    expect(Object.keys(packages).filter((path) => path && !packages[path]?.integrity)).toEqual([]);
  });

  it("has the binaries of every platform, or `npm ci` refuses it", () => {
    const known = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, "")));
    const missing = Object.values(packages).flatMap((each) => Object.keys(each.optionalDependencies ?? {}));
    expect(missing.filter((name) => !known.has(name))).toEqual([]);
  });
});

/** Contrast of two colours as WCAG 2 defines it. */
function contrast(a: string, b: string): number {
  const light = (hex: string) => {
    const [r = 0, g = 0, blue = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [high = 0, low = 0] = [light(a), light(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ["light", LIGHT],
  ["dark", DARK],
])("the %s palette", (_name, colors) => {
  it("can be read: text on paper and surface, words on their soft grounds (4.5 : 1)", () => {
    const pairs = [
      ...(["ink", "ink2", "ink3", "brand", "red", "amber", "green"] as const).flatMap((text) => [
        [text, "paper"],
        [text, "surface"],
      ]),
      ["brandInk", "brandSoft"],
      ...(["amber", "red", "green", "blue", "plum"] as const).map((text) => [text, `${text}Soft`]),
      ["ink2", "sunken"],
    ] as [keyof typeof LIGHT, keyof typeof LIGHT][];
    const weak = pairs
      .map(([text, ground]) => [`${text} on ${ground}`, contrast(colors[text], colors[ground])] as const)
      .filter(([, ratio]) => ratio < 4.5);
    expect(weak).toEqual([]);
  });
});
