import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { lookAtSample } from "@/api";
import type { Draft } from "@/features/ingest/draft/useDraft";
import { useLate } from "@/ui/useLate";

const REST_MS = 300;

/** The sample as its draft reads it: columns, first rows, suggestions; or why it cannot be read so. */
export function useLook(draft: Draft) {
  const format = useLate(draft.body.format, REST_MS);
  return useQuery({
    queryKey: [{ _id: "lookAtSample" }, draft.sample, format],
    queryFn: async ({ signal }) => {
      const answer = await lookAtSample({
        path: { sample_id: draft.sample ?? "" },
        body: { format },
        signal,
        throwOnError: true,
      });
      return answer.data;
    },
    enabled: draft.sample !== null,
    placeholderData: keepPreviousData,
    staleTime: 10 * 60_000,
  });
}
