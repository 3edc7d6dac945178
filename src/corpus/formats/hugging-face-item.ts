import {
  count,
  instant,
  isObject,
  isoDate,
  type Json,
  people,
  text,
  webAddress,
  words,
} from './fields.ts';
import type { Observation, PaperDraft } from './format.ts';

/**
 * Whether a JSON object is an item of Hugging Face's Daily Papers: `{paper: {…}, …}`, or the flat
 * paper that `/api/papers/ID` gives.
 */
export function isHuggingFaceItem(item: Json): boolean {
  const paper = isObject(item.paper) ? item.paper : item;
  return 'upvotes' in paper && ('discussionId' in paper || 'submittedOnDailyAt' in paper);
}

/**
 * An item of the Daily Papers API. Fields of `paper` come first: the same names at the top are
 * older copies or mean something else (`publishedAt` there is the day of the list to some, the day
 * of submission to others). The day of the list is `submittedOnDailyAt`. Votes stand in `paper`,
 * comments at the top.
 */
export function readHuggingFaceItem(item: Json): { draft: PaperDraft; observation: Observation } {
  const paper = isObject(item.paper) ? item.paper : item;
  const field = (name: string) => paper[name] ?? item[name];
  return {
    draft: {
      id: text(paper.id),
      title: text(field('title')) ?? '',
      abstract: text(field('summary')) ?? '',
      authors: people(visible(paper.authors)),
      publishedAt: isoDate(paper.publishedAt),
      keywords: words(field('ai_keywords'), /,/),
      githubRepo: webAddress(field('githubRepo')),
      projectPage: webAddress(field('projectPage')),
      thumbnail: webAddress(item.thumbnail),
      source: 'hugging-face',
      listDay: instant(field('submittedOnDailyAt'))?.slice(0, 10),
      withdrawnAt: instant(field('withdrawnAt')),
    },
    observation: {
      votes: count(field('upvotes')),
      comments: count(field('numComments')),
      stars: count(field('githubStars')),
    },
  };
}

function visible(authors: unknown): unknown {
  if (!Array.isArray(authors)) return authors;
  return authors.filter((author) => !(isObject(author) && author.hidden === true));
}
