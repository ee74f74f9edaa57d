import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { trySource } from "@/api";
import { triable } from "@/features/ingest/draft/draft";
import type { Draft } from "@/features/ingest/draft/useDraft";
import { useLate } from "@/ui/useLate";

const REST_MS = 500;

/** What the first rows of the sample become under the draft, asked anew once the draft has rested for a moment. */
export function useTrial(draft: Draft) {
  const body = useLate(draft.body, REST_MS);
  const wanted = triable(body, draft.fileName);
  const query = useQuery({
    queryKey: [{ _id: "trySource" }, draft.sample, wanted],
    queryFn: async ({ signal }) => {
      const answer = await trySource({
        path: { sample_id: draft.sample ?? "" },
        body: { body: wanted },
        signal,
        throwOnError: true,
      });
      return answer.data;
    },
    enabled: draft.sample !== null && wanted.records.length > 0,
    placeholderData: keepPreviousData,
  });
  return { ...query, isBehind: query.isFetching || body !== draft.body };
}

export type TrialQuery = ReturnType<typeof useTrial>;
