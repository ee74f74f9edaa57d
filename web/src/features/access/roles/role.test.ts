import { describe, expect, it } from "vitest";
import type { MistakeShape } from "@/api";
import {
  copyOf,
  EMPTY_ROLE,
  exceptionsOf,
  groupsOf,
  levelOf,
  mistakesAt,
  mistakesElsewhere,
  roleOf,
  withLevel,
  withoutPurpose,
  withPermission,
  withPurpose,
  withSees,
} from "./role";

const AGENT = roleOf({
  key: "agent",
  name: { zh: "坐席", en: "Agent" },
  says: { zh: "一线", en: "Front line" },
  permissions: ["customers.read"],
  sees: [
    { purpose: "service", fields: { otherwise: "readable", phone: "masked", "profile.customer.balance": "hidden" } },
  ],
});

const mistake = (field: string): MistakeShape => ({ field, what: field, where: "", do: "" });

describe("a role as it is edited", () => {
  it("has what a definition may leave out, and can be made of nothing", () => {
    expect(AGENT.sees[0]?.customers).toBe("all");
    expect(AGENT.sees[0]?.writes).toEqual([]);
    expect(roleOf({ key: "x", name: { zh: "甲" } })).toEqual({ ...EMPTY_ROLE, key: "x", name: { zh: "甲", en: "" } });
  });

  it("is copied under the next free key and name", () => {
    const copy = copyOf(AGENT, ["agent", "agent_2", "agent_3"]);
    expect(copy).toEqual({ ...AGENT, key: "agent_4", name: { zh: "坐席 4", en: "Agent 4" } });
  });

  it("gains and loses permissions once, in alphabetical order", () => {
    const more = withPermission(withPermission(AGENT, "alerts.read", true), "alerts.read", true);
    expect(more.permissions).toEqual(["alerts.read", "customers.read"]);
    expect(withPermission(more, "customers.read", false).permissions).toEqual(["alerts.read"]);
  });

  it("serves a new purpose at which nothing is seen yet, and each purpose once", () => {
    const both = withPurpose(AGENT, "marketing");
    expect(both.sees[1]).toEqual({
      purpose: "marketing",
      customers: "all",
      fields: { otherwise: "hidden" },
      writes: [],
    });
    expect(withPurpose(both, "marketing")).toBe(both);
    expect(withoutPurpose(both, "service").sees.map((sees) => sees.purpose)).toEqual(["marketing"]);
  });

  it("keeps what may be changed by hand", () => {
    const body = { ...AGENT, sees: [{ ...AGENT.sees[0], writes: ["consent", "profile.customer.email"] }] };
    expect(roleOf(body).sees[0]?.writes).toEqual(["consent", "profile.customer.email"]);
  });

  it("changes what is seen for one purpose and leaves the others", () => {
    const both = withSees(withPurpose(AGENT, "marketing"), "marketing", { customers: "own" });
    expect(both.sees.map((sees) => sees.customers)).toEqual(["all", "own"]);
    expect(both.sees[0]).toBe(AGENT.sees[0]);
  });
});

describe("levels", () => {
  const fields = AGENT.sees[0]?.fields ?? {};

  it("are those of the category, else of all others, else hidden", () => {
    expect([levelOf(fields, "phone"), levelOf(fields, "name"), levelOf({}, "name")]).toEqual([
      "masked",
      "readable",
      "hidden",
    ]);
  });

  it("are as all others again when nothing is said of them", () => {
    const plain = withLevel(fields, "phone", null);
    expect("phone" in plain).toBe(false);
    expect(levelOf(plain, "phone")).toBe("readable");
    expect(withLevel(plain, "money", "hidden")).toEqual({ ...plain, money: "hidden" });
  });

  it("of single columns are exceptions", () => {
    expect(exceptionsOf(fields)).toEqual(["profile.customer.balance"]);
  });
});

it("puts every permission under one heading, also one that it does not know", () => {
  const groups = groupsOf(["customers.read", "users.manage", "weather.make", "jobs.retry"]);
  expect(Object.fromEntries(groups)).toEqual({
    work: ["customers.read"],
    definitions: [],
    data: ["jobs.retry"],
    administration: ["users.manage", "weather.make"],
  });
});

it("puts every mistake beside its field, and the rest elsewhere", () => {
  const all = ["key", "name.zh", "permissions", "sees[0].fields.phone", "sees[1]", "", "extra"].map(mistake);
  expect(mistakesAt(all, "sees[0]").map(({ field }) => field)).toEqual(["sees[0].fields.phone"]);
  expect(mistakesAt(all, "name.zh")).toHaveLength(1);
  expect(mistakesElsewhere([...all, mistake("name")]).map(({ field }) => field)).toEqual(["", "extra", "name"]);
});
