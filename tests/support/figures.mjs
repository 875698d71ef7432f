// SPDX-License-Identifier: AGPL-3.0-or-later
// What a page costs whoever opens it: on a processor four times slower than this one and a slow mobile network (150 ms there and back,
// 1.6 Mbit/s down, 0.75 up, as Lighthouse has it), with nothing kept by the browser from before.
export const slow4g = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };

function observe() {
  globalThis.figures = { shift: 0, latency: 0 };
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => !entry.hadRecentInput && (globalThis.figures.shift += entry.value))).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => entry.interactionId && (globalThis.figures.latency = Math.max(globalThis.figures.latency, entry.duration)))).observe({ type: "event", durationThreshold: 16, buffered: true });
}

// {paint, there, latency} in milliseconds, {shift}, {bytes, asked} of the network. `ready` says when the page is there, `act` is what
// somebody does then.
export async function measure(window, place, { ready, act, throttled = true } = {}) {
  const page = await window.newPage();
  const devtools = await window.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.clearBrowserCache");
  if (throttled) {
    await devtools.send("Network.emulateNetworkConditions", slow4g);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  }
  const seen = { bytes: 0, asked: [] };
  devtools.on("Network.loadingFinished", ({ encodedDataLength }) => (seen.bytes += encodedDataLength));
  page.on("request", (request) => request.serviceWorker?.() ?? seen.asked.push(`${request.method()} ${request.url()}`));
  await page.addInitScript(observe);
  const began = Date.now();
  await page.goto(place);
  await page.waitForSelector(ready);
  const there = Date.now() - began;
  await page.waitForLoadState("networkidle");
  if (act) await act(page);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 200)))); // what was done is drawn and told
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0);
  const { shift, latency } = await page.evaluate(() => globalThis.figures);
  await page.close();
  return { paint, there, latency, shift, ...seen };
}
