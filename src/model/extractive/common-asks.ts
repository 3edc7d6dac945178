const wordsOf = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** What any paper may have and people ask for in a word: of it alone a question has no topic. */
export const ATTRIBUTES = wordsOf(`
  abstract accuracy accurate advantage advantages affiliation affiliations approach architecture auc author authors
  backbone baseline baselines batch benchmark benchmarks benefit benefits better bibtex big bleu bound bounds cheap
  checkpoint checkpoints citation citations code company complexity conclusion conclusions conference context
  contribution contributions cost costs data dataset datasets date days deep demo detail details device devices
  doi downside downsides drawback drawbacks energy env envs environment environments epochs evaluation evidence exactly
  error errors example examples expensive experiment experiments f1 far fast faster figure flops fps frames gain gains github good gpu gpus improvement improvements
  guarantee guarantees hardware hours idea inference institution journal key languages large latency layers
  length license licence limit limitation limitations limits link long loss machine main map memory method methods metric metrics
  minutes model models name number numbers one optimizer params parameter parameters pdf percent percentage perplexity
  page point power price problem problems proof psnr quick repo repository result results score scores seconds size sizes
  slow small speed speedup speedups sota summary takeaway takeaways task tasks theorem theorems throughput time times
  title top train trained training tried university url venue version weakness weaknesses website weights wer wrong year
  0 1 2 3 5 10
`);

/** How something said is wanted once more. */
export const MANNERS = wordsOf(`
  again brief briefly first language not resume clarify continue detail details easier easy elaborate english expand explain five further go
  laymans layman line lines longer more one paragraph plain plainly rephrase repeat say sentence sentences short shorter
  shortly simple simpler simplify simply summarise summarize summary tell terms tldr two understand word words
`);

/** Written like names, but of no paper's own. */
export const GENERIC_NAMES = wordsOf(`
  ai api apis auc bleu cnn cnns cpu cpus dnn dnns f1 flops fps gan gans gnn gnns gpu gpus io kv llm llms lm lms lstm map
  ml mllm mllms nlp ok pdf psnr ram rl rnn rnns sota tldr tpu tpus url vlm vlms vram wer
`);
