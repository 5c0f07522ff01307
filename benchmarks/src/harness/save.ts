import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BenchmarkResult } from './run.ts';

const FOLDER = path.join(import.meta.dirname, '../../results');

/** Digits beyond are noise, and would make every change of the file a change of every line. */
const DIGITS = 4;

const rounded = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value;

/** The result as a file is kept; the tables of the root README are made of such files. */
export const resultText = (result: BenchmarkResult): string => `${JSON.stringify(result, rounded, 2)}\n`;

/** Keeps a result in `results/` and says where. */
export function saveResult(result: BenchmarkResult): string {
  mkdirSync(FOLDER, { recursive: true });
  const file = path.join(FOLDER, `${result.benchmark}.json`);
  writeFileSync(file, resultText(result));
  return file;
}
