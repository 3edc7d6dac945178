import { createRequire } from 'node:module';
import path from 'node:path';
import { displayText } from '../corpus/display.ts';
import type { Paper } from '../corpus/paper.ts';
import type { Attention } from './score.ts';
import type { TrendingResult } from './trending.ts';
import { shortDay } from './why.ts';

const WIDTH = 1200;
const HEIGHT = 640;
/** Room for the names at the ends of the lines. */
const LABEL_WIDTH = 360;
/** Letters of a name that fit there. */
const NAME_LENGTH = 25;
/** More lines than this cannot be told apart. */
const MAX_LINES = 6;
const FONT = 'DejaVu Sans';

/** An opaque card: its contrasts hold on the light and on the dark theme of a chat. */
const CARD = '#f7f7f4';
const INK = '#24292f';
const MUTED = '#6a7079';
const GRID = '#dfe0dc';
/** Told apart with any colour vision (Okabe and Ito, 2008), darkened for lines on a light ground. */
const COLOURS = ['#0072b2', '#d55e00', '#00805c', '#a3458a', '#8a6d00', '#4a5560'];

interface Line {
  name: string;
  votes: number;
  /** Milliseconds since 1970, votes. */
  points: [number, number][];
}

/**
 * Votes over time of the top papers as a PNG of 1200 x 640 pixels, each line named where it ends.
 * Undefined where no paper has votes.
 */
export async function drawVotes(
  result: TrendingResult,
  attentionOf: (paper: Paper) => Attention | undefined,
): Promise<Uint8Array | undefined> {
  const lines = result.papers.flatMap(({ rank, paper }) => {
    const attention = attentionOf(paper);
    const points = attention ? votePoints(attention) : [];
    const votes = points.at(-1)?.[1];
    return votes ? [{ name: `${rank}. ${shortName(paper)}`, votes, points }] : [];
  });
  if (lines.length === 0) return undefined;
  return rasterise(await drawSvg(lines.slice(0, MAX_LINES), result));
}

async function drawSvg(lines: readonly Line[], result: TrendingResult): Promise<string> {
  const [echarts, { LineChart }, { GridComponent, TitleComponent }, { LabelLayout }, renderers] =
    await Promise.all([
      import('echarts/core'),
      import('echarts/charts'),
      import('echarts/components'),
      import('echarts/features'),
      import('echarts/renderers'),
    ]);
  echarts.use([LineChart, GridComponent, TitleComponent, LabelLayout, renderers.SVGRenderer]);
  const chart = echarts.init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: WIDTH,
    height: HEIGHT,
  });
  try {
    chart.setOption(optionsOf(lines, result));
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

function optionsOf(lines: readonly Line[], { day, window }: TrendingResult) {
  const axis = { color: MUTED, fontSize: 16, fontFamily: FONT };
  return {
    animation: false,
    backgroundColor: CARD,
    color: COLOURS,
    textStyle: { fontFamily: FONT },
    title: {
      text: 'Votes on Hugging Face',
      subtext: `What rises most in the ${daysOf(window)} to ${shortDay(day)} ${day.slice(0, 4)}`,
      left: 32,
      top: 22,
      itemGap: 8,
      textStyle: { color: INK, fontSize: 24, fontWeight: 'bold', fontFamily: FONT },
      subtextStyle: { color: MUTED, fontSize: 16, fontFamily: FONT },
    },
    grid: { left: 76, right: LABEL_WIDTH, top: 112, bottom: 56 },
    xAxis: {
      type: 'time',
      splitNumber: 6,
      axisLine: { lineStyle: { color: GRID } },
      axisTick: { show: false },
      minInterval: 86_400_000,
      axisLabel: {
        hideOverlap: true,
        // The axis of time styles its labels by level; only a style of our own is kept.
        formatter: (at: number) => `{day|${shortDay(isoDay(at))}}`,
        rich: { day: axis },
      },
    },
    yAxis: {
      type: 'value',
      min: 0,
      minInterval: 1,
      splitNumber: 5,
      axisLabel: axis,
      splitLine: { lineStyle: { color: GRID } },
    },
    series: lines.map((line, index) => ({
      type: 'line',
      data: line.points,
      symbol: 'circle',
      symbolSize: line.points.length > 24 ? 0 : 7,
      showSymbol: line.points.length <= 24,
      lineStyle: { width: 3.5 },
      endLabel: {
        show: true,
        distance: 12,
        // The votes have a fixed width: that of letters is only guessed without a screen.
        formatter: `{votes|${line.votes}}{name|${line.name}}`,
        rich: {
          name: {
            fontSize: 16,
            lineHeight: 22,
            fontWeight: 'bold',
            fontFamily: FONT,
            color: COLOURS[index],
          },
          votes: { fontSize: 16, fontFamily: FONT, color: INK, width: 52, align: 'left' },
        },
      },
      labelLayout: { moveOverlap: 'shiftY' },
      // The first paper lies on top.
      z: 10 - index,
    })),
  };
}

/** From the listing, with no vote, through every reading. */
function votePoints({ readings, listedAt }: Attention): [number, number][] {
  const points = readings.flatMap(({ at, votes }): [number, number][] =>
    votes === undefined ? [] : [[at, votes]],
  );
  const first = points[0];
  return first && listedAt !== undefined && listedAt < first[0]
    ? [[listedAt, 0], ...points]
    : points;
}

/** The name before a colon, or the beginning of the title. */
function shortName({ title }: Paper): string {
  const clean = displayText(title);
  const name = /^([^:]{2,34}):\s/.exec(clean)?.[1] ?? clean;
  // The formatter reads braces and bars as styles.
  const plain = name.replace(/[{}|]/g, ' ');
  return plain.length > NAME_LENGTH ? `${plain.slice(0, NAME_LENGTH - 1).trimEnd()}…` : plain;
}

/** `7d` as people read it. */
function daysOf(window: string): string {
  const days = Number.parseInt(window, 10);
  return days === 1 ? 'day' : `${days} days`;
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

async function rasterise(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  const fonts = path.dirname(
    createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'),
  );
  const picture = new Resvg(svg, {
    background: CARD,
    font: {
      fontFiles: ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) =>
        path.join(fonts, 'ttf', name),
      ),
      loadSystemFonts: false,
      defaultFontFamily: FONT,
    },
  });
  return picture.render().asPng();
}
