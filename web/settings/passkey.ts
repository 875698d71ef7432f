// SPDX-License-Identifier: AGPL-3.0-or-later
// settings/passkey.ts — the two ceremonies of Web Authentication: what the server asks as JSON, what the browser wants as bytes, and back.

export interface KnownCredential {
  type: "public-key";
  id: string;
  transports: string[];
}
// PublicKeyCredentialCreationOptionsJSON, as far as it is used here.
export interface CreationOptions {
  rp: { id: string; name: string };
  user: { id: string; name: string; displayName: string };
  challenge: string;
  pubKeyCredParams: { type: "public-key"; alg: number }[];
  timeout: number;
  excludeCredentials: KnownCredential[];
  authenticatorSelection: { residentKey: ResidentKeyRequirement; requireResidentKey: boolean; userVerification: UserVerificationRequirement };
  attestation: AttestationConveyancePreference;
}
export interface RequestOptions {
  challenge: string;
  timeout: number;
  rpId: string;
  allowCredentials: KnownCredential[];
  userVerification: UserVerificationRequirement;
}
// RegistrationResponseJSON and AuthenticationResponseJSON, likewise.
export type Offer = { id: string; type: "public-key"; response: { clientDataJSON: string; attestationObject: string; transports: string[] } };
export type Answer = { id: string; type: "public-key"; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle: string } };

export const canUsePasskeys = (): boolean => "PublicKeyCredential" in globalThis;

// base64url, without padding.
export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
export function textOf(bytes: ArrayBuffer | null): string {
  if (!bytes) return "";
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const known = (all: KnownCredential[]): PublicKeyCredentialDescriptor[] => all.map((one) => ({ type: one.type, id: bytesOf(one.id), transports: one.transports as AuthenticatorTransport[] }));

export async function createPasskey(asked: CreationOptions): Promise<Offer> {
  const publicKey = { ...asked, challenge: bytesOf(asked.challenge), user: { ...asked.user, id: bytesOf(asked.user.id) }, excludeCredentials: known(asked.excludeCredentials) };
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential | null;
  if (!made) throw new DOMException("none was made", "NotAllowedError");
  const response = made.response as AuthenticatorAttestationResponse;
  return { id: made.id, type: "public-key", response: { clientDataJSON: textOf(response.clientDataJSON), attestationObject: textOf(response.attestationObject), transports: response.getTransports?.() ?? [] } };
}

export async function signWithPasskey(asked: RequestOptions): Promise<Answer> {
  const publicKey = { ...asked, challenge: bytesOf(asked.challenge), allowCredentials: known(asked.allowCredentials) };
  const found = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential | null;
  if (!found) throw new DOMException("none was chosen", "NotAllowedError");
  const response = found.response as AuthenticatorAssertionResponse;
  return { id: found.id, type: "public-key", response: { clientDataJSON: textOf(response.clientDataJSON), authenticatorData: textOf(response.authenticatorData), signature: textOf(response.signature), userHandle: textOf(response.userHandle) } };
}
