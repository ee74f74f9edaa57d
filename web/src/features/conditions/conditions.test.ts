import { describe, expect, it } from "vitest";
import { type Drawn, textOf } from "./drawn";
import { drawnOf, emptyGroup, emptyRow, type Group, isWhole } from "./model";
import { treeOf } from "./reading";
import { canStep, duplicate, find, move, step, unwrap, wrap } from "./tree";

const name = (text: string): Drawn => ({ kind: "name", name: text });
const value = (of: number | string | boolean | null): Drawn => ({ kind: "value", value: of });

const RISK: Drawn = {
  kind: "all",
  parts: [
    {
      kind: "compare",
      op: "<",
      left: name("voice_minutes_30d"),
      right: { kind: "calculate", op: "*", left: value(0.3), right: name("average_voice_minutes_3m") },
    },
    {
      kind: "compare",
      op: ">",
      left: {
        kind: "aggregate",
        function: "count",
        list: "contacts",
        where: {
          kind: "all",
          parts: [
            { kind: "compare", op: "=", left: name("reason"), right: value("mnp query") },
            { kind: "compare", op: ">", left: name("at"), right: { kind: "moment", of: "now", minus: "P7D" } },
          ],
        },
      },
      right: value(0),
    },
    {
      kind: "not",
      part: {
        kind: "any",
        parts: [name("tags.senior"), { kind: "in", of: name("plan"), values: [value("A"), value("B")] }],
      },
    },
    { kind: "between", of: name("age"), low: value(18), high: value(30) },
    { kind: "compare", op: "=", left: name("contract_end"), right: value(null) },
    { kind: "text", text: "if age > 3 then true else false" },
    { kind: "not", part: { kind: "not", part: name("is_active") } },
  ],
};

describe("a condition in the builder", () => {
  it("is drawn as it came", () => {
    expect(drawnOf(treeOf(RISK))).toEqual(RISK);
  });

  it("leaves out what is unfinished, and says that it is", () => {
    const tree = emptyGroup([emptyRow(), ...treeOf(name("is_active")).items]);
    expect(drawnOf(tree)).toEqual(name("is_active"));
    expect([isWhole(tree), isWhole(treeOf(RISK))]).toEqual([false, true]);
    expect(drawnOf(emptyGroup())).toBeNull();
  });

  it("shows what it cannot draw as text", () => {
    const sum: Drawn = { kind: "calculate", op: "+", left: name("a"), right: name("b") };
    const odd: Drawn = { kind: "compare", op: "<", left: sum, right: value('x"y') };
    expect(treeOf(odd).items[0]).toMatchObject({ type: "text", text: '(a + b) < "x\\"y"' });
    expect(textOf({ kind: "aggregate", function: "count", list: "orders", distinct: true, column: "item" })).toBe(
      "count(distinct values(orders.item))",
    );
  });
});

describe("a part of a condition", () => {
  const tree = treeOf({ kind: "all", parts: [name("a"), { kind: "any", parts: [name("b"), name("c")] }, name("d")] });
  const id = (text: string): string => {
    const search = (group: Group): string | undefined =>
      group.items
        .map((item) =>
          item.type === "group"
            ? search(item)
            : item.type === "row" && item.subject?.of === "name" && item.subject.name === text
              ? item.id
              : undefined,
        )
        .find(Boolean);
    return search(tree) ?? "";
  };
  const text = (of: Group) => textOf(drawnOf(of) ?? value(null));
  const inner = find(tree, id("b"))?.group.id ?? "";

  it("moves up, down, into the group above and out again", () => {
    expect(text(step(tree, id("d"), "up"))).toBe("a and d and (b or c)");
    expect(text(step(tree, id("a"), "down"))).toBe("(b or c) and a and d");
    expect(text(step(tree, id("d"), "in"))).toBe("a and (b or c or d)");
    expect(text(step(tree, id("b"), "out"))).toBe("a and c and b and d");
    expect([canStep(tree, id("a"), "up"), canStep(tree, id("a"), "in"), canStep(tree, id("a"), "out")]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it("is dropped at a place of a group, and a group not into itself", () => {
    expect(text(move(tree, id("a"), inner, 1))).toBe("(b or a or c) and d");
    expect(text(move(tree, id("c"), tree.id, 0))).toBe("c and a and b and d");
    expect(move(tree, inner, inner, 0)).toBe(tree);
  });

  it("is doubled, put into a group and taken out of it", () => {
    expect(text(duplicate(tree, id("b")))).toBe("a and (b or b or c) and d");
    expect(text(unwrap(tree, inner))).toBe("a and b and c and d");
    expect(drawnOf(wrap(tree, id("a")))).toEqual(drawnOf(tree));
  });
});
