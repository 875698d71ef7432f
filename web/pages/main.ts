// SPDX-License-Identifier: AGPL-3.0-or-later
import "../design/tokens.css";
import "../design/base.css";
import "../design/post.css";
import { mount } from "svelte";

import { prepareLanguages } from "../compose/languages.ts";
import { openSession, signInAddress } from "../mastodon/session.svelte.ts";
import { startWorker } from "../offline/versions.svelte.ts";
import { chooseTheme } from "../settings/theme.ts";
import { loadWords } from "../words/words.ts";
import App from "./App.svelte";
import Broken from "./Broken.svelte";
import { startNavigation } from "./navigation.svelte.ts";

async function start(): Promise<void> {
  chooseTheme();
  const language = document.documentElement.lang;
  const target = document.getElementById("app")!;
  const [, opened] = await Promise.allSettled([loadWords(language), openSession(language)]);
  if (opened.status === "rejected") {
    target.replaceChildren();
    return void mount(Broken, { target });
  }
  if (!opened.value) return location.replace(signInAddress());
  startNavigation();
  target.replaceChildren();
  mount(App, { target });
  setTimeout(startQuietly, 0); // what is shown comes first
}

function startQuietly(): void {
  void startWorker();
  prepareLanguages();
}

void start();
