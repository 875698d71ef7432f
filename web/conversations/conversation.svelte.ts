// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/conversation.svelte.ts — one conversation that is open: loaded, growing, folded.
import { SvelteSet } from "svelte/reactivity";

import type { BranchWish, CatchUp, Conversation, ConversationNode, ConversationPage } from "../console/answers.ts";
import { ask } from "../mastodon/api.ts";
import type { Account } from "../mastodon/entities.ts";
import { session } from "../mastodon/session.svelte.ts";
import { doLater } from "../pages/later.ts";
import { isNewer } from "../timelines/feed.svelte.ts";
import { gone, remember, type Post } from "../timelines/posts.svelte.ts";
import { t } from "../words/words.ts";
import { ancestorsOf, branchAhead, insertAnswer, keepSame, linesOf, placePage, type Line } from "./tree.ts";
import { newestOf, nextOf, ReadPositions, unreadOf } from "./unread.ts";

const perPage = 500;
const measuredAfter = 600; // milliseconds: many answers at once are counted once
const toldAfter = 1500; // how far one has read
const worthTelling = 3; // new answers: fewer are seen at a glance

export class OpenConversation {
  about = $state.raw<Conversation | null>(null);
  figures = $state.raw<Pick<ConversationPage, "measures" | "authentic" | "parts"> | null>(null);
  nodes = $state.raw<readonly ConversationNode[]>([]);
  total = $state(0);
  next = $state.raw<string | null>(null);
  error = $state.raw<unknown>(null);
  reader = $state.raw<ConversationPage["reader"]>(undefined);
  splitOff = $state.raw<ConversationPage["split_off"]>([]);
  event = $state.raw<string | null>(null); // that it begins with
  came = $state.raw<CatchUp | null>(null); // since one last looked
  folded = new SvelteSet<string>();
  waiting = new SvelteSet<string>();
  unread = new SvelteSet<string>();
  banned = new SvelteSet<string>(); // authors, from the group, just now
  lines = $derived.by(() => (this.shown = keepSame(this.shown, linesOf(this.nodes, this.folded, this.waiting))));
  private shown: Line[] = [];
  private ahead = $state.raw<ReadonlySet<string>>(new Set()); // loaded before what stands above it
  gapAt = $derived(this.ahead.size > 0 ? this.lines.findLast((line) => !this.ahead.has(line.node.id))?.node.id : undefined); // behind it, answers are not loaded
  private told = "0"; // up to here the server knows
  private telling: ReturnType<typeof setTimeout> | undefined;
  private measuring: ReturnType<typeof setTimeout> | undefined;

  private loading: Promise<void> | null = null;
  private readonly positions = new ReadPositions(localStorage, session.me.id);

  constructor(readonly id: string) {}

  load(): Promise<void> {
    this.loading ??= this.loadPage().finally(() => (this.loading = null));
    return this.loading;
  }

  private async loadPage(): Promise<void> {
    this.error = null;
    try {
      const page = await ask("GET /api/favilla/v1/conversations/:id", { id: this.id, limit: perPage, after: this.next });
      for (const node of page.nodes) if (node.status) remember(node.status);
      const known = new Set(this.nodes.map((node) => node.id));
      const fresh = page.nodes.filter((node) => !known.has(node.id));
      if (!this.about) this.comeFrom(page);
      for (const id of unreadOf(fresh, this.positions.find(this.id), session.me.id)) this.unread.add(id);
      this.nodes = placePage(this.nodes, this.ahead, page.nodes);
      const come = new Set(page.nodes.map((node) => node.id));
      this.ahead = new Set(page.next_after ? [...this.ahead].filter((one) => !come.has(one)) : []);
      this.about = page;
      this.reader = page.reader;
      this.splitOff = page.split_off;
      this.event = page.event_id;
      this.figures = page;
      this.total = page.total;
      this.next = page.next_after;
      this.keepPosition();
    } catch (error) {
      this.error = error;
    }
  }

  // How far one has read on another device counts here as well.
  private comeFrom({ reader }: ConversationPage): void {
    if (!reader?.read_up_to) return;
    const here = this.positions.find(this.id);
    if (!here || isNewer(reader.read_up_to, here.newest)) this.positions.keep(this.id, { newest: reader.read_up_to, unread: here?.unread ?? [] });
    this.told = reader.read_up_to;
    if (reader.new_count >= worthTelling) void ask("GET /api/favilla/v1/conversations/:id/catch_up", { id: this.id, since: reader.read_up_to }).then((came) => (this.came = came), () => undefined);
  }

  // That answer, wherever it stands: what is above it need not all be there.
  async loadUntil(id: string): Promise<boolean> {
    if (!this.nodes.some((node) => node.id === id) && !(this.next && (await this.loadAhead(id)))) return false;
    for (const above of ancestorsOf(this.nodes, id)) this.folded.delete(above);
    this.waiting.delete(id);
    return true;
  }

  private async loadAhead(id: string): Promise<boolean> {
    try {
      const [around, branch] = await Promise.all([ask("GET /api/v1/statuses/:id/context", { id }), ask("GET /api/favilla/v1/conversations/:id", { id: this.id, branch: id, limit: perPage })]);
      const found = branchAhead(this.nodes, around.ancestors as Post[], branch.nodes);
      for (const node of found) if (node.status) remember(node.status);
      for (const one of unreadOf([...found], this.positions.find(this.id), session.me.id)) this.unread.add(one);
      const known = new Set(this.nodes.map((node) => node.id));
      const fresh = found.filter((node) => !known.has(node.id));
      this.ahead = new Set([...this.ahead, ...fresh.map((node) => node.id)]);
      this.nodes = [...this.nodes, ...fresh];
      return this.nodes.some((node) => node.id === id);
    } catch {
      return false;
    }
  }

  async heard(event: string, payload: string): Promise<void> {
    if (event !== "favilla.conversation") return;
    const { status_id: id, last_status_at } = JSON.parse(payload) as { status_id: string; last_status_at: string };
    if (this.about) this.about = { ...this.about, last_status_at };
    this.measureSoon();
    if (this.nodes.some((node) => node.id === id)) {
      const post = await ask("GET /api/v1/statuses/:id", { id }).catch(() => null);
      if (post) remember(post as Post);
      return;
    }
    const post = (await ask("GET /api/v1/statuses/:id", { id }).catch(() => null)) as Post | null;
    if (post) this.arrive(post, post.account.id !== session.me.id);
  }

  arrive(post: Post, waits: boolean): void {
    remember(post);
    const grown = insertAnswer(this.nodes, post.id, post.in_reply_to_id, post);
    if (grown === this.nodes) return;
    if (waits) this.waiting.add(post.id);
    if (this.ahead.has(post.in_reply_to_id ?? "")) this.ahead = new Set([...this.ahead, post.id]);
    this.nodes = grown;
    this.total++;
    if (grown[0]?.place === "group") void this.findPlace(post.id);
  }

  // In a group an answer may have to wait.
  private async findPlace(id: string): Promise<void> {
    const page = await ask("GET /api/favilla/v1/conversations/:id", { id: this.id, branch: id, limit: 1 }).catch(() => null);
    const found = page?.nodes[0];
    if (found?.id === id && found.place !== "group") this.nodes = this.nodes.map((node) => (node.id === id ? { ...node, place: found.place } : node));
  }

  // What came while nobody listened: when the conversation has grown, it is asked for again, and what was not there waits. Nothing has
  // been missed of what is not asked for yet.
  async catchUp(): Promise<void> {
    await this.loading;
    if (!this.about) return;
    const now = await ask("GET /api/favilla/v1/conversations/:id", { id: this.id, limit: 1 }).catch(() => null);
    if (!now || (now.total === this.total && now.last_status_at === this.about.last_status_at)) return;
    const page = await ask("GET /api/favilla/v1/conversations/:id", { id: this.id, limit: perPage }).catch(() => null);
    if (!page) return;
    this.figures = page;
    for (const node of [...page.nodes].sort((a, b) => (isNewer(a.id, b.id) ? 1 : -1))) {
      if (node.deleted) gone.add(node.id);
      if (node.status) this.arrive(node.status, node.status.account.id !== session.me.id);
    }
  }

  // It was looked at.
  read(ids: Iterable<string>): void {
    for (const id of ids) this.unread.delete(id);
    this.keepPosition();
  }

  // What waits is not read: it is newer than all that is shown. What was loaded ahead does not speak for what stands above it.
  private keepPosition(): void {
    const shown = this.nodes.filter((node) => !this.waiting.has(node.id) && !this.ahead.has(node.id));
    const newest = newestOf(shown);
    this.positions.keep(this.id, { newest, unread: [...this.unread] });
    if (!isNewer(newest, this.told)) return;
    this.told = newest;
    clearTimeout(this.telling);
    this.telling = setTimeout(() => void ask("POST /api/favilla/v1/conversations/:id/read", { id: this.id, status_id: newest }).catch(() => (this.told = "0")), toldAfter);
  }

  // Behind that answer, of those not looked at and those that wait.
  nextUnread(current: string | null): string | null {
    return nextOf(this.nodes.map((node) => node.id), new Set([...this.unread, ...this.waiting]), current);
  }

  show(ids: Iterable<string>): void {
    for (const id of ids) {
      this.waiting.delete(id);
      for (const above of ancestorsOf(this.nodes, id)) this.folded.delete(above);
    }
    this.keepPosition();
  }

  // By those in charge of the group it is a topic of.
  takeOut(id: string): void {
    const group = this.reader?.group_id;
    if (!group) return;
    const stands = (place: ConversationNode["place"]) => (this.nodes = this.nodes.map((node) => (node.id === id ? { ...node, place } : node)));
    stands("taken_out");
    doLater(`take_out.${id}`, t("app.groups.taken_out.now"), () => ask("POST /api/favilla/v1/groups/:id/acts", { id: group, act: "remove", object_id: id }, { keepalive: true }), () => stands("group"));
  }

  // An answer that waits.
  async letIn(id: string): Promise<void> {
    const group = this.reader?.group_id;
    if (!group) return;
    await ask("POST /api/favilla/v1/groups/:id/acts", { id: group, act: "approve", object_id: id });
    this.nodes = this.nodes.map((node) => (node.id === id ? { ...node, place: "group" } : node));
  }

  ban(author: Account): void {
    const group = this.reader?.group_id;
    if (!group) return;
    this.banned.add(author.id);
    doLater(`ban.${group}.${author.id}`, t("app.groups.banned.now", { name: `@${author.acct}` }), () => ask("POST /api/favilla/v1/groups/:id/acts", { id: group, act: "ban", object_id: author.id }, { keepalive: true }), () => this.banned.delete(author.id));
  }

  fold(id: string): void {
    if (!this.folded.delete(id)) this.folded.add(id);
  }

  async setState(state: "close" | "open"): Promise<void> {
    this.about = await ask(state === "close" ? "POST /api/favilla/v1/conversations/:id/close" : "POST /api/favilla/v1/conversations/:id/open", { id: this.id });
  }

  wishOf(id: string): BranchWish | null {
    return this.reader?.branches.find((one) => one.status_id === id)?.wish ?? null;
  }

  async wish(id: string, wish: BranchWish | "none"): Promise<void> {
    await ask("PUT /api/favilla/v1/statuses/:id/branch", { id, wish });
    if (!this.reader) return;
    const others = this.reader.branches.filter((one) => one.status_id !== id);
    this.reader = { ...this.reader, branches: wish === "none" ? others : [...others, { status_id: id, wish }] };
  }

  async markAnswer(id: string | null): Promise<void> {
    this.about = id ? await ask("POST /api/favilla/v1/conversations/:id/answer", { id: this.id, status_id: id }) : await ask("DELETE /api/favilla/v1/conversations/:id/answer", { id: this.id });
  }

  private measureSoon(): void {
    clearTimeout(this.measuring);
    this.measuring = setTimeout(async () => {
      const page = await ask("GET /api/favilla/v1/conversations/:id", { id: this.id, limit: 1 }).catch(() => null);
      if (page) this.figures = page;
    }, measuredAfter);
  }
}
