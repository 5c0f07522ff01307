import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import type { Browser } from 'playwright-core';

const READER = '/usr/bin/pdftotext';

/** Debian's poppler-utils; installed where they are missing and this process may, an error that says what to do otherwise. */
function needReader(): void {
  if (existsSync(READER)) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(`no ${READER}: run \`apt-get install poppler-utils\` as root; this suite does not skip`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env });
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'poppler-utils'], {
    stdio: 'ignore',
    env,
  });
}

/** The text of each page of a PDF, as somebody reads it: one space between words. */
export function pagesOf(file: string): readonly string[] {
  needReader();
  const text = execFileSync(READER, ['-layout', '-enc', 'UTF-8', file, '-'], { encoding: 'utf8' });
  // The reader ends each page with a form feed.
  return text
    .split('\f')
    .slice(0, -1)
    .map((page) => page.replaceAll(/\s+/g, ' ').trim());
}

/** What a picture shows, measured on its pixels. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** How many colours, in steps of 16 of each part. */
  readonly colours: number;
  /** Shares of rows with ink, from the top in tenths of the height: a blank part has none. */
  readonly inked: readonly number[];
  /** Whether something touches the last row: the picture was cut off. */
  readonly cut: boolean;
}

/** Measures a picture on a canvas of the browser; ink is whatever is not the colour of the first pixel. */
export async function measurePicture(browser: Browser, png: Uint8Array): Promise<Picture> {
  const page = await browser.newPage();
  try {
    return await page.evaluate(measure, `data:image/png;base64,${Buffer.from(png).toString('base64')}`);
  } finally {
    await page.close();
  }
}

async function measure(address: string): Promise<Picture> {
  const image = new Image();
  image.src = address;
  await image.decode();
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const pixels = new Uint32Array(data.buffer);
  const [paper] = pixels;
  const colours = new Set<number>();
  const rows = Array.from({ length: height }, (_, row) => {
    const line = pixels.subarray(row * width, (row + 1) * width);
    for (const pixel of line) colours.add(pixel & 0xf0f0f0);
    return line.some((pixel) => pixel !== paper);
  });
  const tenth = Math.floor(height / 10);
  const inked = Array.from({ length: 10 }, (_, part) => {
    const band = rows.slice(part * tenth, (part + 1) * tenth);
    return band.filter(Boolean).length / tenth;
  });
  return { width, height, colours: colours.size, inked, cut: rows.at(-1) === true };
}
