/** What the server hands out and takes back is the JSON form of WebAuthn, which the browser itself reads and writes. */
type Json = Record<string, unknown>;

/** Whether this browser, at this address, can do passkeys: they are bound to a host name, never to a bare IP address. */
export function passkeysWork(): boolean {
  const named = !/^[\d.]+$|^\[/.test(window.location.hostname);
  return named && typeof window.PublicKeyCredential?.parseRequestOptionsFromJSON === "function";
}

/** A new passkey on a device that the user chooses; rejects where the user changed their mind. */
export async function makePasskey(options: Json): Promise<Json> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  return said(await navigator.credentials.create({ publicKey }));
}

/** What a passkey that the user chooses signs; rejects where the user changed their mind. */
export async function signWithPasskey(options: Json): Promise<Json> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  return said(await navigator.credentials.get({ publicKey }));
}

/** Whether the user, or the device, broke off what the browser had asked. */
export const brokenOff = (error: unknown): boolean => error instanceof DOMException;

function said(credential: Credential | null): Json {
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException("no passkey", "NotAllowedError");
  return credential.toJSON() as unknown as Json;
}
