import { afterEach, expect, it, vi } from "vitest";
import { csrfToken } from "./server";

afterEach(() => vi.restoreAllMocks());

it.each([
  ["", ""],
  ["csrftoken=plain", "plain"],
  ["a=1; csrftoken=plain; b=2", "plain"],
  ["__Host-csrftoken=sealed", "sealed"],
  ["csrftoken=of-former-days; __Host-csrftoken=sealed", "sealed"],
  ["xcsrftoken=another; mycsrftoken=third", ""],
])("reads the token out of %j", (cookie, token) => {
  // The document of these tests takes no cookie with the prefix, as it is not served over TLS.
  vi.spyOn(document, "cookie", "get").mockReturnValue(cookie);
  expect(csrfToken()).toBe(token);
});
