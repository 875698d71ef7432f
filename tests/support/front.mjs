// SPDX-License-Identifier: AGPL-3.0-or-later
// What may stand before a server, and misbehave: passes on what a browser asks for, also streams, and can be told to be away, to lose
// answers, or to tell something else of a file.
//
//     const front = await openFront(favilla);
//     front.isAway = true;                             // every connection is cut, and so is every new one
//     front.loses = (request) => request.method === "POST" && request.url === "/api/v1/statuses";
//     front.names = (path) => path.replace("new", "old");             // what it asks the server for
//     front.rewrites = (path) => (path === "/app" ? (text) => text.replace("1", "2") : null);
//     front.asked                                      // ["GET /app", …]
import { createServer, request as ask } from "node:http";
import { connect } from "node:net";

const brought = ["transfer-encoding", "content-length", "content-encoding"];

export async function openFront(favilla) {
  const sockets = new Set();
  const front = {
    asked: [],
    names: (path) => path,
    rewrites: () => null,
    loses: () => false,
    set isAway(is) {
      away = is;
      if (is) for (const socket of sockets) socket.destroy();
    },
  };
  let away = false;

  const server = createServer((request, response) => {
    front.asked.push(`${request.method} ${request.url}`);
    const rewrite = front.rewrites(request.url.split("?")[0]);
    const loses = front.loses(request);
    const headers = { ...request.headers };
    if (rewrite) delete headers["accept-encoding"];
    const passed = ask({ port: favilla.port, host: "127.0.0.1", method: request.method, path: front.names(request.url), headers }, (answer) => {
      if (loses) return answer.resume().on("end", () => request.socket.destroy());
      if (!rewrite) return answer.pipe(response.writeHead(answer.statusCode, answer.rawHeaders));
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => {
        const kept = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !brought.includes(name)));
        response.writeHead(answer.statusCode, kept).end(rewrite(Buffer.concat(parts).toString()));
      });
    });
    passed.on("error", () => request.socket.destroy());
    request.pipe(passed);
  });
  server.on("connection", (socket) => {
    if (away) return socket.destroy();
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (request, socket, head) => {
    const behind = connect(favilla.port, "127.0.0.1", () => {
      const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}\r\n`);
      behind.write(`GET ${request.url} HTTP/1.1\r\n${headers.join("")}\r\n`);
      behind.write(head);
      behind.pipe(socket).pipe(behind);
    });
    for (const [one, other] of [[behind, socket], [socket, behind]]) one.on("error", () => other.destroy()).on("close", () => other.destroy());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  front.url = `http://127.0.0.1:${server.address().port}`;
  front.close = () => {
    front.isAway = true;
    return new Promise((resolve) => server.close(resolve));
  };
  return front;
}
