import type { Clock } from '../clock.ts';
import type { Paper } from '../corpus/paper.ts';
import { NotFoundError, UsageError } from '../errors.ts';
import type { FeedbackStore } from '../store/feedback.ts';
import type { ReplyStore } from '../store/replies.ts';
import { pageOf, papersOf } from './buttons.ts';
import type { CurrentRetriever } from './commands/command.ts';
import { bibtexOf, similarCommand } from './commands/papers.ts';
import { type IncomingAction, userKey } from './messages.ts';
import type { ReplyBody } from './reply.ts';

/** What buttons need. */
export interface ActionContext {
  retriever: CurrentRetriever;
  replies: ReplyStore;
  feedback: FeedbackStore;
  clock: Clock;
  /** Stops the answer of this reference if this user asked for it. */
  stop: (ref: string, user: string) => boolean;
}

/** What a button led to. */
export interface ActionResult {
  body: ReplyBody;
  isPrivate: boolean;
  /** Whether the reply still stands for the stored one (a page of a list). */
  keepRef?: boolean;
}

/** Does what a button says. @throws PaperboyError with what to tell the user. */
export async function runAction(
  action: IncomingAction,
  context: ActionContext,
): Promise<ActionResult> {
  if (action.action === 'stop') return stop(action, context);
  const body = (await context.replies.body(action.ref)) as ReplyBody | undefined;
  if (!body) {
    throw new NotFoundError('I no longer have what this button belongs to.', {
      hint: 'Ask again, and the new answer has its own.',
    });
  }
  switch (action.action) {
    case 'evidence':
      if (body.kind !== 'answer') throw new NotFoundError('There is no answer to prove here.');
      return { body: { kind: 'evidence', answer: body.answer }, isPrivate: true };
    case 'bibtex':
      return { body: await bibtexOf(chosen(body, action.argument)), isPrivate: true };
    case 'similar':
      return similar(chosen(body, action.argument)[0], action, context);
    case 'share':
      return { body, isPrivate: false };
    case 'page':
      return { body: pageOf(body, Number(action.argument ?? 0)), isPrivate: false, keepRef: true };
    case 'discuss':
      return discuss(chosen(body, action.argument)[0]);
    case 'like':
      return rate(1, body, action, context);
    case 'dislike':
      return rate(-1, body, action, context);
  }
}

function stop(action: IncomingAction, context: ActionContext): ActionResult {
  const stopped = context.stop(action.ref, userKey(action.origin));
  const text = stopped ? 'Stopped.' : 'Only who asked can stop an answer while it is written.';
  return { body: { kind: 'notice', tone: 'info', text }, isPrivate: true };
}

/** The paper a button's argument points at, or all papers of the reply. */
function chosen(body: ReplyBody, argument: string | undefined): Paper[] {
  const papers = papersOf(body);
  if (argument === undefined) return papers;
  const paper = papers[Number(argument)];
  if (!paper) throw new UsageError('That paper is not in this list.');
  return [paper];
}

async function similar(
  paper: Paper | undefined,
  { eventId, origin }: IncomingAction,
  { retriever }: ActionContext,
): Promise<ActionResult> {
  if (!paper) throw new NotFoundError('There is no paper here to compare with.');
  const command = { name: 'similar' as const, query: paper.id };
  const body = await similarCommand(retriever)(command, { eventId, origin, command });
  return { body, isPrivate: true };
}

function discuss(paper: Paper | undefined): ActionResult {
  if (!paper) throw new NotFoundError('There is no paper here to discuss.');
  return { body: { kind: 'paper', paper }, isPrivate: false };
}

async function rate(
  value: 1 | -1,
  body: ReplyBody,
  action: IncomingAction,
  { feedback, clock }: ActionContext,
): Promise<ActionResult> {
  const { adapter, workspace, channel } = action.origin;
  const paperId = action.argument === undefined ? '' : chosen(body, action.argument)[0]!.id;
  const given = { ref: action.ref, paperId, userId: userKey(action.origin), value };
  await feedback.give({ ...given, adapter, workspace, channel }, clock.now());
  const text = paperId
    ? 'Thanks. This shifts the ranking of this channel a little.'
    : 'Thanks for telling me.';
  return { body: { kind: 'notice', tone: 'info', text }, isPrivate: true };
}
