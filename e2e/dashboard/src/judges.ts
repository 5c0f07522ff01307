import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import lighthouse, { desktopConfig } from 'lighthouse';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Serious and critical faults, as axe finds them. It runs through the debugger, which the policy of the page allows. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate<readonly Violation[]>('axe.run().then(({ violations }) => violations)');
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map((node) => node.html.slice(0, 160))
          .join(' | ')}`,
    );
}

/** The least score that a page may have, of 100. */
const LEAST = 95;

export interface LighthouseVerdict {
  readonly scores: Readonly<Record<string, number>>;
  /** The categories that are below the least score, and why; empty for a page that passes. */
  readonly low: readonly string[];
  readonly weak: readonly string[];
  /** The whole report as JSON. */
  readonly report: string;
}

export interface LighthouseOptions {
  /** Where the browser listens for its debugger. */
  readonly port: number;
  readonly device: string;
}

/** Judges the performance and the accessibility of a page, as a first visit on a computer or a phone. */
export async function judge(address: string, { port, device }: LighthouseOptions): Promise<LighthouseVerdict> {
  const flags = { port, onlyCategories: ['performance', 'accessibility'], output: 'json' as const };
  const result = await lighthouse(address, flags, device === 'desktop' ? desktopConfig : undefined);
  const { categories, audits } = result!.lhr;
  const scores = Object.fromEntries(
    // A page that could not be judged has no score, and none is the lowest.
    Object.entries(categories).map(([id, { score }]) => [id, Math.round((score ?? 0) * 100)]),
  );
  const weak = Object.values(audits)
    .filter(({ score }) => score !== null && score < 0.9)
    .map(({ id, displayValue }) => `${id} ${displayValue ?? ''}`.trim());
  const low = Object.keys(scores).filter((id) => (scores[id] ?? 0) < LEAST);
  return { scores, low, weak, report: String(result!.report) };
}
