// SPDX-License-Identifier: AGPL-3.0-or-later
// Certificates of an authority that lives as long as a test, and a server's door that speaks TLS for it as a reverse proxy does.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";

export class Authority {
  constructor(name = "Throw-away authority") {
    this.folder = mkdtempSync(join(tmpdir(), "favilla-authority-"));
    this.file = join(this.folder, "authority.pem");
    this.#openssl("req", "-x509", ...newKey, "-keyout", "authority.key", "-out", this.file, "-days", "2", "-subj", `/CN=${name}`,
      "-addext", "basicConstraints=critical,CA:TRUE");
  }

  // The key and the certificate of a host, valid from now on for two days.
  certify(host) {
    const [key, request, certificate, more] = ["key", "csr", "pem", "ext"].map((end) => `${host}.${end}`);
    this.#openssl("req", "-new", ...newKey, "-keyout", key, "-out", request, "-subj", `/CN=${host}`);
    writeFileSync(join(this.folder, more), `subjectAltName=DNS:${host}\n`);
    this.#openssl("x509", "-req", "-in", request, "-CA", this.file, "-CAkey", "authority.key", "-CAcreateserial", "-days", "2", "-extfile", more, "-out", certificate);
    return { key: readFileSync(join(this.folder, key)), cert: readFileSync(join(this.folder, certificate)) };
  }

  get certificate() {
    return readFileSync(this.file, "utf8");
  }

  remove() {
    rmSync(this.folder, { recursive: true });
  }

  #openssl(...words) {
    execFileSync("openssl", words, { cwd: this.folder, stdio: "pipe" });
  }
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

// Takes TLS connections at a port of its own and hands their bytes on to `port` of this machine.
export class Door {
  static async open(identity) {
    const door = new Door();
    door.server = tls.createServer(identity, (outside) => {
      door.met++;
      const inside = connect(door.port, "127.0.0.1");
      for (const [one, other] of [[outside, inside], [inside, outside]]) {
        door.sockets.add(one);
        one.on("error", () => other.destroy());
        one.on("close", () => door.sockets.delete(one));
        one.pipe(other);
      }
    });
    door.server.on("tlsClientError", () => door.refused++);
    await new Promise((resolve) => door.server.listen(0, "127.0.0.1", resolve));
    door.host = `localhost:${door.server.address().port}`;
    door.origin = `https://${door.host}`;
    return door;
  }

  port = 0;
  met = 0;
  refused = 0;
  sockets = new Set();

  close() {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
