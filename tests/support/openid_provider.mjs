// SPDX-License-Identifier: AGPL-3.0-or-later
// A real OpenID provider (npm oidc-provider) on loopback, with its own pages to sign in on: who is typed there is who it was. Given as JSON: the port,
// the client and where it returns to. "ready" is said when it answers; it ends with its standard input.
import Provider from "oidc-provider";

const { port, client_id, client_secret, redirect_uris } = JSON.parse(process.argv[2]);

// "ada" has a verified address, "ada!" one that is not, and "ada@school.example" is of another domain.
function claimsOf(login) {
  const name = login.replace("!", "");
  return {
    sub: login,
    preferred_username: name.split("@")[0],
    email: name.includes("@") ? name : `${name}@example.org`,
    email_verified: !login.endsWith("!"),
  };
}

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id, client_secret, redirect_uris, grant_types: ["authorization_code"], response_types: ["code"] }],
  pkce: { required: () => true },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["preferred_username"] },
  cookies: { keys: ["for tests alone"] },
  features: { devInteractions: { enabled: true } },
  findAccount: (_, login) => ({ accountId: login, claims: () => claimsOf(login) }),
});
provider.listen(port, "127.0.0.1", () => console.log("ready"));
process.stdin.on("end", () => process.exit(0)).resume();
