import { colour, type Pen } from './pen.ts';
import { element, wrapped, writeText } from './svg.ts';

const ROW = 21;
const SIZE = 12;
const LEVELS: Readonly<Record<string, string>> = {
  debug: 'blue',
  info: 'green',
  warn: 'yellow',
  error: 'red',
  fatal: 'red',
};

const time = (seconds: number): string => new Date(seconds * 1_000).toISOString().slice(11, 23);

/** Log lines or traces, the newest first, with a bar in the colour of the level. */
export function drawLines(pen: Pen): string {
  const { box, data, theme } = pen;
  const lines = (data.lines ?? []).toSorted((a, b) => b.seconds - a.seconds).slice(0, Math.floor(box.h / ROW));
  return lines
    .map(({ level = 'info', seconds, text }, index) => {
      const y = box.y + index * ROW;
      return [
        element('rect', {
          x: box.x,
          y: y + 3,
          width: 3,
          height: ROW - 6,
          rx: 1.5,
          fill: colour(pen, LEVELS[level] ?? 'text'),
        }),
        writeText(box.x + 12, y + 15, time(seconds), { size: SIZE, mono: true, fill: theme.faint }),
        writeText(box.x + 116, y + 15, text, { size: SIZE, mono: true, fill: theme.text, most: box.w - 124 }),
      ].join('');
    })
    .join('');
}

/** Alerts with their severity; nothing is the best that can stand there. */
export function drawAlerts(pen: Pen): string {
  const { box, data, theme } = pen;
  return (data.series ?? [])
    .slice(0, Math.floor(box.h / 30))
    .map(({ labels }, index) => {
      const y = box.y + index * 30;
      return [
        element('circle', {
          cx: box.x + 7,
          cy: y + 13,
          r: 5,
          fill: colour(pen, labels['severity'] === 'critical' ? 'red' : 'orange'),
        }),
        writeText(box.x + 22, y + 17, labels['alertname'] ?? '', {
          size: 13,
          weight: 500,
          fill: theme.text,
          most: box.w - 110,
        }),
        writeText(box.x + box.w, y + 17, labels['severity'] ?? '', { size: 12, anchor: 'end', fill: theme.faint }),
      ].join('');
    })
    .join('');
}

/** The words of a text panel; of Markdown only paragraphs and lists are told apart. */
export function drawWords({ box, panel, theme }: Pen): string {
  const paragraphs = (panel.markdown ?? '')
    .replaceAll('**', '')
    .split(/\n+/)
    .map((line) => line.replace(/^- /, '•  '));
  const lines = paragraphs.flatMap((paragraph) => wrapped(paragraph, 13, box.w));
  return lines
    .slice(0, Math.floor(box.h / 20))
    .map((line, index) => writeText(box.x, box.y + 15 + index * 20, line, { size: 13, fill: theme.text }))
    .join('');
}
