// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, expect, test } from "vitest";

import type { ListedRule, RuleReach, RuleStanding } from "../console/answers.ts";
import { loadLaterWords, loadWords } from "../words/words.ts";
import { changesIn, chosenAtFirst, countsOf, differencesOf, effectsOf, emptyDraft, extrasOf, isChoosable, reachOf, readText, wordsOfEntry, wordsOfLog } from "./servers.ts";

beforeAll(async () => {
  await loadWords("en");
  await loadLaterWords();
});

const standing: RuleStanding = { severity: "silence", reject_media: false, reject_reports: false, obfuscate: false, public_comment: "" };
const line = (number: number, state: ListedRule["state"], before: RuleStanding | null, after: RuleStanding | null): ListedRule => ({ line: number, domain: `${number}.example`, state, before, after, reach: before === after || !after ? null : { hosts: 1, accounts: 10 * number, following: 1, followers: 2, waiting: 3 }, reason: state === "refused" ? "No." : null });
const list = [line(2, "new", null, standing), line(3, "changes", standing, { ...standing, severity: "suspend", reject_media: true, public_comment: "Spam" }), line(4, "same", standing, standing), line(5, "refused", null, null)];
const reach: RuleReach = { domain: "x.example", hosts: 1, accounts: 12, following: 1, followers: 3, waiting: 0, rule: null };

test("of a list only what would change something can be chosen, and all of it is at first", () => {
  expect(list.map(isChoosable)).toEqual([true, true, false, false]);
  expect(chosenAtFirst(list)).toEqual([2, 3]);
  expect(countsOf(list)).toEqual({ new: 1, changes: 1, same: 1, refused: 1 });
  expect(countsOf([])).toEqual({ new: 0, changes: 0, same: 0, refused: 0 });
});

test("a line that changes a rule says what, from what, to what", () => {
  expect(differencesOf(list[1]!)).toEqual([
    { what: "Rule", from: "silenced", to: "suspended" },
    { what: "no pictures, films or sounds are taken", from: "no", to: "yes" },
    { what: "Why, for all to read", from: "nothing", to: "Spam" },
  ]);
  expect(differencesOf(list[0]!)).toEqual([]);
  expect(differencesOf(list[2]!)).toEqual([]);
});

test("what the chosen lines would touch is added up by what becomes of people", () => {
  const none = { hosts: 0, accounts: 0, following: 0, followers: 0, waiting: 0 };
  expect(reachOf(list, new Set([2, 3]))).toEqual({ limited: 20, suspended: { hosts: 1, accounts: 30, following: 1, followers: 2, waiting: 3 } });
  expect(reachOf(list, new Set([2, 5]))).toEqual({ limited: 20, suspended: none });
  const onlyWords = line(7, "changes", { ...standing, severity: "suspend" }, { ...standing, severity: "suspend", public_comment: "Spam" });
  expect(reachOf([onlyWords], new Set([7]))).toEqual({ limited: 0, suspended: none });
});

test("what a rule would do is said with its figures, and what lifting it does not bring back", () => {
  const words = (severity: RuleStanding["severity"], more: Partial<RuleReach> = {}, flags = {}) => effectsOf({ ...emptyDraft(), severity, ...flags }, { ...reach, ...more });
  const suspended = words("suspend", { waiting: 2 });
  expect(suspended.map((one) => one.words).join(" ")).toMatch(/12 people.*1 follow from here.*3 follows from there.*2 deliveries/);
  expect(suspended.filter(({ lasting }) => lasting)).toHaveLength(2);
  expect(words("silence").some(({ lasting }) => lasting)).toBe(false);
  expect(words("silence", {}, { reject_media: true }).filter(({ lasting }) => lasting)).toHaveLength(1);
  expect(words("noop", { hosts: 0, accounts: 0 })[0]!.words).toMatch(/Nobody/);
});

test("only what was changed of a rule is said", () => {
  const before = { ...emptyDraft(), obfuscate: true };
  expect(changesIn(before, before)).toEqual({});
  expect(changesIn(before, { ...before, obfuscate: false, private_comment: "Why" })).toEqual({ obfuscate: false, private_comment: "Why" });
  expect(extrasOf(before)).toHaveLength(1);
});

test("the log's tokens become words, and what is not known stays as it is", () => {
  expect(wordsOfLog("suspend, reject_media")).toBe("suspended · now: no pictures, films or sounds are taken");
  expect(wordsOfLog("silence > suspend, -obfuscate, private_comment")).toBe("silenced → suspended · no longer: its name is shown in part only · another reason for the team");
  expect(wordsOfLog("something")).toBe("something");
  expect(wordsOfLog("")).toBe("");
  expect(wordsOfEntry({ act: "add_host_rule", text: "noop" })).toBe("only noted");
  expect(wordsOfEntry({ act: "suspend", text: "noop, they said" })).toBe("noop, they said");
});

test("a file that is no text is told apart", async () => {
  expect(await readText(new Blob(["#domain\n"]))).toBe("#domain\n");
  expect(await readText(new Blob([new Uint8Array([0x66, 0xe9, 0xff])]))).toBeNull();
});
