// SPDX-License-Identifier: AGPL-3.0-or-later
// community/ideas.ts — what is said of an idea in several places.
import type { Idea, IdeaChange, IdeaState, ToldOfIdea } from "../console/idea_answers.ts";
import { session } from "../mastodon/session.svelte.ts";
import { t, type Key } from "../words/words.ts";
import type { Post } from "../timelines/posts.svelte.ts";

export const states: IdeaState[] = ["new", "discussing", "planned", "in_progress", "shipped", "declined"];

const names: Record<IdeaState, Key> = {
  new: "app.ideas.state.new",
  discussing: "app.ideas.state.discussing",
  planned: "app.ideas.state.planned",
  in_progress: "app.ideas.state.in_progress",
  shipped: "app.ideas.state.shipped",
  declined: "app.ideas.state.declined",
};
export const stateWords = (state: IdeaState): string => t(names[state]);

const meanings: Record<IdeaState, Key> = {
  new: "app.ideas.state.new.means",
  discussing: "app.ideas.state.discussing.means",
  planned: "app.ideas.state.planned.means",
  in_progress: "app.ideas.state.in_progress.means",
  shipped: "app.ideas.state.shipped.means",
  declined: "app.ideas.state.declined.means",
};
export const stateMeans = (state: IdeaState): string => t(meanings[state]);

const changes: Record<Exclude<IdeaChange["kind"], "state">, Key> = {
  proposed: "app.ideas.change.proposed",
  merged: "app.ideas.change.merged",
  absorbed: "app.ideas.change.absorbed",
  unmerged: "app.ideas.change.unmerged",
  released: "app.ideas.change.released",
};
export const changeWords = (change: IdeaChange): string => (change.kind === "state" ? stateWords(change.to ?? "new") : t(changes[change.kind]));

export function ideaWords(told: NonNullable<ToldOfIdea["favilla"]>["idea_change"], name: string): string {
  const { title } = told;
  if (told.kind === "proposed") return t("app.ideas.told.proposed", { name, title });
  if (told.kind === "merged") return told.other_title ? t("app.ideas.told.merged", { title, other: told.other_title }) : t("app.ideas.told.merged_plain", { title });
  return t("app.ideas.told.state", { title, state: stateWords(told.state ?? "new") });
}

export const placeOf = (idea: Idea): string => {
  const account = idea.space.account;
  return account ? account.display_name || account.username : t("app.ideas.space.house");
};

// One's own post that is for everybody; a public one of another, for those who look after the place. The server has the last word.
export const mayBeIdea = (post: Post): boolean => {
  if (session.isPage) return false;
  return post.account.id === session.me.id ? ["public", "unlisted"].includes(post.visibility) : session.isTeam && post.visibility === "public";
};
