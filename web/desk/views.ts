// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/views.ts — filters of the desk as they are kept, and as the screen holds them.
import type { DeskView } from "../console/desk_answers.ts";
import type { View } from "./desk.svelte.ts";

export const viewOf = ({ page_id, which, kind }: DeskView): View => ({ page: page_id ?? "", which, kind: kind ?? "" });

export const isSameView = (one: View, other: View): boolean => one.page === other.page && one.which === other.which && one.kind === other.kind;

// What the desk shows when it is opened: nothing to keep.
export const isUsualView = (view: View): boolean => isSameView(view, { page: "", which: "open", kind: "" });
