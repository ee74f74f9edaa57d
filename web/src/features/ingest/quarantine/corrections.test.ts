import { expect, it } from "vitest";
import { cellsOf, changes, sameFault } from "./corrections";
import { wrongColumns } from "./WrongRow";

const FAULTS = [{ field: "生日", value: "1990-13-40", reason: "not a date" }];

it("a row is edited as it was corrected, else as it was delivered", () => {
  expect(cellsOf({ content: { a: "1", b: null, c: 3 }, correction: { a: "2" } }, ["x"])).toEqual({
    a: "2",
    b: null,
    c: "3",
  });
  expect(cellsOf({ content: null, correction: null }, ["a", "b"])).toEqual({ a: null, b: null });
});

it("only what was changed is sent; emptied is null", () => {
  expect(changes({ a: "1", b: "2", c: null }, { a: "1", b: null, c: null })).toEqual({ b: null });
});

it("one change of a wrong cell may mend all rows alike, more changes or a sound cell may not", () => {
  expect(sameFault(FAULTS, { 生日: "1990-12-04" })).toEqual({
    column: "生日",
    reason: "not a date",
    value: "1990-13-40",
    becomes: "1990-12-04",
  });
  expect(sameFault(FAULTS, { 生日: "1990-12-04", 姓名: "李娜" })).toBeNull();
  expect(sameFault(FAULTS, { 姓名: "李娜" })).toBeNull();
});

it("a fault of joined columns marks each of them", () => {
  expect([...wrongColumns([{ field: "省 + 市", value: null, reason: "required" }])]).toEqual(["省 + 市", "省", "市"]);
});
