// SPDX-License-Identifier: AGPL-3.0-or-later
// compose/uploads.svelte.ts — the files that were chosen and are not at the server yet: one after another, each with its progress or
// with why it was not taken.
import type { MediaAttachment } from "../mastodon/entities.ts";
import { sentenceOf } from "../pages/errors.ts";
import { refusalBefore, type Limits } from "./limits.ts";
import { upload } from "./upload.ts";

export class Upload {
  state = $state<"waiting" | "sending" | "working" | "refused">("waiting");
  share = $state(0); // of the bytes, from 0 to 1
  problem = $state("");
  stop = new AbortController();

  constructor(readonly file: File) {}
}

export class Uploads {
  all = $state.raw<readonly Upload[]>([]);
  private running = false;

  constructor(
    private readonly limits: Limits,
    private readonly arrived: (media: MediaAttachment) => void,
  ) {}

  get busy(): boolean {
    return this.all.some((one) => one.state !== "refused");
  }

  add(files: readonly File[]): void {
    const chosen = files.map((file) => new Upload(file));
    for (const one of chosen) this.refuse(one, refusalBefore(one.file, this.limits));
    this.all = [...this.all, ...chosen];
    void this.run();
  }

  remove(one: Upload): void {
    one.stop.abort();
    this.all = this.all.filter((other) => other !== one);
  }

  again(one: Upload): void {
    one.state = "waiting";
    one.problem = "";
    one.share = 0;
    void this.run();
  }

  private refuse(one: Upload, problem: string): void {
    if (problem === "") return;
    one.problem = problem;
    one.state = "refused";
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (let one = this.next(); one; one = this.next()) await this.send(one);
    this.running = false;
  }

  private next(): Upload | undefined {
    return this.all.find((one) => one.state === "waiting");
  }

  private async send(one: Upload): Promise<void> {
    one.state = "sending";
    try {
      const media = await upload(one.file, one.stop.signal, (share) => {
        one.share = share;
        if (share >= 1) one.state = "working";
      });
      this.remove(one);
      this.arrived(media);
    } catch (error) {
      if (!one.stop.signal.aborted) this.refuse(one, sentenceOf(error));
    }
  }
}
