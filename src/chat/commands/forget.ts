import type { Assistant } from '../../assistant/answer.ts';
import type { FeedbackStore } from '../../store/feedback.ts';
import type { ReplyStore } from '../../store/replies.ts';
import { userKey } from '../messages.ts';
import type { CommandHandler } from './command.ts';

/** `forget`: deletes a person's conversations, stored answers and thumbs. */
export function forgetCommand(stores: {
  assistant: Assistant;
  replies: ReplyStore;
  feedback: FeedbackStore;
}): CommandHandler<'forget'> {
  return async (_command, { origin }) => {
    const user = userKey(origin);
    await stores.assistant.forgetUser(user);
    await stores.replies.deleteUser(user);
    await stores.feedback.deleteUser(user);
    const text = 'Done: your conversations, answers and feedback are deleted here.';
    return { kind: 'notice', tone: 'info', text };
  };
}
