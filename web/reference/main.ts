// SPDX-License-Identifier: AGPL-3.0-or-later
// reference/main.ts — the page at /api/docs: every operation of both APIs, readable by anybody, to be tried with one's own token.
import "../design/tokens.css";
import "../design/base.css";
import { mount } from "svelte";

import { applyTheme } from "../settings/theme.ts";
import { loadLaterWords, loadWords } from "../words/words.ts";
import ReferencePage from "./ReferencePage.svelte";

applyTheme();
await loadWords(document.documentElement.lang);
await loadLaterWords();
mount(ReferencePage, { target: document.getElementById("reference")! });
