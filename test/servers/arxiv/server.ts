import { type PlayedAnswer, ScriptedServer } from '../scripted-server.ts';

/** What a test says of a paper on arXiv; the rest is filled in. */
export interface ArxivPaper {
  id: string;
  title?: string;
  summary?: string;
  published?: string;
  authors?: string[];
  categories?: string[];
  comment?: string;
}

const ATOM_TYPE = { 'content-type': 'application/atom+xml; charset=utf-8' };

/**
 * Speaks `GET /api/query` as arXiv does: ids by `id_list`, every paper for a query, slices by
 * `start` and `max_results`, an "Error" entry with status 400 for a malformed id.
 */
export class ArxivServer extends ScriptedServer {
  papers: ArxivPaper[] = [];

  protected answer(url: URL): PlayedAnswer {
    if (url.pathname !== '/api/query') return { status: 404, body: 'not found' };
    const ids = url.searchParams.get('id_list')?.split(',').filter(Boolean) ?? [];
    const bad = ids.find((id) => !/^\d{4}\.\d{4,5}$|^[a-z-]+\/\d{7}$/.test(id));
    if (bad)
      return { status: 400, headers: ATOM_TYPE, body: errorFeed(`incorrect id format for ${bad}`) };
    const found = ids.length > 0 ? this.papers.filter(({ id }) => ids.includes(id)) : this.papers;
    const start = Number(url.searchParams.get('start') ?? 0);
    const size = Number(url.searchParams.get('max_results') ?? 10);
    return { headers: ATOM_TYPE, body: feed(found.slice(start, start + size), found.length) };
  }
}

/** A feed in arXiv's form; `total` may lie, as it does at times. */
export function feed(papers: readonly ArxivPaper[], total: number): string {
  return `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/x</id>
  <title>arXiv Query</title>
  <opensearch:totalResults>${total}</opensearch:totalResults>
${papers.map(entry).join('\n')}
</feed>`;
}

/** The entry by which arXiv reports a bad request. */
export function errorFeed(message: string): string {
  return `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/x</id>
  <title>arXiv Query</title>
  <entry>
    <id>https://arxiv.org/api/errors#${message.replaceAll(' ', '_')}</id>
    <title>Error</title>
    <summary>${xmlText(message)}</summary>
  </entry>
</feed>`;
}

function entry(paper: ArxivPaper): string {
  const {
    id,
    authors = ['Ada Lovelace'],
    categories = ['cs.CL'],
    published = '2024-05-01',
  } = paper;
  return `  <entry>
    <id>http://arxiv.org/abs/${id}v2</id>
    <title>${xmlText(paper.title ?? `A Paper About Subject ${id}`)}</title>
    <updated>2024-06-01T00:00:00Z</updated>
    <published>${published}T00:00:00Z</published>
    <summary>${xmlText(paper.summary ?? `We study subject ${id} and show that it can be studied.`)}</summary>
    ${paper.comment ? `<arxiv:comment>${xmlText(paper.comment)}</arxiv:comment>` : ''}
    ${authors.map((name) => `<author><name>${xmlText(name)}</name></author>`).join('')}
    ${categories.map((term) => `<category term="${term}"/>`).join('')}
    <arxiv:primary_category term="${categories[0]}"/>
    <link href="http://arxiv.org/pdf/${id}v2" rel="related" type="application/pdf" title="pdf"/>
  </entry>`;
}

function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
