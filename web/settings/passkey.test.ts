// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, expect, test, vi } from "vitest";

import { bytesOf, createPasskey, signWithPasskey, textOf } from "./passkey.ts";

const buffer = (...bytes: number[]): ArrayBuffer => Uint8Array.from(bytes).buffer;

afterEach(() => vi.unstubAllGlobals());

test("bytes go through base64url and back, without padding", () => {
  expect(textOf(buffer(0xfb, 0xff, 0xfe, 1))).toBe("-__-AQ");
  expect([...bytesOf("-__-AQ")]).toEqual([0xfb, 0xff, 0xfe, 1]);
  expect(textOf(null)).toBe("");
});

test("a passkey is made of what the server asked, and told as JSON", async () => {
  const create = vi.fn(async () => ({ id: "AQ", response: { clientDataJSON: buffer(1), attestationObject: buffer(2), getTransports: () => ["internal"] } }));
  vi.stubGlobal("navigator", { credentials: { create } });
  const asked = { rp: { id: "here", name: "Here" }, user: { id: "Ag", name: "ada@here", displayName: "Ada" }, challenge: "Aw", pubKeyCredParams: [], timeout: 1, excludeCredentials: [{ type: "public-key" as const, id: "BA", transports: ["usb"] }], authenticatorSelection: { residentKey: "preferred" as const, requireResidentKey: false, userVerification: "preferred" as const }, attestation: "none" as const };
  expect(await createPasskey(asked)).toEqual({ id: "AQ", type: "public-key", response: { clientDataJSON: "AQ", attestationObject: "Ag", transports: ["internal"] } });
  const given = (create.mock.calls[0] as unknown as [{ publicKey: PublicKeyCredentialCreationOptions }])[0].publicKey;
  expect([given.challenge, given.user.id, given.excludeCredentials?.[0]?.id]).toEqual([bytesOf("Aw"), bytesOf("Ag"), bytesOf("BA")]);
});

test("who chooses none is told so", async () => {
  vi.stubGlobal("navigator", { credentials: { get: async () => null } });
  await expect(signWithPasskey({ challenge: "Aw", timeout: 1, rpId: "here", allowCredentials: [], userVerification: "preferred" })).rejects.toMatchObject({ name: "NotAllowedError" });
});
