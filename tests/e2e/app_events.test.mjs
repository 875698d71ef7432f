// SPDX-License-Identifier: AGPL-3.0-or-later
// Events as people use them, against the real program with several browsers: made, found, answered, waited for, changed, called off.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openHouse } from "../support/app_people.mjs";
import { deliver, everybody, Peer, until } from "../support/peer.mjs";

let house, home;

before(async () => {
  house = await openHouse({ name: "ugo", role: "admin", scopes: "read write follow admin:read admin:write" }, "ada", "bea");
  home = house.home;
});
after(() => house?.close());

const api = (...asked) => house.api(...asked);
const inAWeek = (hour) => `${new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)}T${hour}`;

test("a member makes an event with one place; a second one waits for it, and gets it when it is given back", async (context) => {
  const host = await house.enter(context, "ugo", { path: "/app/events" });
  await host.getByText("Nothing is planned yet.").waitFor();
  await host.getByRole("link", { name: "Make an event" }).click();
  await host.getByLabel("Name", { exact: true }).fill("Reading aloud");
  await host.getByLabel("Begins").fill(inAWeek("18:30"));
  await host.getByLabel("Ends").fill(inAWeek("20:30"));
  await host.getByLabel("Time zone").selectOption("America/New_York");
  await host.getByLabel("Repeats").selectOption({ label: "Every week" });
  await host.getByLabel("Place", { exact: true }).fill("Library");
  await host.getByLabel("Places", { exact: true }).fill("1");
  await host.getByLabel("Address on the web").fill("javascript:alert(1)");
  await host.locator("form button[type=submit]").click();
  await host.getByRole("alert").getByText(/begins with https/).waitFor();
  assert.equal(await host.getByLabel("Name", { exact: true }).inputValue(), "Reading aloud", "what was typed is there still");
  await host.getByLabel("Address on the web").fill("");
  await host.locator("form button[type=submit]").click();
  await host.getByRole("heading", { name: "Do you come?" }).waitFor();
  assert.match(await host.locator("dd").first().innerText(), /America\/New_York/);
  const path = new URL(host.url()).pathname;

  const ada = await house.enter(context, "ada", { path });
  await ada.getByText("1 place free").waitFor();
  await ada.getByRole("button", { name: "Yes" }).click();
  await ada.getByText("1 person comes").waitFor();
  await ada.getByLabel("Remind me").selectOption({ label: "3 hours before" });
  const bea = await house.enter(context, "bea", { path, look: { size: "phone" } });
  await bea.getByRole("button", { name: "Yes" }).click();
  await bea.getByText(/you are on the waiting list/).waitFor();
  assert.equal(await bea.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "nothing stands beside the phone");
  await ada.getByRole("button", { name: "No", exact: true }).click();
  await ada.getByLabel("Remind me").waitFor({ state: "detached" });
  await bea.goto(`${home}/app/notifications`);
  await bea.getByText("You have a place at an event of ugo").waitFor();
  await bea.goto(`${home}/app/events?show=mine`);
  await bea.getByText("You: Yes").waitFor();
  await bea.getByRole("button", { name: "Make an address" }).click();
  assert.match(await bea.getByLabel("Your address").inputValue(), /\/calendar\/[\w-]{40,}\.ics$/);

  await host.goto(home + path.replace(/$/, "/edit"));
  await host.getByLabel("Place", { exact: true }).fill("Under the tree");
  await host.locator("form button[type=submit]").click();
  await host.getByText("Under the tree").waitFor();
  host.once("dialog", (dialog) => dialog.accept());
  await host.getByRole("button", { name: "Call it off" }).click();
  await host.getByText("This event has been cancelled.").waitFor();
  await bea.goto(`${home}/app/notifications`);
  await bea.getByText("ugo changed an event").first().waitFor();
});

test("a group shows its events, and one is made in it", async (context) => {
  const group = await api("POST", "/api/favilla/v1/groups", "ugo", { name: "walkers", title: "Mountain walkers" });
  await api("POST", `/api/favilla/v1/groups/${group.id}/join`, "ada", {});
  const ada = await house.enter(context, "ada", { path: `/app/groups/${group.id}` });
  await ada.getByRole("navigation", { name: /Mountain walkers/ }).getByRole("link", { name: "Events" }).click();
  await ada.getByRole("link", { name: "Make an event" }).click();
  await ada.getByLabel("Name", { exact: true }).fill("Up the hill");
  assert.equal(await ada.getByLabel("Of a group").inputValue(), group.id);
  await ada.locator("form button[type=submit]").click();
  await ada.getByRole("link", { name: "Mountain walkers" }).first().waitFor();
  await ada.goto(`${home}/app/groups/${group.id}`);
  await ada.getByText("Up the hill").first().waitFor();
});

test("an event of another server is answered from its post: asked, then confirmed; and one that takes no answers says where to sign up", async (context) => {
  const peer = await Peer.start();
  context.after(() => peer.close());
  const mona = peer.person("mona", { name: "Mona of the hall" });
  const [account] = (await api("GET", `/api/v2/search?resolve=true&q=${encodeURIComponent(mona.id)}`, "ada")).accounts;
  await api("POST", `/api/v1/accounts/${account.id}/follow`, "ada");
  const follow = await until(() => peer.received.find((one) => one.type === "Follow"));
  const favilla = house.favilla;
  assert.equal(await deliver(favilla, mona, { id: `${mona.id}#accept`, type: "Accept", actor: mona.id, object: follow }), 202);
  await until(async () => (await api("GET", `/api/v1/accounts/relationships?id[]=${account.id}`, "ada"))[0].following);
  const told = async (number, more) => {
    const note = peer.note(mona, number, { type: "Event", name: `Evening ${number}`, content: "<p>With songs</p>", startTime: `${inAWeek("18:30")}:00Z`, timezone: "Europe/Rome", location: { type: "Place", name: "Hall" }, to: [everybody], ...more });
    assert.equal(await deliver(favilla, mona, peer.create(mona, note)), 202);
    return note;
  };
  const evening = await told(1, { joinMode: "restricted" });
  const ada = await house.enter(context, "ada");
  await ada.locator("article.post", { hasText: "Evening 1" }).getByText("With songs").waitFor();
  const [post] = (await api("GET", "/api/v1/timelines/home", "ada")).filter((one) => one.uri === evening.id);
  await ada.goto(`${home}/app/conversations/${post.conversation_id}`);
  await ada.getByRole("link", { name: "See it, and say whether you come" }).click();
  await ada.getByRole("button", { name: "Yes" }).click();
  await ada.getByText(/has not confirmed it yet/).waitFor();
  const join = await until(() => peer.received.find((one) => one.type === "Join"));
  assert.equal(await deliver(favilla, mona, { id: `${mona.id}#accepts/1`, type: "Accept", actor: mona.id, object: join }), 202);
  await ada.getByText(/has not confirmed it yet/).waitFor({ state: "detached" });
  await ada.getByText("1 person comes").waitFor();
  assert.equal(await deliver(favilla, mona, { id: `${mona.id}#rejects/1`, type: "Reject", actor: mona.id, object: join }), 202);
  await ada.goto(`${home}/app/notifications`);
  await ada.getByText("There is no place for you at an event of Mona of the hall").waitFor();

  await told(2, { joinMode: "external", externalParticipationUrl: "https://tickets.example/2" });
  const second = await until(async () => (await api("GET", "/api/v1/timelines/home", "ada")).find((one) => one.content.includes("Evening 2")));
  const [event] = await api("GET", `/api/favilla/v1/events?status_id=${second.id}`, "ada");
  await ada.goto(`${home}/app/events/${event.id}`);
  assert.equal(await ada.getByRole("link", { name: "Sign up on its own page" }).getAttribute("href"), "https://tickets.example/2");
  await ada.getByRole("button", { name: "Maybe" }).click();
  await ada.goto(`${home}/app/events?show=mine`);
  await ada.getByText("Evening 2").waitFor();
});
