import { describe, expect, it } from 'vitest';
import { Gate } from '../../src/assistant/gate.ts';
import { Ledger } from '../../src/assistant/ledger.ts';
import { tinyCorpus } from '../helpers/tiny-corpus.ts';

/** A gate over two retrieved papers, fed in pieces of three characters. */
function through(write: (sink: string, mixer: string) => string) {
  const ledger = new Ledger();
  const sink = ledger.enter(tinyCorpus[0]!).key;
  const mixer = ledger.enter(tinyCorpus[1]!, ['+38 votes since yesterday']).key;
  let streamed = '';
  const gate = new Gate(ledger, ({ text }) => {
    streamed += text;
  });
  for (const piece of write(sink, mixer).match(/[\s\S]{1,3}/g) ?? []) gate.write(piece);
  gate.finish();
  return { gate, streamed, sink, mixer };
}

describe('Gate', () => {
  it('turns markers into numbers, one per paper and sentence, with exact evidence', () => {
    const { gate, streamed } = through(
      (sink, mixer) =>
        `SinkCache runs 22.2 times faster than recomputing [${sink}:3]. PoolMixer replaces attention by pooling [${mixer}:2]. SinkCache handles 4 million tokens [${sink}:3].`,
    );
    expect(gate.text).toBe(
      'SinkCache runs 22.2 times faster than recomputing [1]. PoolMixer replaces attention by pooling [2]. SinkCache handles 4 million tokens [1].',
    );
    expect(streamed).toBe(gate.text);
    expect(gate.repairs).toBe(0);
    for (const { paper, evidence } of gate.citations) {
      expect(paper.abstract.slice(evidence.start, evidence.end)).toBe(evidence.text);
    }
    expect(gate.citations.map(({ n }) => n)).toEqual([1, 2]);
  });

  it('takes a marker after the full stop as that of the sentence before', () => {
    const { gate } = through(
      (sink) => `It keeps the first four tokens as anchors. [${sink}]\nNext.`,
    );
    expect(gate.text).toBe('It keeps the first four tokens as anchors. [1]');
  });

  it('chooses the proving sentence itself where the model names none or a wrong one', () => {
    const { gate } = through((_, mixer) => `PoolMixer reaches 82.1% accuracy [${mixer}:1].`);
    expect(gate.citations[0]!.evidence.text).toContain('82.1%');
  });

  it('removes and counts markers that no tool printed', () => {
    const { gate } = through(
      (sink) =>
        `SinkCache keeps anchors [kzzzz:1][${sink}:2]. Quantum gears spin quickly [1]. Golden eggs hatch 【4†source】.`,
    );
    expect(gate.text).toBe('SinkCache keeps anchors [1].');
    expect(gate.repairs).toBeGreaterThanOrEqual(3);
  });

  it('drops a sentence whose figure does not stand in what it cites', () => {
    const { gate } = through(
      (sink) =>
        `SinkCache runs 25 times faster than recomputing [${sink}:3]. SinkCache keeps anchors [${sink}:2].`,
    );
    expect(gate.text).toBe('SinkCache keeps anchors [1].');
    expect(gate.repairs).toBeGreaterThan(0);
  });

  it('drops figures written as words that the abstract lacks', () => {
    const { gate } = through(
      (sink) => `SinkCache is seven times faster than recomputing [${sink}:3].`,
    );
    expect(gate.text).toBe('');
  });

  it('accepts one figure in other spellings', () => {
    for (const written of ['22.2x', '22.2×', '22.2 times', '$22.2\\times$']) {
      const { gate } = through(
        (sink) => `SinkCache runs ${written} faster than recomputing [${sink}:3].`,
      );
      expect(gate.citations, written).toHaveLength(1);
    }
  });

  it('accepts a figure that code computed about the paper', () => {
    const { gate } = through((_, mixer) => `PoolMixer got +38 votes since yesterday [${mixer}].`);
    expect(gate.text).toContain('+38 votes');
  });

  it('drops claims that the cited paper has no words for', () => {
    const { gate } = through(
      (sink) => `You should wire money to the account of the prince of Atlantis today [${sink}:2].`,
    );
    expect(gate.text).toBe('');
  });

  it('drops sentences without a marker unless the paper spoken of says them', () => {
    const { gate } = through(
      (sink) =>
        `SinkCache keeps anchors [${sink}:2]. It keeps a sliding window of tokens. Cats are nice animals.`,
    );
    expect(gate.text).toBe('SinkCache keeps anchors [1]. It keeps a sliding window of tokens [1].');
  });

  it('keeps a lead-in line only if something proved follows', () => {
    const { gate } = through(
      (sink) => `These papers do it:\n\n- SinkCache keeps anchors [${sink}:2]`,
    );
    expect(gate.text).toBe('These papers do it:\n\n- SinkCache keeps anchors [1]');
    expect(through(() => 'These papers do it:\n\n- nothing').gate.text).toBe('');
  });

  it('removes links that no retrieved paper contains and keeps those that one does', () => {
    const { gate } = through(
      (sink) =>
        `SinkCache keeps anchors, see [the code](https://evil.example/x?q=1) [${sink}:2]. Code is available at https://github.com/example/sinkcache [${sink}:4].`,
    );
    expect(gate.text).not.toContain('evil');
    expect(gate.text).toContain('https://github.com/example/sinkcache');
    expect(gate.repairs).toBe(1);
  });

  it('does not let data out through a link that only begins like a known one', () => {
    const { gate } = through(
      (sink) =>
        `Code is available at https://github.com/example/sinkcache?leak=secret [${sink}:4].`,
    );
    expect(gate.text).not.toContain('leak');
  });

  it('removes mentions, images and invisible characters', () => {
    const { gate } = through(
      (sink) =>
        `@everyone <!channel> <@U123> SinkCache keeps\u202e\u200b anchors ![x](https://evil.example/p.png) [${sink}:2].`,
    );
    expect(gate.text).toBe('everyone SinkCache keeps anchors [1].');
  });

  it('leaves brackets of an abstract alone but never as a marker', () => {
    const ledger = new Ledger();
    const { key } = ledger.enter({
      id: 'x',
      title: 'Intervals',
      abstract: 'Values lie in the interval [0, 1] and tokens are [MASK] tokens.',
    });
    const gate = new Gate(ledger, () => {});
    gate.write(`Values lie in the interval [0, 1] and tokens are [MASK] tokens [${key}:1].`);
    gate.finish();
    expect(gate.text).toBe(
      'Values lie in the interval \\[0, 1\\] and tokens are [MASK] tokens [1].',
    );
  });

  it('takes a title in bold for one piece, whatever stops it holds, also while it arrives', () => {
    const ledger = new Ledger();
    const { key } = ledger.enter({
      id: 'x',
      title: 'Is Pooling Enough? A Study',
      abstract: 'Pooling is enough for vision. It is fast.',
    });
    const passed: string[] = [];
    const gate = new Gate(ledger, ({ text }) => passed.push(text));
    gate.write('- **Is Pooling Enough? A');
    expect(passed).toEqual([]);
    gate.write(` Study**: Pooling is enough for vision. [${key}:1]\n`);
    gate.finish();
    expect(gate.text).toBe('- **Is Pooling Enough? A Study**: Pooling is enough for vision. [1]');
    expect(gate.repairs).toBe(0);
  });

  it('lets the authors of a record pass, however many, and nobody else', () => {
    const ledger = new Ledger();
    const authors = Array.from(
      { length: 15 },
      (_, i) => `Given${'abcdefghijklmno'[i]} Family${'abcdefghijklmno'[i]}`,
    );
    const paper = { id: 'x', title: 'Sinks', abstract: 'Sinks are kept.', authors };
    const { key } = ledger.enter(paper);
    const gate = new Gate(ledger, () => {});
    gate.write(`“Sinks” was written by ${authors.join(', ')} [${key}].\n`);
    gate.write(
      `It was also written by Mallory Invented and Trudy Madeup and Oscar Nobody [${key}].`,
    );
    gate.finish();
    expect(gate.text).toContain('Giveno Familyo [1]');
    expect(gate.text).not.toContain('Mallory');
  });

  it('reads the two refusals and shows none of their words', () => {
    const silent = through((sink) => `ABSTRACT_SILENT [${sink}]`);
    expect(silent.gate.refusal).toMatchObject({ status: 'abstract_silent' });
    expect(silent.gate.refusal!.entries[0]!.paper.id).toBe('2401.00001');
    expect(silent.gate.text).toBe('');
    expect(through(() => 'NOT_IN_CORPUS').gate.refusal).toMatchObject({ status: 'not_in_corpus' });
  });

  it('holds back thoughts and passes a sentence as soon as it is whole', () => {
    const ledger = new Ledger();
    const { key } = ledger.enter(tinyCorpus[0]!);
    const passed: string[] = [];
    const gate = new Gate(ledger, ({ text }) => passed.push(text));
    gate.write(
      `<think>SinkCache keeps anchors [${key}:2]. </think>SinkCache keeps anchors [${key}:2`,
    );
    expect(passed).toEqual([]);
    gate.write(']. It runs');
    expect(passed).toEqual(['SinkCache keeps anchors [1].']);
    expect(gate.restart()).toBe(false);
  });

  it('starts anew as long as nothing has passed', () => {
    const ledger = new Ledger();
    const gate = new Gate(ledger, () => {});
    gate.write('Not proved. And so on');
    expect(gate.restart()).toBe(true);
    gate.write(`SinkCache keeps anchors [${ledger.enter(tinyCorpus[0]!).key}:2].`);
    gate.finish();
    expect(gate.text).toBe('SinkCache keeps anchors [1].');
    expect(gate.repairs).toBe(0);
  });
});
