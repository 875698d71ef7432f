// SPDX-License-Identifier: AGPL-3.0-or-later
// What is done on a screen of the web app before it is looked at (tests/e2e/app_screens.test.mjs), and the screens of somebody's own.
import { file } from "./pictures.mjs";

export const press = (key) => (page) => page.keyboard.press(key);
export const first = (selector) => async (page) => {
  await page.locator(selector).first().click();
  await page.waitForTimeout(50);                       // what opens takes the focus in the next frame
};

// A picture that is taken, and a file that is not.
export async function withPictures(page) {
  await page.keyboard.press("n");
  await page.locator("form.compose input[type=file]").setInputFiles([file("brace.png", "image/png", "png(640, 400)"), file("lettera.pdf", "application/pdf", Buffer.from("%PDF-1.4"))]);
  await page.locator("form.compose li textarea").waitFor();
}
export async function quote(page) {
  await page.locator("article [aria-haspopup=menu]").first().click();
  await page.getByRole("menuitem", { name: /^(Quote|Cita)$/ }).click();
  await page.locator("form.compose").waitFor();
}
export async function forLater(page) {
  await page.keyboard.press("n");
  await page.getByRole("button", { name: /^(Later|Più tardi)$/ }).click();
}
// A menu closes when the page scrolls: what opens it has to stand still in the window before.
export async function topicActs(page, topics = page.locator(".topic")) {
  const button = topics.locator("[aria-haspopup]").first();
  await button.evaluate(async (one) => {
    one.scrollIntoView({ block: "center", behavior: "instant" });
    for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
  await button.click();
}
export async function closing(page) {
  await topicActs(page, page.locator(".topic").filter({ hasNotText: /closed|chius/ }));
  await page.getByRole("menuitem", { name: /^(Close it|Chiudi)$/ }).click();
}
export async function focusing(page) {
  await page.keyboard.press("n");
  await page.locator("form.compose li [aria-expanded]").click();
}

export async function emojis(page) {
  await page.keyboard.press("n");
  await page.getByRole("button", { name: "Emoji", exact: true }).click();
  await page.locator(".picker [data-emoji]").first().waitFor();
}
async function ofProfile(page, name) {
  await page.locator(".screen-head [aria-haspopup]").click();
  await page.getByRole("menuitem", { name }).click();
  await page.locator("dialog[open]").waitFor();
}
export const muting = (page) => ofProfile(page, /^(Mute|Silenzia)/);
// One follows them first, where one does not.
export async function hearing(page) {
  const follow = page.getByRole("button", { name: /^(Follow|Segui)$/ });
  await page.locator(".profile button").first().waitFor();
  if (await follow.count()) await follow.click();
  await page.getByRole("button", { name: /^(Following|Segui già)$/ }).waitFor();
  await ofProfile(page, /^(What I hear|Che cosa ne voglio)/);
}
export async function joining(page) {
  await page.locator(".screen-head [aria-haspopup]").first().click();
  await page.getByRole("menuitem", { name: /^(Join it|Uniscila)/ }).click();
  await page.locator("dialog[open] input[type=radio]").first().waitFor();
}

export async function choosing(page) {
  await page.locator("input[role=combobox]").fill("br");
  await page.locator("[role=option]").first().waitFor();
}
export async function settingAside(page) {
  await first("section.list article button")(page);
  await page.locator(".moves [aria-expanded]").first().click();
  await page.locator("form.panel textarea").waitFor();
}
export async function planning(page) {
  await page.locator("main > p > button").first().click();
  await page.locator("main form [type=radio]").nth(1).check();
}
export async function noMessages(page) {
  await page.route("**/api/v1/conversations?*", (route) => route.fulfill({ json: [] }));
  await page.reload();
  await page.getByRole("heading", { level: 2 }).waitFor();
  await page.unroute("**/api/v1/conversations?*");
}

// The app begins anew in the other voice.
export async function changeVoice(page, act) {
  await Promise.all([page.waitForEvent("load"), act()]);
  await page.locator("main h1").waitFor();
  await page.locator(".voice").first().waitFor();
}
export const speakAsPage = (page) => changeVoice(page, () => page.locator("section .lines button.second").first().click());
export const speakAsMyself = (page) => changeVoice(page, () => page.locator(".voice select").first().selectOption({ index: 0 }));

// Files that are being brought in and were, as they stand at one moment.
const brought = (id, more) => ({ id, kind: "following", mode: "merge", total: 1200, done: 480, failed: 3, removed: 0, created_at: "2026-05-03T10:00:00Z", finished_at: null, ...more });
export async function bringing(page) {
  const all = [brought("3"), brought("2", { kind: "lists", mode: "overwrite", done: 1200, removed: 14, finished_at: "2026-05-03T10:05:00Z" })];
  await page.route(/\/api\/favilla\/v1\/imports(\/3)?$/, (route) => route.fulfill({ json: route.request().url().endsWith("/3") ? all[0] : all }));
  await page.reload();
  await page.locator("progress").waitFor();
}
export async function choosingFile(page) {
  await page.unroute(/\/api\/favilla\/v1\/imports(\/3)?$/);
  await page.reload();
  await page.locator("section[aria-labelledby=in] input[type=file]").setInputFiles({ name: "muted_accounts.csv", mimeType: "text/csv", buffer: Buffer.from("nobody") });
  await page.locator("[value=overwrite]").check();
  await page.locator("section[aria-labelledby=in] form button").click();
  await page.getByRole("alert").waitFor();
}

// A key that is always the same, as it stands after the password was given.
export async function switchingOn(page) {
  const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
  await page.route("**/api/favilla/v1/second_factor", (route) => (route.request().method() === "POST" ? route.fulfill({ json: { secret, uri: `otpauth://totp/Favilla:ada?secret=${secret}&issuer=Favilla` } }) : route.continue()));
  await page.locator("main [type=password]").fill("x");
  await page.locator("main form button").click();
  await page.locator("main svg[role=img]").waitFor();
}

// Somebody's own affairs: name, address, act.
export const ownScreens = [
  ["sessions", "/app/settings/sessions"],
  ["second factor", "/app/settings/second-factor"],
  ["second factor, being switched on", "/app/settings/second-factor", switchingOn],
  ["second factor, a passkey being added", "/app/settings/second-factor", first("section.passkeys button")],
  ["own data", "/app/settings/data"],
  ["own data, being brought in", "/app/settings/data", bringing],
  ["own data, a wrong file", "/app/settings/data", choosingFile],
  ["ties, and what is said of me", "/app/settings/integrity"],
  ["moving", "/app/settings/move"],
  ["leaving, in charge", "/app/settings/leave"],
];
export const membersScreens = [["standing", "/app/standing"], ["standing, how it is counted", "/app/standing", first("details summary")], ["leaving", "/app/settings/leave"], ["own data of a member", "/app/settings/data"]];

// A list of rules: one that is new, one that changes what stands, one as it stands, one that cannot be taken.
export async function bringingList(page) {
  const list = "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\nvendite.example,suspend,true,true,Pubblicità,false\nchiacchiere.example,suspend,true,true,Nessuno risponde,false\nspecchi.example,noop,true,false,,false\nsp*m.example,suspend,false,false,,false\n";
  await page.locator("input[type=file]").setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
  await page.locator("form .counts").waitFor();
}
