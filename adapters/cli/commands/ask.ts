import { type Answer, InputError, type Paperboy, PaperboyError } from '../../../src/index.ts';
import { inputLines } from '../input.ts';
import { answerJson } from '../json.ts';
import type { Output } from '../output.ts';
import { renderAnswer, renderSources, renderText } from '../render.ts';
import { LiveWrap } from '../terminal.ts';

export interface AskCommandOptions {
  json?: boolean;
  batch?: boolean;
}

/** `ask QUESTION`: one answer; exit code 1 only if answering failed, not when it is a refusal. */
export async function ask(
  paperboy: Paperboy,
  question: string,
  options: AskCommandOptions,
  output: Output,
): Promise<number> {
  const stream = !options.json && Boolean(process.stdout.isTTY);
  const lines = new LiveWrap(output.style.width);
  const write = (text: string) => process.stdout.write(lines.push(renderText(text, output.style)));
  const answer = await answerTo(paperboy, question, stream ? write : undefined);
  if (options.json) {
    output.json(answerJson(answer));
  } else if (stream && answer.status === 'answered') {
    output.data(`\n\n${renderSources(answer, output.style)}`);
  } else {
    output.data(renderAnswer(answer, output.style));
  }
  return answer.status === 'failed' ? 1 : 0;
}

/** `ask --batch`: a question a line in, an answer a line out, in order. */
export async function askBatch(paperboy: Paperboy, output: Output): Promise<number> {
  let code = 0;
  for await (const question of inputLines()) {
    try {
      const answer = await answerTo(paperboy, question);
      if (answer.status === 'failed') code = 1;
      output.json(answerJson(answer));
    } catch (error) {
      if (!(error instanceof PaperboyError)) throw error;
      code = 1;
      output.json({ question, status: 'failed', reason: error.message });
    }
  }
  return code;
}

async function answerTo(
  paperboy: Paperboy,
  question: string,
  write?: (text: string) => void,
): Promise<Answer> {
  const assistant = await paperboy.assistant();
  for await (const event of assistant.ask(question)) {
    if (event.type === 'text') write?.(event.text);
    if (event.type === 'done') return event.answer;
  }
  throw new InputError('The question was not answered.');
}
