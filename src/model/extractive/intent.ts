import type { PaperOrder } from '../../retrieval/retriever.ts';
import { asksForCode, readOrder } from './filters.ts';

/** What kind of answer a question asks for. */
export type Intent =
  | { kind: 'trending'; topic?: string; window?: string }
  | { kind: 'similar'; paper: string }
  | { kind: 'compare'; names: string[] }
  /** `order` where the oldest or the newest are wanted; `withCode` where those that come with code. */
  | { kind: 'list'; most?: number; order?: PaperOrder; withCode?: boolean }
  | { kind: 'link' }
  | { kind: 'metadata'; field: 'authors' | 'date' | 'reference' }
  | { kind: 'number'; unit?: RegExp }
  /** `hint`: what a sentence that answers is likely to say. */
  | { kind: 'fact'; hint?: RegExp };

const TRENDING =
  /\b(?:what(?:'s| is| are)?|which|show|list|give|any|top|the)\b.{0,30}\b(?:trending|hot|most (?:popular|upvoted|voted|liked))\b(?!\s+topics? (?:detection|in))|^(?:trending|hot)\b.{0,40}\bpapers?\b|^trending$/i;
const TOPIC =
  /\b(?:papers?|work|research)?\s*\b(?:about|on|in|around)\s+(.+?)(?:\s+(?:today|now|this (?:week|month)|right now))?[?.!]*$/i;
const PAPERS = '(?:papers?|works?|articles?|studies|publications?|preprints?|research)';
const SIMILAR = new RegExp(
  `\\b(?:${PAPERS}|anything|something|more|others?)\\b.{0,20}\\b(?:similar to|(?:just |much )?like)\\s+(.+?)[?.!]*$|^(?:what(?:'s| is) )?similar to\\s+(.+?)[?.!]*$`,
  'i',
);
const SIMILAR_TO_FOCUS =
  /\b(?:similar|related|other)\s+(?:papers?|works?|ones?)\b(?!\s+(?:on|about|to|for|that|in))|\bmore like (?:this|it|that)\b|\b(?:papers?|works?) (?:like|similar to) (?:this|it|that)\b/i;
const COMPARE = [
  /^(?:please )?(?:compare|contrast)\s+(.+?)\s+(?:and|with|to|vs\.?|versus|against)\s+(.+?)(?:\s+(?:in terms of|with respect to|regarding|on|by|for)\s+.+)?[?.!]*$/i,
  /\bdifferences?\s+between\s+(.+?)\s+and\s+(.+?)[?.!]*$/i,
  /\bhow (?:do|does|is|are)\s+(.+?)\s+(?:compare (?:to|with|against)|differ(?:ent)? from)\s+(.+?)[?.!]*$/i,
  /^(?:is|are)\s+(.{2,50}?)\s+(?:the same|similar|different)(?:\s+\w+)?\s+(?:as|to|from|than)\s+(.{2,60}?)[?.!]*$/i,
  /^(.{2,50}?)\s+(?:vs\.?|versus)\s+(.{2,50}?)[?.!]*$/i,
];
const PLURAL = /\b(?:papers|works|articles|studies|publications|preprints)\b/i;
/** A single paper, by its date. */
const ONE_PAPER =
  /\b(?:newest|latest|most recent|oldest|earliest)(?:\s+\S+){0,2}?\s+(?:paper|work|article|publication|preprint|one)\b|\bpaper\b.{0,30}\b(?:newest|latest|most recent|oldest|earliest)\b/i;
/** What is measured of one thing against another asks for a figure: "speedup of A vs B". */
const MEASURES =
  /\b(?:speed-?ups?|throughput|latency|gains?|improvements?|accurac\w+|faster|slower|better|worse|costs?|perplexity|scores?|savings?|reductions?|how|what|does|is)\b/i;
const LIST = [
  /^(?:which|what|any|all|some|list|show|find|give|recommend|suggest|name|are there|is there|do you (?:have|know))\b.{0,40}?\b(?:papers|works|articles|studies|publications|preprints)\b/i,
  /^(?:(?:the )?(?:recent|latest|newest|new|good|best) )?(?:papers|works|articles|studies|publications|research|literature)\b.{0,20}\b(?:on|about|for|that|which|using|with|dealing|related|where|in|by|from|since|published)\b/i,
  /\b(?:what|which|is there(?: any)?|any)\s+(?:recent |existing |prior )?(?:work|research|literature)\b.{0,12}\b(?:on|about|for|that|using)\b/i,
  /^(?:(?:is|are) there )?(?:any )?(?:other|another|more|further) (?:papers?|works?|studies|articles)\b/i,
  /\bi(?:['’]?m| am) looking for (?:some )?(?:papers|works?|research|studies|articles)\b/i,
  /\b(?:is there|are there|do (?:you|we) have)\b.{0,10}\b(?:surveys?|reviews?|tutorials?)\b/i,
  /^how many\b.{0,15}\b(?:papers|works|articles|studies)\b.{0,15}\b(?:on|about|for|that|which|deal|use|with)\b/i,
  /^(?:anything|something)\s+(?:on|about|for)\b|\b(?:do (?:you|u|we) have|is there|are there|got)\b.{0,20}\b(?:anything|something|smth|stuff)\s+(?:on|about|for|with)\b/i,
  /^(?:please )?(?:list|show|give|find)(?: me)?(?: (?:all|the|your|any|some))*\s+(?:surveys|reviews|tutorials|benchmarks|datasets|theses)\b/i,
];
/** Plural nouns that ask for several papers only where no single paper is named. */
const WEAK_LIST =
  /^(?:which|what|list|name|show)\s+(?:\S+\s+){0,2}(?:methods|approaches|techniques|models|systems|algorithms|frameworks|surveys|benchmarks|architectures|ways|solutions)\b/i;
const LINK =
  /\b(?:links?|url|git ?hub|repo(?:sitory)?|source code|codebase|project (?:page|site)|web ?(?:site|page)|home ?page|download)\b|^(?:the |any )?(?:code|demo)[\s?.!]*$|(?<!\b(?:for|in|as|at) (?:an?|my|our|the|this)\b.{0,30})\bdemo(?: video| page)?(?: of\b|\s*[?.!]*$)|\b(?:is there|any|has|have|where)\b.{0,20}\bdemo\b|\b(?:code|weights|checkpoints?|implementation|models?|data(?:set)?)\b.{0,25}\b(?:available|released?|public|open|found|online)\b|\bget\b.{0,20}\b(?:code|weights|checkpoints?|implementation)\b|\bwhere\b.{0,40}\bcode\b|(?:^|\b(?:the|source|any|is there) )code (?:for|of)\b|\bopen[- ]?source/i;
const AUTHORS =
  /\bwho\s+(?:is on|are on|wrote|authored|made|created|published|are the authors|is behind|proposed|introduced|invented|developed)\b|\bhow many (?:authors|people wrote)\b|(?<!\baccording to\b.{0,40})\b(?:authors?|authored)\b.{0,12}(?:\bof\b|\?|$)|\bwritten by(?: whom?)?[\s?.!]*$/i;
const REFERENCE =
  /\bbib ?te?x\b|\b(?:how (?:do|can|should) (?:i|we|you)|to) cite\b|^(?:the )?(?:citation|reference) (?:of|for)\b/i;
const DATE =
  /(?:^|\b(?:and|tell me|know) )when\b.{0,30}\b(?:published|released?|written|submitted|come out|came out|appear(?:ed)?)\b|\b(?:publication|release) (?:date|year)\b|\bwhat year\b/i;
const NUMBER =
  /\bhow (?:much|many|fast|far|long|large|big|small|high|low|well|accurate|quick\w*|expensive|cheap|deep|often)\b|\bwhat(?:'s)?\b.{0,60}\b(?:accurac\w+|scores?|speed-?up|speed|throughput|latency|gains?|percent\w*|shares?|fraction|proportion|rates?|ratios?|numbers?|sizes?|factors?|improvements?|reductions?|savings?|costs?|f1|bleu|fps|perplexity|parameters|auc|map|psnr|wer|amount|complexity|length|running time|run-?time)\b|\b(?:percentage|frames per second|fps|times faster)\b|^(?:\w+ ){0,3}(?:speed-?ups?|throughput|latency|accuracy|savings?|gains?|reductions?|improvements?|rates?|sizes?|numbers?|percentage|lengths?|perplexity|fps|overhead|scores?) (?:of|for|over|vs\.?|versus|from|with|on|in|by)\b|^(?:give|state|tell)\b.{0,20}\b(?:speed|number|rate|accuracy|size|score|throughput|latency)/i;

/** What a unit word of a question looks like beside a figure in an answer. */
const UNITS: [RegExp, RegExp][] = [
  [/\b(?:complexity|running time|run-?time)\b/i, /\bO(?:big)?\(|\btime\b|complexity/],
  [
    /\b(?:percent\w*|share|proportion|accura\w+|(?<!learning )rate)\b|%/i,
    /\d\s*\\?%|percent|\bpoints?\b|accura/i,
  ],
  [/\b(?:fps|frames? (?:per|a) second|frame rate)\b/i, /fps|frames?[\s-]*(?:per|\/|a)[\s-]*s/i],
  [
    /\b(?:faster|speed-?ups?|times|quick\w*|how fast|accelerat\w+|throughput|speed)\b/i,
    /\d\s*(?:\\times|times|x\b|×)|fps|faster|speed|per second|\bms\b|seconds|throughput/i,
  ],
  [
    /\b(?:large|big|size|parameters|small)\b/i,
    /\d\s*(?:[kmbt]\b|million|billion|trillion)|parameters|\d\s*[gmk]b\b/i,
  ],
  [/\b(?:memory|storage)\b/i, /\d\s*(?:\\times|times|x\b|×|%|[gmk]b)|memory/i],
  [
    /\bhow many\b/i,
    /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|billions?)\b/i,
  ],
  [/\b(?:long|latency|time|seconds|minutes|hours)\b/i, /\d\s*(?:ms|s\b|sec|min|hours?|days?)/i],
];

/** What a question asks about a method, and how abstracts say it. */
const HINTS: [RegExp, RegExp][] = [
  [
    /\b(?:builds?|built|bases?|based|rel(?:y|ies)|uses?|used|using|leverages?|employs?|adopts?|combines?|extends?) (?:up)?(?:on)?\b|\bmade of\b/i,
    /\b(?:buil(?:d|ds|t|ding) (?:up)?on|based on|rel(?:y|ies|ying) on|uses?|using|utili[sz]\w+|leverag\w+|harness\w*|employ\w*|adopt\w*|combin\w+|exten(?:d|ds|ding))\b/i,
  ],
  [
    /^why\b|\b(?:reasons?|causes?|caused)\b/i,
    /\b(?:because|due to|since|owing to|caus\w+|leads? to|result(?:s|ing) (?:in|from)|stem(?:s|ming)? from|therefore|thus|as a result|reason)\b/i,
  ],
  [
    /\b(?:(?:goes?|went|is|are|whats?|what's) wrong|problems?|fails?|failures?|falls? (?:over|short)|weakness\w*|drawbacks?|downsides?|shortcomings?|limitations?|wasteful|suffers?|struggles?)\b/i,
    /\b(?:however|but|fails?|suffers?|struggl\w+|limit\w*|problems?|challeng\w+|inefficien\w+|sub-?optimal|lacks?|unfortunately|collapse\w*|prematurely|bottlenecks?|costly|rapidly loses|under-?utili\w+)\b/i,
  ],
  [
    /\bhardware\b|\b(?:what|which)(?: \w+){0,2} (?:gpus?|tpus?|accelerators?|chips?|devices?|machines?)\b/i,
    /\b(?:hardware|[gtnc]pus?|accelerators?|devices?|phones?|servers?|clusters?|cores?|nvidia|intel|amd|gaudi|apple|snapdragon|raspberry|fpgas?|[ahv]100s?|rtx ?\d*)\b/i,
  ],
  [
    /\bstands? for\b|\b(?:acronym|abbreviation|spelled out|long form)\b/i,
    /\(\p{Lu}[\p{L}\d-]{1,15}\)|\b\p{Lu}[\p{L}\d-]+ \(\p{L}+(?:[ -]\p{L}+)+\)/u,
  ],
  [
    /\b(?:data ?sets?|corpus|corpora|benchmarks?|trained on|evaluated on|tested on)\b/i,
    /\b(?:data ?sets?|corpus|corpora|benchmarks?|trained on|evaluat\w+|experiments? on)\b/i,
  ],
];

/** What opens a question, or a request that wants one thing told. */
const ASKS =
  /^(?:(?:and|so|but|in|for|on|by|to|at|of|with|under|from)\s+)*(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|give|tell|name|state|list|explain|describe)\b|\?\s*$/i;

/** Whether a text asks something, or describes what is looked for: "training on far-apart machines". */
export function asks(text: string): boolean {
  return ASKS.test(text.trim());
}

/** Reads what a question asks for. `named` says that one paper is meant by its name. */
export function readIntent(question: string, named = false): Intent {
  const text = question.trim();
  if (TRENDING.test(text)) {
    const window = /\bmonth\b/i.test(text)
      ? '30d'
      : /\b(?:today|right now)\b/i.test(text)
        ? '1d'
        : '7d';
    const topic = TOPIC.exec(text)?.[1];
    return { kind: 'trending', window, ...(topic ? { topic } : {}) };
  }
  const similar = SIMILAR.exec(text);
  if (similar) return { kind: 'similar', paper: withoutArticle(similar[1] ?? similar[2]!) };
  for (const pattern of COMPARE) {
    const match = pattern.exec(text);
    if (match && !MEASURES.test(`${match[1]} ${match[2]}`))
      return { kind: 'compare', names: [withoutArticle(match[1]!), withoutArticle(match[2]!)] };
  }
  if (asksForCode(text)) return { kind: 'list', ...wantedCount(text), withCode: true };
  if (LINK.test(text)) return { kind: 'link' };
  const order = readOrder(text);
  if (order && ONE_PAPER.test(text)) return { kind: 'list', most: 1, order };
  if (LIST.some((pattern) => pattern.test(text)) || (order && PLURAL.test(text))) {
    return { kind: 'list', ...wantedCount(text), ...(order ? { order } : {}) };
  }
  if (REFERENCE.test(text)) return { kind: 'metadata', field: 'reference' };
  if (AUTHORS.test(text)) return { kind: 'metadata', field: 'authors' };
  if (DATE.test(text)) return { kind: 'metadata', field: 'date' };
  if (!named && WEAK_LIST.test(text)) return { kind: 'list' };
  // Who describes a method "that decides how much to wait" asks for no figure.
  const isDescribed = !asks(text) && /\bhow\b/i.test(text);
  if (NUMBER.test(text) && !isDescribed) {
    const unit = UNITS.find(([asked]) => asked.test(text))?.[1];
    return { kind: 'number', ...(unit ? { unit } : {}) };
  }
  const hint = HINTS.find(([asked]) => asked.test(text))?.[1];
  return { kind: 'fact', ...(hint ? { hint } : {}) };
}

const COUNTS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const COUNTED = new RegExp(`\\b(\\d{1,2}|${COUNTS.join('|')})\\s+(?:\\w+\\s+)?papers\\b`, 'i');

/** How many papers were asked for: "three papers on caches". */
function wantedCount(text: string): { most?: number } {
  const written = COUNTED.exec(text)?.[1]?.toLowerCase();
  if (!written) return {};
  const most = /\d/.test(written) ? Number(written) : COUNTS.indexOf(written) + 1;
  return most > 0 ? { most } : {};
}

/** Whether papers like those spoken of are wanted: "similar papers?", "more like this". */
export function wantsSimilarToFocus(question: string): boolean {
  return SIMILAR_TO_FOCUS.test(question);
}

function withoutArticle(name: string): string {
  return name
    .replace(/^(?:the|a|an|both)\s+/i, '')
    .replace(/\s+(?:papers?|methods?|approach(?:es)?|models?|works?)$/i, '')
    .replace(/["“”'‘’]/g, '')
    .trim();
}
