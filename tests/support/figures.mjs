// SPDX-License-Identifier: AGPL-3.0-or-later
// What a page costs whoever opens it: on a processor four times slower than this one and a slow mobile network (150 ms there and back,
// 1.6 Mbit/s down, 0.75 up, as Lighthouse has it), with nothing kept by the browser from before.
export const slow4g = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };

function observe() {
  globalThis.figures = { shift: 0, latency: 0 };
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => !entry.hadRecentInput && (globalThis.figures.shift += entry.value))).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => entry.interactionId && (globalThis.figures.latency = Math.max(globalThis.figures.latency, entry.duration)))).observe({ type: "event", durationThreshold: 16, buffered: true });
}

// What the browser's main thread has worked in this page, in milliseconds of the processor: another program that takes its turn does not count.
export async function workOf(devtools) {
  const { metrics } = await devtools.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration").value * 1000;
}

// The same work each time, to compare with: how much a page does is said in so many of these, on any machine. The median of five.
export async function yardstick(window) {
  const page = await window.newPage();
  const devtools = await window.newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const taken = [];
  for (let time = 0; time < 5; time++) {
    const before = await workOf(devtools);
    await page.evaluate(() => {
      const all = document.body.appendChild(document.createElement("div"));
      for (let n = 0; n < 3000; n++) all.appendChild(document.createElement("p")).textContent = `Spark ${n} of many`;
      all.getBoundingClientRect();
      all.remove();
    });
    taken.push((await workOf(devtools)) - before);
  }
  await page.close();
  return taken.sort((a, b) => a - b)[2];
}

// {paint, there, latency} in milliseconds, {shift}, {bytes, asked} of the network, {blocking} what the browser waits for before it paints,
// {work} of its main thread until it was there and {acting} of what was done then. `ready` says when the page is there, `act` is what
// somebody does then.
export async function measure(window, place, { ready, act, throttled = true } = {}) {
  const page = await window.newPage();
  const devtools = await window.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.clearBrowserCache");
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
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
  const work = await workOf(devtools);
  if (act) await act(page);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 200)))); // what was done is drawn and told
  const acting = (await workOf(devtools)) - work;
  const blocking = await page.evaluate(() => performance.getEntriesByType("resource").filter((one) => one.renderBlockingStatus === "blocking").map((one) => ({ name: one.name, bytes: one.encodedBodySize })));
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0);
  const { shift, latency } = await page.evaluate(() => globalThis.figures);
  await page.close();
  return { paint, there, latency, shift, work, acting, blocking, ...seen };
}
