import { expect, it } from "vitest";
import { ranges } from "./sentence";

it("writes hours as ranges, and nothing for none", () => {
  expect(ranges([9, 10, 11, 14])).toBe("9:00–12:00, 14:00–15:00");
  expect(ranges([23, 22, 0])).toBe("0:00–1:00, 22:00–24:00");
  expect(ranges([])).toBe("–");
});
