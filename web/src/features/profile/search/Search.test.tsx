import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useRef } from "react";
import { Route, Routes, useLocation } from "react-router";
import { expect, it } from "vitest";
import type { CustomerHit, CustomerPage } from "@/api";
import { serve, show } from "../../../../test/app";
import Search from "./Search";

const hit = (customer_id: string, name: string, matched: CustomerHit["matched"] = []): CustomerHit => ({
  customer_id,
  name,
  customer_number: "80001",
  phone: "+8613800138000",
  email: null,
  city: "杭州",
  plan: "畅享5G",
  line_count: 1,
  monthly_fee: 99,
  is_active: true,
  customer_since: null,
  contract_end: null,
  manager: null,
  matched,
});
const page = (...items: CustomerHit[]): CustomerPage => ({ items, total: items.length, total_is_exact: true });

function Screen() {
  const input = useRef<HTMLInputElement>(null);
  const { pathname } = useLocation();
  return (
    <>
      <Search input={input} />
      <output>{pathname}</output>
    </>
  );
}
const app = (
  <Routes>
    <Route path="*" element={<Screen />} />
  </Routes>
);
const asked = (requests: Request[]) => requests.map((request) => new URL(request.url).searchParams.get("q"));

it("asks once for what was typed in one go, and says why each customer was found", async () => {
  const heard = serve({
    "GET /api/customers": () => page(hit("C1", "王芳", [{ kind: "phone", shown: "+8613912345678" }])),
  });
  await show(app);
  await userEvent.type(screen.getByRole("combobox"), "5678");
  expect(await screen.findByRole("option")).toHaveTextContent("王芳");
  expect(screen.getByRole("option")).toHaveTextContent("Phone 139 1234 5678");
  expect(screen.getByText("5678", { selector: "mark" })).toBeInTheDocument();
  expect(asked(heard)).toEqual(["5678"]);
});

it("aborts a request whose answer nobody waits for any more", async () => {
  let first: AbortSignal | undefined;
  serve({
    "GET /api/customers": async (request) => {
      if (asked([request])[0] !== "wa") return page(hit("C2", "Wang"));
      first = request.signal;
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      return page(hit("C1", "late"));
    },
  });
  await show(app);
  await userEvent.type(screen.getByRole("combobox"), "wa");
  await waitFor(() => expect(first).toBeDefined());
  await userEvent.type(screen.getByRole("combobox"), "ng");
  expect(await screen.findByRole("option")).toHaveTextContent("Wang");
  expect(first?.aborted).toBe(true);
});

it("opens the customer that the arrows point at", async () => {
  serve({ "GET /api/customers": () => page(hit("C1", "Anna"), hit("C2", "Anna Maria")) });
  await show(app);
  await userEvent.type(screen.getByRole("combobox"), "anna");
  await screen.findAllByRole("option");
  await userEvent.keyboard("{ArrowDown}");
  expect(screen.getByRole("option", { selected: true })).toHaveTextContent("Anna Maria");
  await userEvent.keyboard("{Enter}");
  expect(screen.getByText("/customers/C2")).toBeInTheDocument();
});

it("says what can be typed when nothing is found", async () => {
  serve({ "GET /api/customers": () => page() });
  await show(app);
  await userEvent.type(screen.getByRole("combobox"), "zzz");
  expect(await screen.findByText("Nothing found for “zzz”")).toBeInTheDocument();
});
