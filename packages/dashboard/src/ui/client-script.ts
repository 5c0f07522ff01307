/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

// These functions run in the browser: their text is the script. Each may use only the others by name, and nothing of a
// module. Without the script every page is complete; it adds reading a chart by pointer and by arrow keys.

/** A chart's values in order, as the server wrote them: the heading of each and its lines. */
function readPoints(chart: HTMLElement): readonly { title: string; lines: readonly string[]; y: number | null }[] {
  try {
    return JSON.parse(chart.dataset['points'] ?? '[]');
  } catch {
    return [];
  }
}

function showPoint(chart: HTMLElement, index: number): void {
  const points = readPoints(chart);
  const point = points[index];
  const plot = chart.querySelector<SVGSVGElement>('.plot');
  const tip = chart.querySelector<HTMLElement>('.tip');
  if (!point || !plot || !tip) return;
  const share = points.length === 1 ? 0.5 : index / (points.length - 1);
  chart.dataset['at'] = String(index);
  chart.classList.add('reading');
  for (const line of chart.querySelectorAll('.plumb line')) {
    line.setAttribute('x1', `${share * 100}%`);
    line.setAttribute('x2', `${share * 100}%`);
  }
  const bob = chart.querySelector('.plumb svg');
  bob?.setAttribute('x', `${share * 100}%`);
  const dot = chart.querySelector('.plumb circle');
  dot?.setAttribute('cx', `${share * 100}%`);
  dot?.setAttribute('cy', String(point.y ?? -100));
  tip.replaceChildren();
  const title = document.createElement('b');
  title.textContent = point.title;
  tip.append(title);
  for (const text of point.lines) {
    const line = document.createElement('span');
    line.textContent = text;
    tip.append(line);
  }
  tip.hidden = false;
  placeTip(chart, plot, tip, share);
}

function placeTip(chart: HTMLElement, plot: SVGSVGElement, tip: HTMLElement, share: number): void {
  const outer = chart.getBoundingClientRect();
  const inner = plot.getBoundingClientRect();
  const at = inner.left - outer.left + inner.width * share;
  const wide = tip.offsetWidth;
  const left = at + wide + 14 > outer.width ? at - wide - 14 : at + 14;
  tip.style.transform = `translate(${Math.round(Math.max(0, left))}px, 4px)`;
}

function hidePoint(chart: HTMLElement): void {
  chart.classList.remove('reading');
  const tip = chart.querySelector<HTMLElement>('.tip');
  if (tip) tip.hidden = true;
}

function indexAt(chart: HTMLElement, clientX: number): number {
  const plot = chart.querySelector('.plot');
  const count = readPoints(chart).length;
  if (!plot || count === 0) return -1;
  const { left, width } = plot.getBoundingClientRect();
  const share = Math.min(1, Math.max(0, (clientX - left) / (width || 1)));
  return Math.round(share * (count - 1));
}

/** Where an arrow key leads; -1 for any other key. */
function indexAfter(chart: HTMLElement, key: string): number {
  const last = readPoints(chart).length - 1;
  const at = chart.dataset['at'] === undefined ? last + 1 : Number(chart.dataset['at']);
  if (key === 'ArrowLeft' || key === 'ArrowDown') return Math.max(0, at - 1);
  if (key === 'ArrowRight' || key === 'ArrowUp') return Math.min(last, at + 1);
  if (key === 'Home') return 0;
  return key === 'End' ? last : -1;
}

function enhanceChart(chart: HTMLElement): void {
  chart.tabIndex = 0;
  chart.setAttribute('role', 'group');
  chart.setAttribute('aria-label', `${chart.dataset['label'] ?? ''} Arrow keys read the values.`);
  const voice = document.createElement('div');
  voice.className = 'quiet';
  voice.setAttribute('aria-live', 'polite');
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  tip.setAttribute('aria-hidden', 'true');
  chart.append(tip, voice);
  chart.addEventListener('pointermove', ({ clientX }) => showPoint(chart, indexAt(chart, clientX)));
  chart.addEventListener('pointerleave', () => hidePoint(chart));
  chart.addEventListener('blur', () => hidePoint(chart));
  chart.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hidePoint(chart);
    const index = indexAfter(chart, event.key);
    if (index < 0) return;
    event.preventDefault();
    showPoint(chart, index);
    const point = readPoints(chart)[index];
    if (point) voice.textContent = `${point.title}: ${point.lines.join(', ')}`;
  });
}

/** Charts that are there, and those that a page which is still being sent brings later. */
function enhancePage(): void {
  for (const chart of document.querySelectorAll<HTMLElement>('[data-points]:not([role="group"])')) enhanceChart(chart);
  for (const button of document.querySelectorAll<HTMLElement>('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => print());
  }
}

const PARTS = [readPoints, showPoint, placeTip, hidePoint, indexAt, indexAfter, enhanceChart, enhancePage];

/** The one script of every page, as text. */
export const clientScript: string = `'use strict';(() => {\n${PARTS.map(String).join('\n')}\nenhancePage();\n})();\n`;
