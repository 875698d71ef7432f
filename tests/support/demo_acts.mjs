// SPDX-License-Identifier: AGPL-3.0-or-later
// What people of the demo community do besides, before its screens are looked at.
import assert from "node:assert/strict";

// A conversation with an answer that answered, a branch that is followed and one that went on elsewhere, read some time ago.
export async function liveThrough(favilla) {
  const tokens = Object.fromEntries(await Promise.all(["lanterna", "ada", "bruno"].map(async (name) => [name, await favilla.createToken(name)])));
  const send = async (name, method, path, body) => {
    const answer = await fetch(favilla.url + path, { method, headers: { "Content-Type": "application/json", Authorization: `Bearer ${tokens[name]}` }, body: JSON.stringify(body) });
    assert.equal(answer.status, 200, await answer.clone().text());
    return answer.json();
  };
  const say = (name, status, to, more = {}) => send(name, "POST", "/api/v1/statuses", { status, language: "it", ...(to && { in_reply_to_id: to.id }), ...more });
  const root = await say("lanterna", "Chi porta le sedie sabato?", null, { reply_policy: "followers" });
  const followed = await say("ada", "Ne ho dodici in cantina.", root);
  const elsewhere = await say("bruno", "E chi pensa al vino?", root);
  const about = `/api/favilla/v1/conversations/${root.conversation_id}`;
  await send("lanterna", "POST", `${about}/read`, { status_id: elsewhere.id });
  for (const words of ["Dodici bastano per la prima fila.", "Le altre le chiediamo alla scuola."]) await say("bruno", words, followed);
  const answer = await say("ada", "@lanterna La scuola ne presta quaranta: è fatta.", root);
  await send("lanterna", "POST", `${about}/answer`, { status_id: answer.id });
  await send("lanterna", "PUT", `/api/favilla/v1/statuses/${followed.id}/branch`, { wish: "follow" });
  await send("lanterna", "POST", `${about}/split`, { status_id: elsewhere.id });
  return root.conversation_id;
}

// What a team works on: two reports about one account, one of them settled with a word.
export async function fileReports(favilla, sql) {
  const reader = await favilla.createToken("ada");
  const team = await favilla.createToken("lanterna", "admin:read admin:write");
  const [post, about] = sql("SELECT s.id, s.account_id FROM statuses s JOIN accounts a ON a.id = s.account_id WHERE a.username = 'bruno' AND s.visibility = 0 AND s.deleted_at IS NULL AND s.boost_of_id IS NULL ORDER BY s.id DESC LIMIT 1").split("|");
  const send = async (path, token, body) => {
    const answer = await fetch(favilla.url + path, { method: "POST", headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` }, body: JSON.stringify(body) });
    assert.equal(answer.status, 200, await answer.clone().text());
    return answer.json();
  };
  const draft = { account_id: about, status_ids: [post], comment: "He tells how the book ends, again and again.", category: "violation" };
  const settled = await send("/api/v1/reports", reader, draft);
  await send(`/api/v1/admin/accounts/${about}/action`, team, { type: "none", text: "Please say so before you tell the ending.", report_id: settled.id });
  return [(await send("/api/v1/reports", reader, draft)).id, about];
}

// What the team tells everybody, one of it planned; and two strangers whose news wait until they are heard.
export async function announceAndKeepBack(favilla) {
  const team = await favilla.createToken("lanterna", "read write admin:read admin:write");
  const send = async (token, method, path, body) => {
    const answer = await fetch(favilla.url + path, { method, headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` }, body: JSON.stringify(body) });
    assert.equal(answer.status, 200, await answer.clone().text());
    return answer.json();
  };
  await send(team, "POST", "/api/favilla/v1/announcements", { text: "Sabato si legge in piazza #festa: chi porta una sedia?", ends_at: "2031-05-01T20:00:00Z" });
  await send(team, "POST", "/api/favilla/v1/announcements", { text: "Domenica le porte restano chiuse.", publish_at: "2031-06-01T08:00:00Z" });
  const policy = (for_not_following) => send(team, "PATCH", "/api/v2/notifications/policy", { for_not_following });
  await policy("filter");
  for (const name of ["straniera", "straniero"]) {
    await favilla.createAccount(name);
    await send(await favilla.createToken(name), "POST", "/api/v1/statuses", { status: "@lanterna Buonasera, si può venire anche senza avere letto il libro? #serata", language: "it" });
  }
  await policy("accept");
}
