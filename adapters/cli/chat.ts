import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import {
  type Answer,
  type Paperboy,
  PaperboyError,
  readBareWords,
  toBibtex,
} from '../../src/index.ts';
import type { Output } from './output.ts';
import { renderAnswer, renderEvidence, renderSources, renderText } from './render.ts';
import { LiveWrap } from './terminal.ts';

const HELP = `Ask a question; follow-ups are understood. Also:
  /evidence [N]  the sentences that prove the last answer, or marker N
  /bibtex [N]    BibTeX of the papers of the last answer, or of marker N
  /forget        delete this conversation
  /help  /quit   (Ctrl-C stops an answer, Ctrl-D leaves)`;

const HISTORY_LENGTH = 500;

/** A conversation on a terminal. */
export async function chat(paperboy: Paperboy, output: Output): Promise<number> {
  const assistant = await paperboy.assistant();
  const conversation = `cli//${randomUUID()}`;
  const history = historyFile(paperboy.config.dataDir);
  const terminal = createInterface({
    input: process.stdin,
    output: process.stdout,
    history: history.lines,
    historySize: HISTORY_LENGTH,
    prompt: output.style.bold('› '),
  });
  let answering: AbortController | undefined;
  let last: Answer | undefined;
  terminal.on('history', (lines: string[]) => history.save(lines));
  terminal.on('SIGINT', () => {
    if (answering) answering.abort();
    else output.note('Ctrl-D leaves.');
    if (!answering) terminal.prompt();
  });

  const answer = async (question: string): Promise<void> => {
    answering = new AbortController();
    const { signal } = answering;
    let streamed = false;
    const lines = new LiveWrap(output.style.width);
    try {
      for await (const event of assistant.ask(question, { conversation, userId: 'cli', signal })) {
        if (event.type === 'text') {
          process.stdout.write(lines.push(renderText(event.text, output.style)));
          streamed = true;
        }
        if (event.type !== 'done') continue;
        const { answer } = event;
        const isRemark = answer.status === 'answered' && answer.citations.length === 0;
        // "Thanks" leaves the evidence of the answer before at hand.
        if (!isRemark) last = answer;
        if (signal.aborted) output.note('\nStopped.');
        else if (!streamed) output.data(renderAnswer(answer, output.style));
        else output.data(isRemark ? '' : `\n\n${renderSources(answer, output.style)}`);
      }
    } finally {
      answering = undefined;
    }
  };

  const slash = async (line: string): Promise<boolean> => {
    const [name, argument] = line.slice(1).split(/\s+/);
    const cited = (last?.citations ?? []).filter(({ n }) => !argument || n === Number(argument));
    if (name === 'quit' || name === 'exit') return false;
    if (name === 'forget') {
      await assistant.forget(conversation);
      last = undefined;
      output.data('Forgotten.');
    } else if (name === 'evidence' || name === 'bibtex') {
      if (cited.length === 0) output.note('No such marker in the last answer.');
      else if (name === 'evidence') output.data(renderEvidence(cited, output.style));
      else output.data(toBibtex([...new Set(cited.map(({ paper }) => paper))]).trimEnd());
    } else {
      output.data(HELP);
    }
    return true;
  };

  const retriever = await paperboy.retriever();
  output.note(`${retriever.size} papers, answers by ${assistant.model}. /help for more.`);
  terminal.prompt();
  for await (const line of terminal) {
    const text = line.trim();
    try {
      if (text.startsWith('/')) {
        if (!(await slash(text))) break;
      } else if (text && readBareWords(text)?.name === 'help') {
        output.data(HELP);
      } else if (text) {
        await answer(text);
      }
    } catch (error) {
      if (!(error instanceof PaperboyError)) throw error;
      output.note([error.message, error.hint].filter(Boolean).join(' '));
    }
    terminal.prompt();
  }
  terminal.close();
  return 0;
}

/** Questions typed before, newest first, kept in the data directory for the arrow keys. */
function historyFile(dataDir: string) {
  const file = path.join(dataDir, 'history');
  let lines: string[] = [];
  try {
    lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    // There is none before the first question.
  }
  const save = (all: string[]): void => {
    try {
      mkdirSync(dataDir, { recursive: true });
      writeFileSync(file, `${all.join('\n')}\n`, { mode: 0o600 });
    } catch {
      // A history that cannot be kept must not stop the conversation.
    }
  };
  return { lines, save };
}
