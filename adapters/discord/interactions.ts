import type {
  ChatService,
  IncomingAction,
  IncomingMessage,
  Logger,
  Reply,
} from '../../src/index.ts';
import type { AckGate } from './ack-gate.ts';
import type { DiscordApi } from './api.ts';
import { completionsFor } from './autocomplete.ts';
import { capabilities } from './capabilities.ts';
import { Discussion } from './discussion.ts';
import { failureOf, hasCode, lacksPermission } from './failures.ts';
import type { InFlight, Job } from './in-flight.ts';
import { askForm, originOf, type Request, readCommand, readForm, readPress } from './listener.ts';
import { PacedEdits } from './paced-edits.ts';
import { missingInInteraction, permissionNotice } from './permissions.ts';
import {
  CallbackType,
  EPHEMERAL,
  ErrorCode,
  InteractionType,
  type OutgoingMessage,
  type RawInteraction,
} from './platform.ts';
import { notice, renderReply } from './render.ts';
import { interrupted, RESTARTING, Replier } from './replier.ts';
import { accessRefusal, type DiscordSettings } from './settings.ts';

/** Sends the first answer to an interaction, over the REST API or as an HTTP response. */
export type Respond = (body: object) => Promise<void>;

/** What the handling of interactions and messages is made of. */
export interface Parts {
  api: DiscordApi;
  chat: ChatService;
  settings: DiscordSettings;
  gate: AckGate;
  inFlight: InFlight;
  log: Logger;
}

/** Handles commands, type-ahead, buttons, menus and forms, however they came. */
export class Interactions {
  readonly #parts: Parts;
  readonly #discussion: Discussion;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#discussion = new Discussion(parts.api, parts.chat);
  }

  /** Handles one interaction to its end; never throws. */
  async receive(interaction: RawInteraction, respond: Respond): Promise<void> {
    try {
      if (interaction.type === InteractionType.autocomplete) {
        await respond(this.#complete(interaction));
        return;
      }
      const request = this.#read(interaction);
      if (request) await this.#dispatch(interaction, request, respond);
    } catch (error) {
      this.#parts.log.error({ err: error, interaction: interaction.id }, 'an interaction failed');
    }
  }

  #complete(interaction: RawInteraction): object {
    const { chat, settings } = this.#parts;
    const { workspace: guild, channel, thread } = originOf(interaction);
    const refused = accessRefusal(settings, { guild, channel, thread });
    const choices = refused ? [] : completionsFor(interaction.data?.options, chat);
    return { type: CallbackType.autocomplete, data: { choices } };
  }

  #read(interaction: RawInteraction): Request | undefined {
    const { settings, inFlight } = this.#parts;
    const { workspace: guild, channel, thread } = originOf(interaction);
    const refused = accessRefusal(settings, { guild, channel, thread });
    if (refused) return { kind: 'refusal', ...refused };
    if (inFlight.closed) return { kind: 'refusal', text: RESTARTING };
    switch (interaction.type) {
      case InteractionType.command:
        return readCommand(interaction, (typed) => this.#idOf(typed));
      case InteractionType.component:
        return readPress(interaction);
      case InteractionType.modalSubmit:
        return readForm(interaction);
      default:
        return undefined;
    }
  }

  /** The id of the paper that was typed, chosen or misspelt; unknown names stay as they are. */
  #idOf(typed: string): string {
    return this.#parts.chat.complete(typed, 1)[0]?.id ?? typed;
  }

  async #dispatch(interaction: RawInteraction, request: Request, respond: Respond): Promise<void> {
    switch (request.kind) {
      case 'refusal': {
        const message = notice(request.text, 'error', request.channels);
        const data = { ...message, flags: EPHEMERAL, allowed_mentions: { parse: [] } };
        await respond({ type: CallbackType.message, data });
        return;
      }
      case 'form':
        await respond({ type: CallbackType.modal, data: askForm(request.paperIds) });
        return;
      case 'message':
        await this.#answer(interaction, request.message, respond);
        return;
      case 'action':
        await this.#act(interaction, request.action, respond);
    }
  }

  async #answer(
    interaction: RawInteraction,
    message: IncomingMessage,
    respond: Respond,
  ): Promise<void> {
    const isPrivate = message.private ?? false;
    const data = isPrivate ? { data: { flags: EPHEMERAL } } : {};
    const tokenWorks = await this.#acknowledge(respond, {
      type: CallbackType.deferredMessage,
      ...data,
    });
    if (tokenWorks === undefined) return;
    const replier = this.#replier(interaction, message.origin, isPrivate, tokenWorks);
    await this.#parts.inFlight.run(
      (job) => this.#run(interaction, message, replier, job),
      async () => void (await replier.finish([interrupted], isPrivate)),
    );
  }

  async #run(
    interaction: RawInteraction,
    message: IncomingMessage,
    replier: Replier,
    job: Job,
  ): Promise<void> {
    const { chat, gate } = this.#parts;
    await gate.pass();
    const show = (progress: OutgoingMessage) => replier.preview(progress);
    const edits = new PacedEdits(show, capabilities.editIntervalMs);
    let final: Reply | undefined;
    for await (const event of chat.handle(message, job.signal)) {
      if (event.type === 'final') final = event.reply;
      else edits.offer(renderReply(event.reply)[0]!);
    }
    await edits.close();
    if (!job.claim()) return;
    if (!final) {
      // Taken before a restart: whoever asked must not wait for a placeholder forever.
      if (await replier.isPending())
        await replier.finish([stoppedBefore], message.private ?? false);
      return;
    }
    try {
      await this.#deliver(replier, message.origin, final);
      await this.#warnOfPermissions(interaction, message, replier);
    } catch (error) {
      await this.#confess(error, interaction, replier);
    }
  }

  /** Says that a reply could not be shown, and why where it is a matter of permissions. */
  async #confess(error: unknown, interaction: RawInteraction, replier: Replier): Promise<void> {
    this.#parts.log.error({ err: error, interaction: interaction.id }, 'could not show a reply');
    const { channel } = originOf(interaction);
    const words = lacksPermission(error)
      ? notice(permissionNotice(missingInInteraction(interaction.app_permissions)), 'error', [
          channel,
        ])
      : notice('I could not show the answer, and that is logged. Please try again.', 'error');
    await replier.finish([words], true);
  }

  /** Puts a reply where it belongs and remembers where it stands. */
  async #deliver(replier: Replier, origin: IncomingMessage['origin'], reply: Reply): Promise<void> {
    const posted = await replier.finish(renderReply(reply), reply.private);
    await this.#discussion.remember(reply.ref, origin, posted);
  }

  /** A digest will be posted without anybody asking, so what it needs is checked now. */
  async #warnOfPermissions(
    interaction: RawInteraction,
    { command, origin }: IncomingMessage,
    replier: Replier,
  ): Promise<void> {
    if (command.name !== 'digest' || command.action !== 'subscribe' || !origin.workspace) return;
    const missing = missingInInteraction(interaction.app_permissions);
    if (missing.length === 0) return;
    await replier.add([notice(permissionNotice(missing), 'error', [origin.channel])], true);
  }

  async #act(interaction: RawInteraction, action: IncomingAction, respond: Respond): Promise<void> {
    const quiet = QUIET.has(action.action);
    const body = quiet
      ? { type: CallbackType.deferredUpdate }
      : { type: CallbackType.deferredMessage, data: { flags: EPHEMERAL } };
    const tokenWorks = await this.#acknowledge(respond, body);
    if (tokenWorks === undefined) return;
    const replier = this.#replier(interaction, action.origin, true, tokenWorks);
    const apologise = async () => void (await replier.add([interrupted], true));
    await this.#parts.inFlight.run(async (job) => {
      // Buttons take little and do not wait: Stop must work while a crowd is answered.
      const reply = await this.#parts.chat.act(action);
      if (!job.claim()) return;
      try {
        await this.#show(interaction, action, reply, replier);
      } catch (error) {
        await this.#confess(error, interaction, replier);
      }
    }, apologise);
  }

  /** Shows what a button led to. */
  async #show(
    interaction: RawInteraction,
    action: IncomingAction,
    reply: Reply | undefined,
    replier: Replier,
  ): Promise<void> {
    const quiet = QUIET.has(action.action);
    if (!reply) {
      if (!quiet) await replier.withdraw();
      return;
    }
    const messages = renderReply(reply);
    if (quiet && action.action === 'page' && reply.body.kind !== 'notice') {
      await replier.finish(messages.slice(0, 1), false);
      return;
    }
    if (quiet) {
      await replier.add(messages, true);
      return;
    }
    if (reply.private) {
      await replier.finish(messages, true);
      return;
    }
    if (action.action === 'discuss') {
      const at = await this.#discussion.open(action.origin, reply, interaction.id);
      await replier.finish([notice('Let us discuss it in', 'info', [at])], true);
      return;
    }
    await replier.finish([notice('Shared.')], true);
    await this.#discussion.remember(reply.ref, action.origin, await replier.add(messages, false));
  }

  #replier(
    interaction: RawInteraction,
    origin: IncomingMessage['origin'],
    deferredPrivately: boolean,
    tokenWorks: boolean,
  ): Replier {
    const { api, log } = this.#parts;
    return new Replier(api, interaction, origin, { deferredPrivately, tokenWorks, log });
  }

  /**
   * Tells Discord that an answer will come. Returns whether the interaction's token can be used,
   * or undefined if the interaction was already taken by somebody else.
   */
  async #acknowledge(respond: Respond, body: object): Promise<boolean | undefined> {
    const { gate, log } = this.#parts;
    try {
      await gate.acknowledge(() => respond(body));
      return true;
    } catch (error) {
      if (hasCode(error, ErrorCode.alreadyAcknowledged)) return undefined;
      log.warn({ err: error, ...failureOf(error) }, 'an acknowledgement came too late or failed');
      return false;
    }
  }
}

/** Buttons that change the message they stand under, or nothing one sees. */
const QUIET = new Set(['page', 'like', 'dislike', 'stop']);

const stoppedBefore = notice(
  'I had begun with this before I was restarted. If no answer stands here, please ask again.',
);
