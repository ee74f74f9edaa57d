import { describe, expect, it } from "vitest";
import { texts as english } from "@/i18n/en";
import { texts as chinese } from "@/i18n/zh-CN";
import { sources } from "./sources";

type Tree = { [key: string]: string | Tree };

function keys(tree: Tree, path = ""): string[] {
  return Object.entries(tree).flatMap(([name, value]) => {
    const key = path ? `${path}.${name}` : name;
    return typeof value === "string" ? [key] : keys(value, key);
  });
}

const at = (tree: Tree, key: string): string =>
  key.split(".").reduce<string | Tree | undefined>((part, name) => (part as Tree | undefined)?.[name], tree) as string;
const plain = (key: string) => key.replace(/_(one|other|few|many|zero)$/, "");
const variables = (text: string) => [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]))].sort();

const zh = keys(chinese);
const en = keys(english);
const code = [...sources([".ts", ".tsx"])].filter(([path]) => !path.startsWith("src/i18n/"));
const written = code.map(([, text]) => text).join("\n");

describe("texts", () => {
  it("exist in Chinese and in English", () => {
    expect(new Set(en.map(plain))).toEqual(new Set(zh.map(plain)));
  });

  it("are not empty and take the same variables in both languages", () => {
    const wrong = en.filter((key) => {
      const other = at(chinese, zh.includes(key) ? key : plain(key));
      return !at(english, key).trim() || String(variables(at(english, key))) !== String(variables(other));
    });
    expect(wrong).toEqual([]);
  });

  it("have an English plural wherever a number is counted by i18next", () => {
    const lonely = en.filter((key) => key.endsWith("_one") && !en.includes(`${plain(key)}_other`));
    expect(lonely).toEqual([]);
  });

  it("are all used", () => {
    const dynamic = [...written.matchAll(/`([a-z]+(?:\.\w+)*)\.\$\{/g)].map((match) => `${match[1]}.`);
    const lists = new Set([...written.matchAll(/word\((?:t, )?"(\w+)"/g)].map((match) => `codes.${match[1]}.`));
    const unused = [...new Set(zh.map(plain))].filter((key) => {
      if (key.startsWith("codes.")) {
        const list = key.slice(0, key.indexOf(".", 6) + 1);
        return !lists.has(list) && !new RegExp(`"${list.slice(6, -1)}"`).test(written);
      }
      return !written.includes(`"${key}"`) && !dynamic.some((start) => key.startsWith(start));
    });
    expect(unused).toEqual([]);
  });

  it("that the code asks for exist", () => {
    const asked = [...written.matchAll(/\bt\(\s*"([\w.]+)"/g)].map((match) => match[1] ?? "");
    const known = new Set(zh.map(plain));
    expect(asked.length).toBeGreaterThan(200);
    expect(asked.filter((key) => !known.has(key))).toEqual([]);
  });
});

describe("screens", () => {
  // Names that are the same in every language.
  const NAMES = new Set(["Tieline", "中文", "English", "5G"]);
  const screens = [...sources([".tsx"])];

  it("hold no Chinese of their own", () => {
    const found = screens.flatMap(([path, text]) =>
      [...text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "").matchAll(/[\u3400-\u9fff]+/g)]
        .filter((match) => !NAMES.has(match[0]))
        .map((match) => `${path}: ${match[0]}`),
    );
    expect(found).toEqual([]);
  });

  it("hold no English words of their own between tags", () => {
    const found = screens.flatMap(([path, text]) =>
      [...text.matchAll(/<[a-z][\w.]*(?:\s[^<>]*)?>\s*([A-Za-z][^<>{}\n]*?)\s*</gi)]
        .filter((match) => !NAMES.has((match[1] ?? "").trim()))
        .filter((match) => !/[;=()]|=>/.test(match[1] ?? ""))
        .filter((match) => !/^[A-Z]$/.test(match[1] ?? ""))
        .map((match) => `${path}: ${match[1]}`),
    );
    expect(found).toEqual([]);
  });

  it("label nothing with words of their own", () => {
    const found = screens.flatMap(([path, text]) =>
      [...text.matchAll(/\b(?:aria-label|title|placeholder|label|alt)="([^"]*[A-Za-z][^"]*)"/g)].map(
        (match) => `${path}: ${match[0]}`,
      ),
    );
    expect(found).toEqual([]);
  });
});
