// SPDX-License-Identifier: AGPL-3.0-or-later
// Events as people use them, against the real program with several browsers: made, found, answered, waited for, changed, called off.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openHouse } from "../support/app_people.mjs";
import { deliver, everybody, Peer, until } from "../support/peer.mjs";
import { file } from "../support/pictures.mjs";

let house, home;

before(async () => {
  house = await openHouse({ name: "ugo", role: "admin", scopes: "read write follow admin:read admin:write" }, "ada", "bea");
  home = house.home;
});
after(() => house?.close());

const api = (...asked) => house.api(...asked);
const inAWeek = (hour) => `${new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)}T${hour}`;

const always = (page) => page.getByRole("group", { name: "Do you come, each time?" });

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
  await host.getByRole("heading", { name: "Do you come, each time?" }).waitFor();
  assert.match(await host.locator("dd").first().innerText(), /America\/New_York/);
  const path = new URL(host.url()).pathname;

  const ada = await house.enter(context, "ada", { path });
  await ada.getByText("1 place free").first().waitFor();
  await always(ada).getByRole("button", { name: "Yes" }).click();
  await ada.getByText("1 person comes").first().waitFor();
  await ada.getByLabel("Remind me").selectOption({ label: "3 hours before" });
  const bea = await house.enter(context, "bea", { path, look: { size: "phone" } });
  await always(bea).getByRole("button", { name: "Yes" }).click();
  await bea.getByText(/you are on the waiting list/).waitFor();
  assert.equal(await bea.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "nothing stands beside the phone");
  await always(ada).getByRole("button", { name: "No", exact: true }).click();
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
  await host.getByRole("button", { name: "Call it off" }).click();
  await host.getByRole("alertdialog", { name: "Call it off" }).getByText("Whoever answered is told, and it cannot be taken back.").waitFor();
  await host.keyboard.press("Enter");                                                          // what begins with the focus is no
  await host.getByRole("alertdialog").waitFor({ state: "detached" });
  await host.getByRole("button", { name: "Call it off" }).click();
  await host.getByRole("alertdialog").getByRole("button", { name: "Call it off" }).click();
  await host.getByText("This event has been cancelled.").waitFor();
  await bea.goto(`${home}/app/notifications`);
  await bea.getByText("ugo changed an event").first().waitFor();
});

test("an event has a picture that is described, and one of its times is answered, moved and called off by itself", async (context) => {
  const ugo = await house.enter(context, "ugo", { path: "/app/events/new", agrees: true });
  await ugo.getByLabel("Name", { exact: true }).fill("Lanterns");
  await ugo.getByLabel("Begins").fill(inAWeek("18:30"));
  await ugo.getByLabel("Ends").fill(inAWeek("20:30"));
  await ugo.getByLabel("Repeats").selectOption({ label: "Every week" });
  await ugo.locator("input[type=file]").setInputFiles(file("lamp.png", "image/png", "png(300, 200)"));
  await ugo.getByLabel(/What is to be seen, in words/).fill("A lamp over a book");
  await ugo.locator("form button[type=submit]").click();
  await ugo.getByRole("img", { name: "A lamp over a book" }).waitFor();
  const path = new URL(ugo.url()).pathname;

  const ada = await house.enter(context, "ada", { path, look: { size: "phone" } });
  const time = (page, n) => page.getByRole("region", { name: "The next times" }).getByRole("listitem").nth(n);
  await always(ada).getByRole("button", { name: "Yes" }).click();
  await time(ada, 0).getByText("You: Yes").waitFor();
  await time(ada, 1).getByRole("button", { name: "No", exact: true }).click();
  await time(ada, 1).getByText("You: No · for this time").waitFor();
  assert.equal(await always(ada).getByRole("button", { name: "Yes" }).getAttribute("aria-pressed"), "true");
  await time(ada, 1).getByRole("button", { name: "As for all times" }).click();
  await time(ada, 1).getByText("You: Yes").waitFor();
  assert.equal(await ada.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "nothing stands beside the phone");

  await ugo.goto(home + path);
  await time(ugo, 1).getByRole("button", { name: "Move this time" }).click();
  await time(ugo, 1).getByLabel("Begins").fill(`${new Date(Date.now() + 15 * 86_400_000).toISOString().slice(0, 10)}T09:00`);
  await time(ugo, 1).getByLabel("Ends").fill(`${new Date(Date.now() + 15 * 86_400_000).toISOString().slice(0, 10)}T10:00`);
  await time(ugo, 1).getByRole("button", { name: "Save" }).click();
  await time(ugo, 1).getByText("Moved").waitFor();
  await time(ugo, 2).getByRole("button", { name: "Call this time off" }).click();
  await time(ugo, 2).getByText("Called off").waitFor();
  await ada.goto(`${home}/app/notifications`);
  await ada.getByText("ugo changed an event").first().waitFor();
});

test("whoever is asked to come answers in the notification", async (context) => {
  const event = await api("POST", "/api/favilla/v1/events", "ugo", { title: "Tea for two", local_start: inAWeek("16:00"), local_end: inAWeek("17:00"), time_zone: "Europe/Rome" });
  const ugo = await house.enter(context, "ugo", { path: `/app/events/${event.id}` });
  await ugo.getByText("Invite people").click();
  await ugo.getByLabel(/Somebody, by name/).fill("bea");
  await ugo.getByRole("button", { name: "Add", exact: true }).click();
  await ugo.getByText("@bea").waitFor();
  await ugo.getByRole("button", { name: "Invite", exact: true }).click();
  await ugo.getByText("They are invited.").waitFor();
  const bea = await house.enter(context, "bea", { path: "/app/notifications" });
  const notice = bea.getByRole("listitem").filter({ hasText: "ugo invites you to an event" });
  await notice.getByRole("button", { name: "Maybe" }).click();
  await notice.getByText("You: Maybe").waitFor();
  assert.equal((await api("GET", `/api/favilla/v1/events/${event.id}`, "bea")).answer.answer, "maybe");
});

test("an event made in the voice of a page that reviews goes to its team, and appears when it is approved", async (context) => {
  const page = await api("POST", "/api/favilla/v1/pages", "ugo", { name: "lanterns", title: "The Lanterns", reviews: true });
  for (const [name, role] of [["ada", "contributor"], ["bea", "editor"]]) {
    const { id } = await api("GET", `/api/v1/accounts/lookup?acct=${name}`, "ugo");
    await api("POST", `/api/favilla/v1/pages/${page.id}/team`, "ugo", { act: "invite", account_id: id, role });
    await api("POST", `/api/favilla/v1/pages/${page.id}/join`, name, {});
  }
  const ada = await house.enter(context, "ada", { path: "/app/events/new" });
  await Promise.all([ada.waitForEvent("load"), ada.locator("main .voice select").selectOption({ label: "The Lanterns (page)" })]);
  await ada.goto(`${home}/app/events/new`);
  await ada.getByText(/publishes what two people have seen/).waitFor();
  await ada.getByLabel("Name", { exact: true }).fill("Night of lanterns");
  await ada.getByLabel("Begins").fill(inAWeek("21:00"));
  await ada.getByLabel("Ends").fill(inAWeek("22:00"));
  await ada.locator("form button[type=submit]").click();
  await ada.getByText("The event waits for the approval of the team.").waitFor();
  assert.equal((await api("GET", `/api/favilla/v1/events?account_id=${page.id}`, "bea")).length, 0);
  const bea = await house.enter(context, "bea", { path: `/app/pages/${page.id}` });
  await bea.getByRole("button", { name: "Approve and publish" }).click();
  await until(async () => (await api("GET", `/api/favilla/v1/events?account_id=${page.id}`, "bea")).length === 1);
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
  // What is over and the calendar are a step away, in the app and on the page for everybody.
  await ada.getByRole("navigation", { name: /Mountain walkers/ }).getByRole("link", { name: "Events" }).click();
  await ada.getByRole("heading", { name: "Events", exact: true }).waitFor();
  const calendar = await ada.getByRole("link", { name: "Add to my calendar" }).getAttribute("href");
  assert.equal(calendar, "/groups/walkers/calendar.ics");
  assert.match(await (await fetch(home + calendar)).text(), /SUMMARY:Up the hill/);
  await ada.getByRole("navigation", { name: "Events" }).getByRole("link", { name: "Over" }).click();
  await ada.getByText("Nothing is over yet").waitFor();
  await ada.locator("main").getByRole("link", { name: "Mountain walkers", exact: true }).first().click();
  await ada.waitForURL(`${home}/app/groups/${group.id}`);
  await ada.goto(`${home}/groups/walkers`);
  await ada.getByRole("region", { name: "Events" }).getByRole("link", { name: "Up the hill" }).waitFor();
  await ada.getByRole("link", { name: "All events of the group" }).click();
  await ada.waitForURL(`${home}/groups/walkers/events`);
  await ada.getByRole("link", { name: "Up the hill" }).waitFor();
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
