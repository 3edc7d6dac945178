import type { Paper } from '../../src/corpus/paper.ts';
import { retrieverOver } from '../../src/eval/answers.ts';
import { LsaEmbedder } from '../../src/retrieval/embedders/lsa.ts';
import type { Retriever } from '../../src/retrieval/retriever.ts';

/** Six short papers made up for tests; their names stand for nothing real. */
export const tinyCorpus: Paper[] = [
  {
    id: '2401.00001',
    title: 'SinkCache: Streaming Language Models with Anchor Tokens',
    abstract:
      'Language models fail on streams that are longer than their cache. We propose SinkCache, which keeps the first four tokens as anchors beside a sliding window. SinkCache runs 22.2times faster than recomputing the window and handles 4 million tokens. Code is available at https://github.com/example/sinkcache.',
    authors: ['Ada Moreno', 'Ben Okafor'],
    publishedAt: '2024-01-15',
    categories: ['cs.CL'],
    url: 'https://arxiv.org/abs/2401.00001',
  },
  {
    id: '2401.00002',
    title: 'PoolMixer: Pooling Is Enough for Vision',
    abstract:
      'Vision transformers mix tokens by attention. We present PoolMixer, which replaces attention by average pooling. PoolMixer reaches 82.1% accuracy on ImageNet with 35% fewer parameters than attention. We conclude that the general architecture matters more than the mixer.',
    authors: ['Chen Li'],
    publishedAt: '2023-06-01',
    categories: ['cs.CV'],
    url: 'https://arxiv.org/abs/2401.00002',
  },
  {
    id: '2401.00003',
    title: 'WaveTTS: Fast Speech Synthesis from Text',
    abstract:
      'Speech synthesis is slow on phones. We introduce WaveTTS, a vocoder that predicts samples in blocks. It was trained on 1000 hours of speech from LibriTTS. Listeners preferred it to autoregressive vocoders.',
    publishedAt: '2022-03-10',
    categories: ['eess.AS'],
    url: 'https://arxiv.org/abs/2401.00003',
  },
  {
    id: '2401.00004',
    title: 'Paging with One Bit of Advice',
    abstract:
      'Caches must choose which page to evict. We study paging with predictions of a single bit per request. Our algorithm has a competitive ratio that degrades smoothly with the prediction error.',
    publishedAt: '2024-05-20',
    categories: ['cs.DS'],
    url: 'https://arxiv.org/abs/2401.00004',
  },
  {
    id: '2401.00005',
    title: 'DraftTree: Speculative Decoding with Trees of Drafts',
    abstract:
      'Speculative decoding lets a small model draft tokens that a large language model verifies. We propose DraftTree, which verifies a tree of drafts at once. DraftTree speeds up decoding by 3x without any loss of quality.',
    publishedAt: '2024-07-02',
    categories: ['cs.CL'],
    url: 'https://arxiv.org/abs/2401.00005',
  },
  {
    id: '2401.00006',
    title: 'LongMem: Video Understanding with Recurrent Memory',
    abstract:
      'Long videos exceed the context of multimodal models. We propose LongMem, which passes recurrent memory tokens between segments of a video. It answers questions about videos of 320 frames on one GPU.',
    publishedAt: '2024-09-09',
    categories: ['cs.CV'],
    url: 'https://arxiv.org/abs/2401.00006',
  },
];

/** The real retriever over papers, with an embedder that needs no file. */
export function tinyRetriever(papers: readonly Paper[] = tinyCorpus): Promise<Retriever> {
  const embedder = LsaEmbedder.fit(papers.map(({ title, abstract }) => `${title}\n${abstract}`));
  return retrieverOver(papers, embedder);
}
