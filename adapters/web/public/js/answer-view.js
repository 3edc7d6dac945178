import { h } from './dom.js';
import { openPaper } from './paper-pane.js';

/** An answer's Markdown as elements: paragraphs, lists, emphasis and markers; nothing else. */
export function answerText(text, citations) {
  return text
    .split(/\n{2,}/)
    .filter((block) => block.trim())
    .map((block) => {
      const lines = block.split('\n');
      const items = lines.filter((line) => /^\s*([-*]|\d+\.)\s/.test(line));
      if (items.length === lines.length) {
        const list = items.map((line) =>
          h('li', {}, ...inline(line.replace(/^\s*([-*]|\d+\.)\s+/, ''), citations)),
        );
        return h(/^\s*\d/.test(items[0]) ? 'ol' : 'ul', {}, ...list);
      }
      return h(
        'p',
        {},
        ...lines.flatMap((line, index) => [
          ...(index > 0 ? [h('br')] : []),
          ...inline(line, citations),
        ]),
      );
    });
}

function inline(text, citations) {
  return text
    .split(/(\[\d+\]|\*\*[^*]+\*\*|(?<![\w*])\*[^*\s][^*]*\*(?![\w*]))/)
    .filter(Boolean)
    .map((piece) => {
      const marker = /^\[(\d+)\]$/.exec(piece);
      const citation = marker && citations.find(({ n }) => n === Number(marker[1]));
      if (citation) return markerButton(citation);
      if (piece.startsWith('**')) return h('strong', {}, piece.slice(2, -2));
      if (piece.startsWith('*') && piece.endsWith('*') && piece.length > 2) {
        return h('em', {}, piece.slice(1, -1));
      }
      return piece;
    });
}

function markerButton({ n, paper, evidence }) {
  return h(
    'button',
    {
      type: 'button',
      class: 'marker',
      'aria-label': `Proof ${n}: ${paper.display.title}`,
      onclick: () => openPaper(paper, evidence),
    },
    String(n),
  );
}

/** The sources of an answer, each paper once behind its markers. */
export function sources(citations) {
  const papers = new Map();
  for (const citation of citations) {
    papers.set(citation.paper.id, [...(papers.get(citation.paper.id) ?? []), citation]);
  }
  const items = [...papers.values()].map((cited) => {
    const { paper, evidence } = cited[0];
    return h(
      'li',
      {},
      h(
        'button',
        { type: 'button', class: 'source', onclick: () => openPaper(paper, evidence) },
        h('span', {}, cited.map(({ n }) => `[${n}]`).join('')),
        h('span', { class: 'title' }, paper.display.title),
        h('span', { class: 'credits' }, credits(paper)),
      ),
    );
  });
  return h('ul', { class: 'sources', 'aria-label': 'Sources' }, ...items);
}

/** Who wrote a paper and when, in short. */
export function credits(paper) {
  const [first, ...others] = paper.authors;
  const who = first && (others.length > 0 ? `${first} et al.` : first);
  return [who, paper.publishedAt?.slice(0, 4), paper.id].filter(Boolean).join(' · ');
}
