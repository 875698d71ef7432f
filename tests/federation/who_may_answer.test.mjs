// SPDX-License-Identifier: AGPL-3.0-or-later
// Whom an author lets answer is said to other servers as an interaction policy (canReply), held to when their people answer, and
// understood when they say it of theirs, in the words of today and in GoToSocial's older ones. A closed conversation is said in the same way.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startFavilla } from "../support/favilla_process.mjs";
import { deliver, everybody, Peer, settled, until } from "../support/peer.mjs";

let favilla, peer, token, tool, bob, cleo, number = 0;

async function ask(method, path, body) {
  const answer = await fetch(favilla.url + path, { method, headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
  return { status: answer.status, json: await answer.json() };
}
async function post(body, status = 200) {
  const answer = await ask("POST", "/api/v1/statuses", body);
  assert.equal(answer.status, status, JSON.stringify(answer.json));
  return answer.json;
}
const document = async (uri) => (await fetch(favilla.url + new URL(uri).pathname, { headers: { Accept: "application/activity+json" } })).json();
const find = async (uri) => (await ask("GET", `/api/v2/search?resolve=true&type=statuses&q=${encodeURIComponent(uri)}`)).json.statuses[0];

async function answers(status) {
  const { json } = await ask("GET", `/api/v1/statuses/${status.id}/context`);
  return json.descendants.map((one) => one.content);
}
async function answerBy(person, status, words) {
  const note = peer.note(person, ++number, { content: `<p>${words}</p>`, inReplyTo: status.uri });
  assert.equal(await deliver(favilla, person, peer.create(person, note)), 202);
  await settled(favilla, tool);
}

before(async () => {
  peer = await Peer.start();
  favilla = await startFavilla();
  await favilla.createAccount("ada");
  token = await favilla.createToken("ada");
  await favilla.createAccount("boss", { role: "admin" });
  tool = await favilla.createToken("boss", "admin:read");
  bob = peer.person("bob");
  cleo = peer.person("cleo");
  const follow = { id: `${bob.id}#follow`, type: "Follow", actor: bob.id, object: `http://${favilla.domain}/users/ada` };
  assert.equal(await deliver(favilla, bob, follow), 202);
  await until(() => peer.received.some((one) => one.type === "Accept"));
});
after(async () => {
  await favilla?.close();
  await peer?.close();
});

test("followers answer, strangers do not, and the document says so", async () => {
  const status = await post({ status: "For whoever follows me", reply_policy: "followers" });
  const said = (await document(status.uri)).interactionPolicy.canReply.automaticApproval;
  const me = `http://${favilla.domain}/users/ada`;
  assert.deepEqual(said, [me, `${me}/followers`]);
  await answerBy(cleo, status, "a stranger");
  await answerBy(bob, status, "a follower");
  assert.deepEqual(await answers(status), ["<p>a follower</p>"]);
  const open = await post({ status: "For everybody" });
  assert.equal((await document(open.uri)).interactionPolicy.canReply, undefined);
  await answerBy(cleo, open, "a stranger");
  assert.deepEqual(await answers(open), ["<p>a stranger</p>"]);
});

test("whom a post names may answer it, also from elsewhere, and what answers it is held to it", async () => {
  await find(peer.note(cleo, ++number).id);
  const status = await post({ status: `@cleo@${new URL(peer.origin).host} for you`, reply_policy: "mentioned" });
  assert.ok((await document(status.uri)).interactionPolicy.canReply.automaticApproval.includes(cleo.id));
  await answerBy(bob, status, "not named");
  await answerBy(cleo, status, "named");
  assert.deepEqual(await answers(status), ["<p>named</p>"]);
  const { json } = await ask("GET", `/api/v1/statuses/${status.id}/context`);
  await answerBy(bob, json.descendants[0], "below it");
  assert.equal((await answers(status)).length, 1);
});

test("whoever asks to answer (ReplyRequest) is let in or refused by what the author chose, and what was let in can be looked up", async () => {
  const status = await post({ status: "For whoever follows me, when asked", reply_policy: "followers" });
  const ask_to = async (person, more = {}) => {
    const note = peer.note(person, ++number, { content: `<p>asked ${number}</p>`, inReplyTo: status.uri, ...more });
    const request = { "@context": ["https://www.w3.org/ns/activitystreams", { gts: "https://gotosocial.org/ns#", ReplyRequest: "gts:ReplyRequest" }], id: `${peer.origin}/requests/${number}`, type: "ReplyRequest", actor: person.id, to: [`http://${favilla.domain}/users/ada`], object: status.uri, instrument: note };
    assert.equal(await deliver(favilla, person, request), 202);
    return { note, request };
  };
  const said = (request) => until(() => peer.received.find((one) => ["Accept", "Reject"].includes(one.type) && one.object?.id === request.id));
  const { note, request } = await ask_to(bob);
  const accept = await said(request);
  assert.deepEqual([accept.type, accept.object.type, accept.object.instrument, accept.actor], ["Accept", "ReplyRequest", note.id, `http://${favilla.domain}/users/ada`]);
  const authorization = await document(accept.result);
  assert.deepEqual([authorization.type, authorization.id, authorization.attributedTo, authorization.interactingObject, authorization.interactionTarget], ["ReplyAuthorization", accept.result, accept.actor, note.id, status.uri]);
  assert.deepEqual(await answers(status), [note.content]);
  const refused = await ask_to(cleo);
  const reject = await said(refused.request);
  assert.deepEqual([reject.type, reject.result, (await answers(status)).length], ["Reject", undefined, 1]);
  // Asked for by a link, an answer is fetched; one to something else, or of somebody else, is not let in.
  const linked = await ask_to(bob, {});
  assert.equal((await said(linked.request)).type, "Accept");
  const elsewhere = await ask_to(bob, { inReplyTo: peer.note(bob, ++number).id });
  assert.equal((await said(elsewhere.request)).type, "Reject");
  const forged = await ask_to(bob, { attributedTo: cleo.id });
  assert.equal((await said(forged.request)).type, "Reject");
  // What is gone has no authorization any more, nor has what nobody asked for.
  assert.equal(await deliver(favilla, bob, { id: `${note.id}#delete`, type: "Delete", actor: bob.id, object: note.id }), 202);
  await settled(favilla, tool);
  const look = async (uri) => (await fetch(favilla.url + new URL(uri).pathname, { headers: { Accept: "application/activity+json" } })).status;
  assert.equal(await look(accept.result), 404);
  assert.equal(await look(accept.result.replace(/\d+$/, status.id)), 404);
  const hidden = await post({ status: "Not for bob", visibility: "direct" });
  const quiet = { ...request, id: `${peer.origin}/requests/quiet`, object: hidden.uri };
  assert.equal(await deliver(favilla, bob, quiet), 202);
  await settled(favilla, tool);
  assert.equal(peer.received.some((one) => one.object?.id === quiet.id), false, "of what they may not see they are told nothing");
});

test("what they choose for theirs is known here, and no answer is sent where none is wanted", async () => {
  const nobody = { automaticApproval: [bob.id] };
  for (const [policy, name] of [[nobody, "mentioned"], [{ always: [bob.id], approvalRequired: [] }, "mentioned"], [{ automaticApproval: [`${bob.id}/followers`] }, "followers"],
    [{ automaticApproval: [everybody] }, "public"], [{ automaticApproval: [bob.id], manualApproval: [everybody] }, "public"], [undefined, "public"]]) {
    const note = peer.note(bob, ++number, { interactionPolicy: policy ? { canReply: policy } : {} });
    const status = await find(note.id);
    assert.equal(status.reply_policy, name, JSON.stringify(policy));
    assert.equal(status.may_answer, name === "public");
    const answer = await ask("POST", "/api/v1/statuses", { status: "May I?", in_reply_to_id: status.id });
    assert.equal(answer.status, name === "public" ? 200 : 403, JSON.stringify(answer.json));
  }
});

test("that a conversation is closed is told to whoever answered in it, and an answer that comes late is refused and its server told", async () => {
  await favilla.createAccount("zoe"); // whom nobody follows
  const own = token;
  token = await favilla.createToken("zoe");
  try {
    const me = `http://${favilla.domain}/users/zoe`;
    const root = await post({ status: "What shall we cook?" });
    const updates = () => peer.received.filter((one) => one.type === "Update" && one.object?.id === root.uri);
    await answerBy(cleo, root, "in time");
    const act = (name, body) => ask("POST", `/api/favilla/v1/conversations/${root.conversation_id}/${name}`, body);
    assert.equal((await act("close", { summary: "Soup" })).status, 200);
    assert.equal((await act("close", { summary: "Soup, again" })).status, 200, "closed twice is closed");
    const closed = await until(() => updates()[0]);
    assert.deepEqual([closed.object.interactionPolicy.canReply.automaticApproval, closed.object.commentsEnabled, closed.to.includes(everybody)], [[me], false, true]);
    assert.deepEqual((await document(root.uri)).interactionPolicy.canReply.automaticApproval, [me]);

    await answerBy(bob, root, "too late");
    const late = `${peer.origin}/notes/${number}`;
    const reject = await until(() => peer.received.find((one) => one.type === "Reject" && one.object === late));
    assert.deepEqual([reject.actor, reject.to], [me, [bob.id]]);
    const { json } = await ask("GET", `/api/v1/statuses/${root.id}/context`);
    await answerBy(bob, json.descendants[0], "too late, below an answer from elsewhere");
    const below = `${peer.origin}/notes/${number}`;
    assert.equal((await until(() => peer.received.find((one) => one.type === "Reject" && one.object === below))).actor, me);
    assert.deepEqual(await answers(root), ["<p>in time</p>"]);
    const asked = peer.note(bob, ++number, { content: "<p>asked too late</p>", inReplyTo: root.uri });
    const request = { "@context": ["https://www.w3.org/ns/activitystreams", { gts: "https://gotosocial.org/ns#", ReplyRequest: "gts:ReplyRequest" }], id: `${peer.origin}/requests/${number}`, type: "ReplyRequest", actor: bob.id, to: [me], object: root.uri, instrument: asked };
    assert.equal(await deliver(favilla, bob, request), 202);
    assert.equal((await until(() => peer.received.find((one) => ["Accept", "Reject"].includes(one.type) && one.object?.id === request.id))).type, "Reject");

    assert.equal((await act("open")).status, 200);
    const opened = await until(() => updates()[1]);
    assert.deepEqual([opened.object.interactionPolicy.canReply, opened.object.commentsEnabled], [undefined, undefined]);
    await answerBy(bob, root, "in time again");
    assert.equal((await answers(root)).length, 2);
    assert.equal(updates().length, 2, "each change is told once");
  } finally {
    token = own;
  }
});

test("what their author has closed takes no answers here until it is opened again, and their author goes on in it", async () => {
  const note = peer.note(bob, ++number);
  const status = await find(note.id);
  const update = async (more) => {
    const changed = peer.note(bob, Number(note.id.split("/").at(-1)), { published: note.published, ...more });
    assert.equal(await deliver(favilla, bob, { id: `${note.id}#updates/${++number}`, type: "Update", actor: bob.id, to: note.to, object: changed }), 202);
    await settled(favilla, tool);
  };
  const state = async () => (await ask("GET", `/api/favilla/v1/conversations/${status.conversation_id}`)).json.state;
  const closed = { commentsEnabled: false, interactionPolicy: { canReply: { automaticApproval: [bob.id] } } };
  const own = await post({ status: "In time", in_reply_to_id: status.id });
  await update(closed);
  assert.equal(await state(), "closed");
  const refused = await ask("POST", "/api/v1/statuses", { status: "Too late", in_reply_to_id: status.id });
  assert.deepEqual([refused.status, refused.json.error], [403, "This conversation is closed: it takes no more answers."]);
  await answerBy(cleo, { uri: note.id }, "of a third server");
  await answerBy(bob, { uri: note.id }, "what came of it");
  assert.deepEqual(await answers(status), [own.content, "<p>what came of it</p>"]);
  await update({});
  assert.equal(await state(), "open");
  // Where only some may answer, it is not closed.
  await update({ commentsEnabled: false, interactionPolicy: { canReply: { automaticApproval: [bob.id, `${bob.id}/followers`] } } });
  assert.deepEqual([await state(), (await find(note.id)).reply_policy], ["open", "followers"]);
  await update({});
  // An answer of ours that came too late there: the Reject has what it answers looked at again. Of somebody else it says nothing.
  const late = await post({ status: "Before the news came", in_reply_to_id: status.id });
  peer.note(bob, Number(note.id.split("/").at(-1)), { published: note.published, ...closed });
  const reject = (by) => deliver(favilla, by, { id: `${by.id}#rejects/${++number}`, type: "Reject", actor: by.id, to: [], object: late.uri });
  assert.equal(await reject(cleo), 202);
  await settled(favilla, tool);
  assert.equal(await state(), "open");
  const told = async () => (await ask("GET", "/api/v1/notifications?types[]=answer_refused")).json.map((one) => [one.status.id, one.account.username]);
  assert.deepEqual(await told(), []);
  assert.equal(await reject(bob), 202);
  await until(async () => (await state()) === "closed");
  assert.equal(await reject(bob), 202);
  await settled(favilla, tool);
  assert.deepEqual(await told(), [[late.id, "bob"]], "its author is told, once");
});
