// SPDX-License-Identifier: AGPL-3.0-or-later
// What the strip shows of a conversation: each figure as it is written, and what it means.
import type { Measures } from "../console/answers.ts";
import { t, writeNumber } from "../words/words.ts";

export interface Figure {
  id: string;
  value: string;
  label: string;
  means: string;
}

export function figuresOf(measures: Measures): Figure[] {
  return [
    { id: "answers", value: writeNumber(measures.comments), label: t("pages.measure.answers"), means: t("pages.measure.answers.means") },
    { id: "people", value: writeNumber(measures.distinct_authors), label: t("pages.measure.people"), means: t("pages.measure.people.means") },
    { id: "depth", value: writeNumber(measures.max_depth), label: t("pages.measure.depth"), means: t("pages.measure.depth.means") },
    { id: "width", value: writeNumber(measures.max_width), label: t("pages.measure.width"), means: t("pages.measure.width.means") },
    { id: "mean", value: writeNumber(measures.mean_comment_depth, 1), label: t("pages.measure.mean_depth"), means: t("pages.measure.mean_depth.means") },
    { id: "h", value: writeNumber(measures.h_index), label: t("pages.measure.h_index"), means: t("pages.measure.h_index.means") },
    measures.structural_virality === null ? null : { id: "virality", value: writeNumber(measures.structural_virality, 2), label: t("pages.measure.virality"), means: t("pages.measure.virality.means") },
    { id: "effective", value: writeNumber(measures.effective_authors, 1), label: t("pages.measure.effective_authors"), means: t("pages.measure.effective_authors.means") },
    measures.comments === 0 ? null : { id: "interactive", value: `${writeNumber((measures.interactive / measures.comments) * 100)}%`, label: t("pages.measure.interactive"), means: t("pages.measure.interactive.means") },
  ].filter((one) => one !== null);
}
