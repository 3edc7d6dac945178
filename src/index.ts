/** The public surface: the only file of src that adapters import. */
export type { Answer, AnswerEvent, AnswerStatus, Assistant, Citation } from './assistant/answer.ts';
export { observeAnswer } from './assistant/observe-answer.ts';
export type { ChatAdapter, Posted, Target } from './chat/adapter.ts';
export { readBareWords } from './chat/bare-words.ts';
export { PAGE_SIZE } from './chat/buttons.ts';
export type { Capabilities } from './chat/capabilities.ts';
export type { ChatService } from './chat/chat-service.ts';
export { statusText } from './chat/commands/digest.ts';
export * from './chat/messages.ts';
export type { Button, ListItem, PaperLine, Reply, ReplyBody, ReplyEvent } from './chat/reply.ts';
export { type AnswerPart, citationsIn, splitAnswer, splitText } from './chat/split.ts';
export { type Clock, systemClock } from './clock.ts';
export { type Config, readConfig } from './config.ts';
export { toBibtex } from './corpus/bibtex.ts';
export { displayText } from './corpus/display.ts';
export { findArxivId, type Paper, paperUrl } from './corpus/paper.ts';
export type {
  Digests,
  RunReport,
  SubscriptionStatus,
} from './digest/digests.ts';
export {
  checkSettings,
  describeSettings,
  describeSubscription,
  MOST_PAPERS,
  type Subscription,
} from './digest/subscription.ts';
export { check, examine, type Finding } from './doctor.ts';
export * from './errors.ts';
export { runAnswerEvaluation, runRetrievalEvaluation } from './eval/run.ts';
export type { HomeOverview, ServiceHome } from './home.ts';
export { type Logger, silentLogger } from './log.ts';
export { packagePath } from './package-root.ts';
export { openPaperboy, Paperboy } from './paperboy.ts';
export type {
  Evidence,
  NameMatch,
  PaperFilter,
  Retriever,
  SearchHit,
} from './retrieval/retriever.ts';
export { secretsIn } from './secrets.ts';
export type { Service } from './service.ts';
export { asStoreError, type Database } from './store/database.ts';
export type { Place } from './store/replies.ts';
export { SlackInstallations } from './store/slack-installations.ts';
export type { Telemetry } from './telemetry.ts';
export type {
  Trending,
  TrendingOptions,
  TrendingPaper,
  TrendingResult,
} from './trending/trending.ts';
