import { ConfigurationError } from '../errors.ts';

/** A chat model as configured. */
export interface ModelName {
  /** LangChain's name of the provider, such as `openai` or `google-genai`. */
  provider: string;
  model: string;
  /** As people wrote it, for messages and for `Answer.model`. */
  name: string;
}

/** Name of the offline model, which needs no key and no network. */
export const EXTRACTIVE = 'extractive';

const ALIASES: Record<string, string> = {
  google: 'google-genai',
  gemini: 'google-genai',
  'openai-compatible': 'openai',
};

const HINT =
  'Set CHAT_MODEL to provider:model, such as openai:gpt-4o-mini or ollama:llama3.2; separate ' +
  'fallbacks by commas; leave it unset for the offline model.';

/**
 * Reads one entry of `CHAT_MODEL`: `provider:model` or `extractive`. Names of models may contain
 * colons (`ollama:llama3.2:3b`).
 * @throws ConfigurationError for anything else.
 */
export function parseModelName(text: string): ModelName {
  if (text === EXTRACTIVE) return { provider: EXTRACTIVE, model: EXTRACTIVE, name: EXTRACTIVE };
  const colon = text.indexOf(':');
  const provider = text.slice(0, colon).trim().toLowerCase();
  const model = text.slice(colon + 1).trim();
  if (colon < 1 || model === '') {
    throw new ConfigurationError(`CHAT_MODEL: "${text}" is not provider:model.`, { hint: HINT });
  }
  return { provider: ALIASES[provider] ?? provider, model, name: `${provider}:${model}` };
}
