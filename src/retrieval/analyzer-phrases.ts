/**
 * Abbreviations that papers of the field use without introducing them, with the phrases they stand
 * for. Only those with one common meaning in abstracts: an ambiguous one ("AS", "CV") would pull in
 * foreign papers. Abbreviations of a single paper are learned from its abstract instead.
 */
const EQUIVALENTS: readonly (readonly [abbreviation: string, phrase: string])[] = [
  ['kv', 'key value'],
  ['llm', 'large language model'],
  ['vlm', 'vision language model'],
  ['mllm', 'multimodal large language model'],
  ['plm', 'pretrained language model'],
  ['gnn', 'graph neural network'],
  ['gcn', 'graph convolutional network'],
  ['cnn', 'convolutional neural network'],
  ['rnn', 'recurrent neural network'],
  ['dnn', 'deep neural network'],
  ['snn', 'spiking neural network'],
  ['lstm', 'long short term memory'],
  ['gan', 'generative adversarial network'],
  ['vae', 'variational autoencoder'],
  ['vit', 'vision transformer'],
  ['moe', 'mixture of experts'],
  ['rag', 'retrieval augmented generation'],
  ['rl', 'reinforcement learning'],
  ['rlhf', 'reinforcement learning human feedback'],
  ['drl', 'deep reinforcement learning'],
  ['nlp', 'natural language processing'],
  ['nmt', 'neural machine translation'],
  ['asr', 'automatic speech recognition'],
  ['tts', 'text to speech'],
  ['ocr', 'optical character recognition'],
  ['ner', 'named entity recognition'],
  ['vqa', 'visual question answering'],
  ['qa', 'question answering'],
  ['icl', 'in context learning'],
  ['cot', 'chain of thought'],
  ['sft', 'supervised fine tuning'],
  ['peft', 'parameter efficient fine tuning'],
  ['lora', 'low rank adaptation'],
  ['dpo', 'direct preference optimization'],
  ['ppo', 'proximal policy optimization'],
  ['sgd', 'stochastic gradient descent'],
  ['ssm', 'state space model'],
  ['nerf', 'neural radiance field'],
  ['3dgs', '3d gaussian splatting'],
  ['t2i', 'text to image'],
  ['t2v', 'text to video'],
  ['ood', 'out of distribution'],
  ['nas', 'neural architecture search'],
  ['svm', 'support vector machine'],
  ['hpc', 'high performance computing'],
  ['iot', 'internet of things'],
  ['slam', 'simultaneous localization and mapping'],
  ['uav', 'unmanned aerial vehicle'],
  ['eeg', 'electroencephalography'],
  ['mri', 'magnetic resonance imaging'],
  ['ehr', 'electronic health record'],
];

interface Phrase {
  rest: readonly string[];
  abbreviation: string;
}

/** Finds the abbreviations that runs of terms stand for. */
export class PhraseTable {
  readonly #byFirst = new Map<string, Phrase[]>();

  /** @param terms analyses a phrase exactly as documents are analysed (stems, stop words left out) */
  constructor(terms: (phrase: string) => string[]) {
    for (const [abbreviation, phrase] of EQUIVALENTS) {
      const [first, ...rest] = terms(phrase);
      if (first === undefined) continue;
      const list = this.#byFirst.get(first) ?? [];
      list.push({ rest, abbreviation });
      this.#byFirst.set(first, list);
    }
  }

  /** Abbreviations whose phrase begins at `terms[at]`. */
  at(terms: readonly string[], at: number): string[] {
    const candidates = this.#byFirst.get(terms[at]!);
    if (!candidates) return [];
    return candidates
      .filter(({ rest }) => rest.every((term, i) => terms[at + 1 + i] === term))
      .map(({ abbreviation }) => abbreviation);
  }
}
