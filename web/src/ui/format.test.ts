import { describe, expect, it } from "vitest";
import { formats, instant, NOTHING, phone } from "./format";
import { instantIn } from "./zone";

const zh = formats("zh-CN");
const en = formats("en");
const NOW = new Date("2026-03-10T12:00:00Z");

describe("phone", () => {
  it("groups a Chinese mobile as people dial it", () => {
    expect(phone("+8613800138000")).toBe("138 0013 8000");
    expect(phone("13800138000")).toBe("138 0013 8000");
  });
  it("leaves other numbers in E.164", () => {
    expect(phone("+442071838750")).toBe("+442071838750");
    expect(phone("+861066889999")).toBe("+861066889999");
  });
  it("says nothing where there is none", () => {
    expect(phone(null)).toBe(NOTHING);
  });
});

describe("figures", () => {
  it("writes money in yuan", () => {
    expect(zh.money(1234.5)).toBe("¥1,234.50");
    expect(en.money(1234.5)).toBe("¥1,234.50");
    expect(zh.money(0)).toBe("¥0.00");
    expect(zh.money(null)).toBe(NOTHING);
  });
  it("writes a share as percent with at most one decimal", () => {
    expect(zh.percent(0.1234)).toBe("12.3%");
    expect(en.percent(0)).toBe("0%");
  });
  it("writes data in GB from 1,024 MB on", () => {
    expect(zh.data(812)).toBe("812 MB");
    expect(zh.data(1536)).toBe("1.5 GB");
  });
  it("writes a duration in its two largest units", () => {
    expect(zh.duration(192)).toBe("3 分 12 秒");
    expect(en.duration(192)).toBe("3 min 12 s");
    expect(en.duration(7260)).toBe("2 h 1 min");
    expect(en.duration(1.53)).toBe("1.53 s");
    expect(zh.duration(0)).toBe("0 秒");
  });
});

describe("days and instants", () => {
  it("reads an instant without an offset as UTC", () => {
    expect(instant("2026-03-10T08:00:00").toISOString()).toBe("2026-03-10T08:00:00.000Z");
    expect(instant("2026-03-10T08:00:00+08:00").toISOString()).toBe("2026-03-10T00:00:00.000Z");
  });
  it("never moves a day into another time zone", () => {
    expect(zh.day("2026-03-01")).toBe("2026-03-01");
    expect(en.day("2026-03-01")).toBe("1 Mar 2026");
  });
  it("says how long ago something was", () => {
    expect(zh.age("2026-03-07T12:00:00Z", NOW)).toBe("3天前");
    expect(zh.age("2026-03-10T13:00:00Z", NOW)).toBe("1小时后");
    expect(en.age("2026-03-09T12:00:00Z", NOW)).toBe("yesterday");
    expect(en.age(null, NOW)).toBe(NOTHING);
  });
});

describe("the operator's own words", () => {
  it("come in the reader's language, else in the other one", () => {
    expect(zh.say({ zh: "高价值", en: "High value" })).toBe("高价值");
    expect(en.say({ zh: "高价值", en: "" })).toBe("高价值");
    expect(en.say(null)).toBe("");
  });
});

describe("time zones", () => {
  it("writes an instant on the operator's clocks, wherever the browser is", () => {
    expect(formats("zh-CN", "Asia/Shanghai").dateTime("2026-03-10T20:15:00Z")).toBe("2026-03-11 04:15");
    expect(formats("en", "Europe/Berlin").dateTime("2026-03-10T20:15:00Z")).toBe("10 Mar 2026 21:15");
  });
  it("reads what people write as the operator's time, also around a change of clocks", () => {
    expect(instantIn("2026-03-03T09:30", "Asia/Shanghai").toISOString()).toBe("2026-03-03T01:30:00.000Z");
    expect(instantIn("2026-03-29T03:30", "Europe/Berlin").toISOString()).toBe("2026-03-29T01:30:00.000Z");
    expect(instantIn("2026-03-29T01:30", "Europe/Berlin").toISOString()).toBe("2026-03-29T00:30:00.000Z");
  });
});
