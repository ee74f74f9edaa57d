import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import type { SightOut } from "@/api";
import { getSessionQueryKey } from "@/api/@tanstack/react-query.gen";
import { CustomerTable } from "@/features/profile/CustomerTable";
import CustomersPage from "@/pages/CustomersPage";
import { queries } from "@/server";
import { LI, serve, show } from "../../../../test/app";
import PurposeSwitch from "./PurposeSwitch";
import { SightOf } from "./sight";

const MARKETER: SightOut = {
  purpose: "marketing",
  categories: { name: "masked", phone: "hidden" },
  columns: { name: "masked", phone: "hidden", plan: "readable" },
};
const WANG = {
  customer_id: "C1",
  customer_number: "80001",
  name: "王**",
  phone: null,
  email: null,
  city: null,
  plan: null,
  line_count: 1,
  monthly_fee: 99,
  is_active: true,
  customer_since: null,
  contract_end: null,
  manager: null,
  matched: [],
};

afterEach(() => sessionStorage.clear());

it("says of a value that is held back that it is not shown, and of one that is not there nothing", async () => {
  await show(<CustomerTable customers={[WANG]} query="" />, { user: { ...LI, sight: MARKETER } });
  expect(screen.getByRole("cell", { name: /not shown to you/ })).toHaveAttribute("data-label", "Main phone number");
  expect(screen.getAllByText("–")).toHaveLength(4);
  expect(screen.queryByLabelText("Masked")).not.toBeInTheDocument();
});

it("marks what is masked where one looks with the eyes of somebody else", async () => {
  await show(
    <SightOf sight={MARKETER}>
      <CustomerTable customers={[WANG]} query="" />
    </SightOf>,
  );
  expect(screen.getByLabelText("Masked")).toBeInTheDocument();
  expect(screen.getByText(/not shown to you/)).toBeInTheDocument();
});

it("offers no order by what is held back, and does not ask for it", async () => {
  const heard = serve({ "GET /api/customers": () => ({ items: [WANG], total: 1, total_is_exact: true }) });
  await show(<CustomersPage />, { user: { ...LI, sight: MARKETER } });
  await screen.findByText("王**");
  expect(heard.map((request) => new URL(request.url).searchParams.get("sort"))).toEqual(["-monthly_fee"]);
  await userEvent.click(screen.getByRole("combobox"));
  await screen.findAllByRole("option");
  const offered = [...document.querySelectorAll(".ant-select-item-option")].map((option) => option.textContent);
  expect(offered).toEqual(["Monthly fee ↓", "Customer since ↑", "Customer since ↓", "Contract ends on ↑"]);
});

it("offers no purposes where there is only one", async () => {
  await show(<PurposeSwitch />);
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
});

it("sends the chosen purpose with every request, and none that the user does not serve", async () => {
  const user = { ...LI, purposes: ["service" as const, "marketing" as const] };
  const heard = serve({ "GET /api/customers": () => ({ items: [], total: 0, total_is_exact: true }) });
  await show(
    <>
      <PurposeSwitch />
      <CustomersPage />
    </>,
    { user },
  );
  await screen.findByText(/No customers/);
  await userEvent.click(screen.getByRole("button", { name: /Purpose/ }));
  await userEvent.click(await screen.findByText("Marketing"));
  await expect.poll(() => heard.map((request) => request.headers.get("Tieline-Purpose"))).toEqual([null, "marketing"]);
  queries.setQueryData(getSessionQueryKey(), { authenticated: true, user: LI, ways: [] });
  await queries.refetchQueries({
    predicate: ({ queryKey }) => queryKey !== getSessionQueryKey() && !isSession(queryKey),
  });
  expect(heard.at(-1)?.headers.get("Tieline-Purpose")).toBeNull();
});

const isSession = (key: readonly unknown[]) => (key[0] as { _id?: string })._id === "getSession";
