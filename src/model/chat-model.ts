import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { ConfigurationError } from '../errors.ts';
import { EXTRACTIVE, type ModelName, parseModelName } from './model-names.ts';
import type { Candidate } from './reliable-model.ts';

export interface ChatModelSettings {
  /** Models to try in this order, as in `CHAT_MODEL`; `extractive` is the offline one. */
  models: readonly string[];
  /** Further constructor arguments by provider, such as `{'google-genai': {baseUrl}}`. */
  options?: Record<string, Record<string, unknown>>;
}

/**
 * The chat models of a setting, each loaded when it is first asked: its package is imported then
 * and no sooner.
 * @throws ConfigurationError for a name that is not `provider:model`.
 */
export function chatModels(settings: ChatModelSettings): Candidate[] {
  return settings.models.map((text) => {
    const name = parseModelName(text);
    let loaded: Promise<BaseChatModel> | undefined;
    return {
      name: name.name,
      load: () => {
        loaded ??= loadModel(name, settings.options?.[name.provider]);
        return loaded;
      },
    };
  });
}

async function loadModel(
  name: ModelName,
  options: Record<string, unknown> | undefined,
): Promise<BaseChatModel> {
  if (name.provider === EXTRACTIVE) {
    const { ExtractiveModel } = await import('./extractive/extractive-model.ts');
    return new ExtractiveModel();
  }
  const { initChatModel } = await import('langchain/chat_models/universal');
  try {
    // Tries again are ours to count: `ReliableModel` sees each failure and obeys Retry-After.
    return (await initChatModel(name.model, {
      modelProvider: name.provider,
      temperature: takesTemperature(name) ? 0 : undefined,
      maxRetries: 0,
      ...options,
    })) as unknown as BaseChatModel;
  } catch (cause) {
    throw describe(name, cause);
  }
}

/** OpenAI's reasoning models refuse a temperature. */
function takesTemperature({ provider, model }: ModelName): boolean {
  return provider !== 'openai' || !/^(?:o\d|gpt-5)/.test(model);
}

function describe(name: ModelName, cause: unknown): ConfigurationError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const missing = /(?:npm install|Cannot find package ')\s*(@?[\w./-]+)/.exec(message)?.[1];
  if (missing) {
    return new ConfigurationError(`CHAT_MODEL ${name.name}: the package ${missing} is missing.`, {
      cause,
      hint: `Install it with: npm install ${missing}`,
    });
  }
  const supported = /Supported model providers are: (.*)/.exec(message)?.[1];
  if (supported) {
    return new ConfigurationError(
      `CHAT_MODEL ${name.name}: there is no provider "${name.provider}".`,
      { cause, hint: `Known providers: ${supported}.` },
    );
  }
  return new ConfigurationError(`CHAT_MODEL ${name.name} cannot be used: ${message}`, {
    cause,
    hint: 'Set the API key of this provider in the environment, such as OPENAI_API_KEY.',
  });
}
