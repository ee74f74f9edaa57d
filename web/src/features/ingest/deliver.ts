import type { UploadAnswer } from "@/api";
import { Problem, problemOf } from "@/ui/problem";

/**
 * Sends files as one delivery and tells how much of them is on its way (0–1).
 * By XMLHttpRequest, as `fetch` cannot report the progress of what it sends.
 */
export function deliver(files: File[], source: string, progress: (share: number) => void): Promise<UploadAnswer> {
  const form = new FormData();
  for (const file of files) form.append("files", file, file.name);
  form.append("source", source);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/loads");
    request.responseType = "json";
    request.setRequestHeader("X-CSRFToken", /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "");
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () =>
      request.status < 300
        ? resolve(request.response as UploadAnswer)
        : reject(problemOf(request.response, new Response(null, { status: request.status })));
    request.onerror = () => reject(new Problem(0, ""));
    request.send(form);
  });
}
