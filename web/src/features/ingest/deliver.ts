import type { SampleShape, UploadAnswer } from "@/api";
import { send } from "./send";

/** Sends files as one delivery; each becomes a load. */
export function deliver(files: File[], source: string, progress: (share: number) => void): Promise<UploadAnswer> {
  const form = new FormData();
  for (const file of files) form.append("files", file, file.name);
  form.append("source", source);
  return send<UploadAnswer>("/api/loads", form, progress);
}

/** Sends a file to be looked at; nothing of it lands. */
export function sendSample(file: File, progress: (share: number) => void): Promise<SampleShape> {
  const form = new FormData();
  form.append("file", file, file.name);
  return send<SampleShape>("/api/samples", form, progress);
}
