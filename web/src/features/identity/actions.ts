import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { type Decided, decidePair, joinPersons, type PersonRef, splitParty, withdrawDecisions } from "@/api";
import { refresh } from "@/server";
import { useNotice } from "@/ui/Notices";
import { problemOf } from "@/ui/problem";

export type Word = "same" | "apart";

/** Asks anew for everything that a decision changes, as far as it has been derived. */
export const refreshIdentity = () =>
  refresh("listPairs", "getPair", "getParty", "getRederivation", "listDecisions", "getCustomer", "findCustomers");

/** What can be said about persons. Each word can be taken back: from its notice, or with `undo`. */
export function useDecisions(
  after: { decided?: (pairIds: string[]) => void; undone?: (pairIds: string[]) => void } = {},
) {
  const { t } = useTranslation();
  const say = useNotice();
  const last = useRef<string[]>([]);
  const onError = (error: unknown) => {
    const problem = problemOf(error);
    const about = [problem.where, problem.remedy].filter(Boolean).join(" · ");
    say({ tone: "red", title: problem.detail || t("ui.problem.failed"), about });
  };
  const withdraw = useMutation({
    mutationFn: async (pair_ids: string[]) =>
      (await withdrawDecisions({ body: { pair_ids }, throwOnError: true })).data,
    onError,
    onSuccess: (_, pairIds) => {
      last.current = [];
      say({ tone: "green", title: t("identity.undone") });
      after.undone?.(pairIds);
      void refreshIdentity();
    },
  });
  const settled = (title: string) => ({
    onError,
    onSuccess: ({ pair_ids }: Decided) => {
      last.current = pair_ids;
      const action = { label: t("identity.undo"), act: () => withdraw.mutate(pair_ids) };
      say({ tone: "green", title, about: t("identity.follows"), ...(pair_ids.length > 0 && { action }) });
      after.decided?.(pair_ids);
      void refreshIdentity();
    },
  });
  const same = settled(t("identity.saidSame"));
  const apart = settled(t("identity.saidApart"));
  return {
    decide: useMutation({
      mutationFn: async ({ id, ...body }: { id: string; verdict: Word; why: string }) =>
        (await decidePair({ path: { pair_id: id }, body, throwOnError: true })).data,
      onError,
      onSuccess: (done: Decided, { verdict }) => (verdict === "same" ? same : apart).onSuccess(done),
    }),
    split: useMutation({
      mutationFn: async ({ id, ...body }: { id: string; persons: PersonRef[]; why: string }) =>
        (await splitParty({ path: { party_id: id }, body, throwOnError: true })).data,
      ...settled(t("identity.split.done")),
    }),
    join: useMutation({
      mutationFn: async (body: { persons: PersonRef[]; why: string }) =>
        (await joinPersons({ body, throwOnError: true })).data,
      ...settled(t("identity.join.done")),
    }),
    withdraw,
    /** Takes back what was said last; nothing where nothing was said since. */
    undo: () => last.current.length > 0 && withdraw.mutate(last.current),
  };
}
