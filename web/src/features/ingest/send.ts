import i18next from "i18next";
import { csrfToken } from "@/server";
import { Problem, problemOf } from "@/ui/problem";

/**
 * Posts a form and tells how much of it is on its way (0–1).
 * By XMLHttpRequest, as `fetch` cannot report the progress of what it sends.
 */
export function send<T>(path: string, form: FormData, progress: (share: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.responseType = "json";
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("Accept-Language", i18next.language);
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () =>
      request.status < 300
        ? resolve(request.response as T)
        : reject(problemOf(request.response, new Response(null, { status: request.status })));
    request.onerror = () => reject(new Problem(0, ""));
    request.send(form);
  });
}
