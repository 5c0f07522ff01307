import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { LogLine } from './service-process.ts';

const require = createRequire(import.meta.url);

/** The published contract, as an application finds it. */
const SCHEMA = require.resolve('@plumbline/logger/log-record.schema.json');

/** The faults that ajv finds; the summary line of a request has a form of its own besides. */
export function faultsInNode(lines: readonly LogLine[]): readonly string[] {
  const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as { readonly $id: string };
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  const record = ajv.compile(schema);
  const summary = ajv.compile({ $ref: `${schema.$id}#/$defs/requestSummary` });
  const check = (validate: ValidateFunction, line: LogLine): readonly string[] =>
    validate(line) ? [] : [`${ajv.errorsText(validate.errors)}: ${JSON.stringify(line)}`];
  return lines.flatMap((line) => [...check(record, line), ...(line['msg'] === 'request' ? check(summary, line) : [])]);
}

/** How many lines jsonschema has checked in Python, and how many faults it found. */
export async function checkInPython(
  python: string,
  lines: readonly LogLine[],
): Promise<{ readonly checked: number; readonly faults: number }> {
  const child = spawn(python, [path.join(import.meta.dirname, '../tools/validate.py'), SCHEMA], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as { checked: number; faults: number };
}
