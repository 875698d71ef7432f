// SPDX-License-Identifier: AGPL-3.0-or-later
// The real server for tests under node, started and stopped by favilla_process.py:
//
//     const favilla = await startFavilla();
//     await favilla.createAccount("ada");
//     const token = await favilla.createToken("ada");
//     ... fetch(favilla.url + "/api/v1/instance") ...
//     await favilla.close();                       // fails when the server crashed or a sanitizer spoke
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const helper = fileURLToPath(new URL("favilla_process.py", import.meta.url));

export async function startFavilla(options = {}) {
  const process = spawn("python3", [helper, JSON.stringify(options)], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => process.on("close", resolve));
  const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();

  async function next() {
    const line = await lines.next();
    if (line.done) throw new Error(`the server's helper ended with code ${await ended}`);
    return JSON.parse(line.value);
  }

  const place = await next();                       // { url, port, domain, data, pid }
  let before = Promise.resolve();                   // one command after another, in the order they were asked for

  function command(...words) {
    const answer = before.then(async () => {
      process.stdin.write(JSON.stringify(words) + "\n");
      const done = await next();
      if (done.code !== 0) throw new Error(`favilla ${words.join(" ")} ended with code ${done.code}: ${done.output}${done.errors}`);
      return done.output.trim();
    });
    before = answer.catch(() => {});
    return answer;
  }

  return {
    ...place,
    command,
    createAccount: (name, { password = "a spark is enough", email = `${name}@example.org`, role = "user" } = {}) =>
      command("account", "create", name, "--email", email, "--password", password, "--role", role, "--confirmed"),
    pullThePlug: () => command("pull the plug"),            // SIGKILL, and started again
    createToken: (name, scopes = "read write follow push") => command("token", "create", name, "--scopes", scopes),
    async close() {
      process.stdin.end();
      const code = await ended;
      if (code !== 0) throw new Error(`the server did not end well (code ${code})`);
    },
  };
}
