// SPDX-License-Identifier: AGPL-3.0-or-later
// beacon/beacon.ts — /beacon.js, the one line on the pages of an organisation's own site: tells the server which page is looked at, which link led
// away and what was done that counts. It sets no cookie, keeps nothing, sends none along, and says nothing at all for who asked not to be followed.
type Worth = { value?: number; currency?: string };
type Tell = ((name: string, more?: Worth) => void) & { q?: [string, Worth?][] };

const script = document.currentScript as HTMLScriptElement | null;
const here = window as unknown as { favilla?: Tell; doNotTrack?: string };
const told = navigator as Navigator & { globalPrivacyControl?: boolean };
const isUnwanted = (told.doNotTrack ?? here.doNotTrack) === "1" || told.globalPrivacyControl;

if (script) {
  const door = new URL("/api/favilla/v1/beacon", script.src).href;
  const site = script.dataset.site || location.hostname;
  let from = document.referrer;
  let last = "";

  // Of the query only what marks a campaign: the rest may say who somebody is.
  const page = () => {
    const marks = new URLSearchParams([...new URLSearchParams(location.search)].filter(([name]) => name.startsWith("utm_"))).toString();
    return location.pathname + (marks && `?${marks}`);
  };

  const send = (fields: Record<string, string>) => {
    if (isUnwanted) return;
    const body = new URLSearchParams({ site, host: location.hostname, page: page(), ...fields });
    // Outlives the page; text, so that no question goes before it.
    fetch(door, { method: "POST", body: body.toString(), mode: "no-cors", credentials: "omit", keepalive: true }).catch(() => {});
  };

  const view = () => {
    if (last === location.pathname) return;
    last = location.pathname;
    // Where they came from, not what they read there.
    send({ referrer: from && new URL(from).origin });
    from = location.href;
  };

  const tell: Tell = (name, more) => send({ kind: "goal", name, ...(more?.value != null && { value: `${more.value}` }), ...(more?.currency && { currency: more.currency }) });
  for (const call of here.favilla?.q ?? []) tell(...call);
  here.favilla = tell;

  // Applications that change their address themselves.
  const push = history.pushState;
  history.pushState = function (...change) {
    push.apply(this, change);
    view();
  };
  addEventListener("popstate", view);
  // Out of the browser's memory of pages.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    last = "";
    view();
  });

  const follow = (event: MouseEvent) => {
    const link = event.button < 2 && (event.target as Element | null)?.closest?.<HTMLAnchorElement>("a[href]");
    if (link && /^https?:/.test(link.href) && link.hostname !== location.hostname) send({ kind: "outgoing", name: link.origin + link.pathname });
  };
  addEventListener("click", follow, true);
  addEventListener("auxclick", follow, true);

  // A page that is made ready ahead is seen by nobody yet.
  if ((document as Document & { prerendering?: boolean }).prerendering) document.addEventListener("prerenderingchange", view, { once: true });
  else view();
}
