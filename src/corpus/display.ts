import { decodeHTMLStrict } from 'entities';

const SYMBOLS: Record<string, string> = {
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  epsilon: 'ε',
  varepsilon: 'ε',
  zeta: 'ζ',
  eta: 'η',
  theta: 'θ',
  kappa: 'κ',
  lambda: 'λ',
  mu: 'μ',
  nu: 'ν',
  xi: 'ξ',
  pi: 'π',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
  phi: 'φ',
  varphi: 'φ',
  chi: 'χ',
  psi: 'ψ',
  omega: 'ω',
  Gamma: 'Γ',
  Delta: 'Δ',
  Theta: 'Θ',
  Lambda: 'Λ',
  Pi: 'Π',
  Sigma: 'Σ',
  Phi: 'Φ',
  Psi: 'Ψ',
  Omega: 'Ω',
  times: '×',
  pm: '±',
  cdot: '·',
  sim: '~',
  approx: '≈',
  le: '≤',
  leq: '≤',
  ge: '≥',
  geq: '≥',
  neq: '≠',
  to: '→',
  rightarrow: '→',
  leftarrow: '←',
  infty: '∞',
  ldots: '…',
  dots: '…',
  cdots: '…',
  in: '∈',
  sum: '∑',
  prod: '∏',
  ll: '≪',
  gg: '≫',
  ell: 'ℓ',
  log: 'log',
  ln: 'ln',
  exp: 'exp',
  min: 'min',
  max: 'max',
  sqrt: '√',
  star: '*',
  ast: '*',
  circ: '°',
  partial: '∂',
  nabla: '∇',
  subset: '⊂',
  cup: '∪',
  cap: '∩',
  forall: '∀',
  exists: '∃',
  o: 'ø',
  O: 'Ø',
  l: 'ł',
  L: 'Ł',
  ss: 'ß',
  ae: 'æ',
  AE: 'Æ',
};
/** Combining marks of LaTeX's accents: `\'e`, `\"{o}`, `\c{c}`, `\v{s}`. */
const ACCENTS: Record<string, string> = {
  "'": '\u0301',
  '`': '\u0300',
  '^': '\u0302',
  '"': '\u0308',
  '~': '\u0303',
  '=': '\u0304',
  '.': '\u0307',
  c: '\u0327',
  v: '\u030c',
  u: '\u0306',
  H: '\u030b',
  k: '\u0328',
  r: '\u030a',
};

/**
 * A stored title, abstract or sentence as a person should read it: remains of LaTeX and HTML are
 * turned into plain text, white space is one blank. For display alone; what is stored stays.
 */
export function displayText(text: string): string {
  let plain = text;
  if (plain.includes('<')) plain = plain.replace(/<\/?[a-z][a-z0-9:]*(?:\s[^<>]*)?\/?>/gi, '');
  if (plain.includes('&')) plain = decodeHTMLStrict(plain);
  if (/[\\$~]|``|''/.test(plain)) plain = withoutLatex(plain);
  if (plain.includes('times')) plain = plain.replace(/(\d)\s?times\b(?= )/g, '$1×');
  if (plain.includes(' pm ')) plain = plain.replace(/(\d\.\d+) pm (\d)/g, '$1 ± $2');
  if (/[^\S ]|\s\s/.test(plain)) plain = plain.replace(/\s+/g, ' ');
  return plain.trim();
}

function withoutLatex(text: string): string {
  const command =
    /\\(?:text(?:bf|it|tt|sc|rm|sf|sl|up|md|normal)?|emph|math(?:bf|rm|it|cal|bb|sf|tt|frak|scr)|operatorname|boldsymbol|bm|underline|mbox|url|textsuperscript|textsubscript)\s*\{([^{}]*)\}/g;
  let plain = text
    .replace(/\\href\s*\{[^{}]*\}\s*\{([^{}]*)\}/g, '$1')
    .replace(/\\cite[a-z]*\*?\s*(?:\[[^\]]*\])?\{[^{}]*\}/g, '')
    .replace(
      /\\(['`^"~=.])\s*\{?\\?([a-zA-Z])\}?|\\([cvuHkr])\s*\{([a-zA-Z])\}/g,
      (_, mark, letter, named, other) =>
        ((letter ?? other) + ACCENTS[mark ?? named]!).normalize('NFC'),
    );
  // From the inside out, as far as commands are nested.
  for (let depth = 0; depth < 4 && command.test(plain); depth++) {
    plain = plain.replace(command, '$1');
  }
  return plain
    .replace(/\\frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, '$1/$2')
    .replace(/\\([a-zA-Z]+)(\s?)/g, (_, name: string, space: string) => {
      const symbol = SYMBOLS[name] ?? '';
      // The blank after a command ends its name; after a word such as "log" it is one.
      return symbol.length > 1 ? symbol + space : symbol;
    })
    .replace(/\$([^$\n]{1,300})\$/g, (whole, formula: string) =>
      /[.!?]\s+\p{Lu}\p{Ll}/u.test(formula) ? whole : unbraced(formula),
    )
    .replace(/\\([%&$#_{}])/g, '$1')
    .replace(/\\\\|\\[,;:! ]/g, ' ')
    .replace(/``|''/g, '"')
    .replace(/~/g, (tilde, at: number, all: string) =>
      /\S~\S/.test(all.slice(at - 1, at + 2)) ? ' ' : tilde,
    );
}

function unbraced(formula: string): string {
  return formula.replace(/[{}]/g, '').trim();
}
