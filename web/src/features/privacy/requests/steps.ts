import { useMutation } from "@tanstack/react-query";
import { approveErasing, extendRequest, grantRequest, identifyAsker, refuseRequest, takeBackRight } from "@/api";
import { refresh } from "@/server";

export const KINDS = ["access", "portability", "correction", "restriction", "objection", "deletion"] as const;
/** Fields that a customer may have corrected, as `know/profile/correcting.py` has them. */
export const FIELDS = [
  "name",
  "gender",
  "birth_date",
  "phone",
  "email",
  "address",
  "city",
  "district",
  "postal_code",
  "language",
] as const;
export const GROUNDS = ["accuracy", "unlawful", "claims", "objection"] as const;
export const OBJECTS = ["marketing", "profiling"] as const;
/** Kinds that a person decides on, and that hold from then on. */
export const DECIDED: readonly string[] = ["correction", "restriction", "objection"];
export const PROOFS = ["document", "letter", "records"] as const;
export const METHODS = ["document", "callback", "login", "letter"] as const;
export const WAYS = ["call", "shop", "web", "app", "letter"] as const;
export const TONES = { overdue: "red", soon: "amber", "in time": "green", closed: "neutral" } as const;

/** What a request may go through, each asking anew for the list and the request. */
export function useSteps(id: number) {
  const path = { number: id };
  const onSuccess = () => refresh("listRequests", "readRequest", "listChanges");
  return {
    identify: useMutation({
      mutationFn: (how: (typeof METHODS)[number]) => identifyAsker({ path, body: { how }, throwOnError: true }),
      onSuccess,
    }),
    approve: useMutation({ mutationFn: () => approveErasing({ path, throwOnError: true }), onSuccess }),
    refuse: useMutation({
      mutationFn: (why: string) => refuseRequest({ path, body: { why }, throwOnError: true }),
      onSuccess,
    }),
    grant: useMutation({
      mutationFn: (why: string) => grantRequest({ path, body: { why }, throwOnError: true }),
      onSuccess,
    }),
    takeBack: useMutation({
      mutationFn: (why: string) => takeBackRight({ path, body: { why }, throwOnError: true }),
      onSuccess,
    }),
    extend: useMutation({
      mutationFn: (why: string) => extendRequest({ path, body: { why }, throwOnError: true }),
      onSuccess,
    }),
  };
}

/** Offers a file that is in memory under a name. */
export function offer(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
