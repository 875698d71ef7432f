// SPDX-License-Identifier: AGPL-3.0-or-later
// A web server of somebody else's, with pages for those who link to them.
import { createServer } from "node:http";

// A web server that counts who asks it for what.
export class Web {
  asked = [];
  pages = new Map();
  #number = 0;

  static async start() {
    const web = new Web();
    web.server = createServer((request, response) => {
      web.asked.push(request.url);
      web.agent = request.headers["user-agent"];
      const page = web.pages.get(request.url);
      if (typeof page === "function") return page(request, response);
      if (!page) return response.writeHead(404).end();
      response.writeHead(page.status ?? 200, { "Content-Type": "text/html", ...page.headers }).end(page.body);
    });
    await new Promise((resolve) => web.server.listen(0, "127.0.0.1", resolve));
    web.origin = `http://localhost:${web.server.address().port}`;
    return web;
  }

  // The address of a page that was never there before.
  page(body, more = {}) {
    const path = `/page-${++this.#number}`;
    this.pages.set(path, typeof body === "function" ? body : { body, ...more });
    return this.origin + path;
  }

  times(url) {
    return this.asked.filter((path) => this.origin + path === url).length;
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
