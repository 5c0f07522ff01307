import type { AlertDefinition } from '../model/alert.ts';
import type { StackFile } from '../model/stack-file.ts';
import { withoutValues } from './templates.ts';

const list = (lines: readonly string[]): string => lines.map((line, index) => `${index + 1}. ${line}`).join('\n');

const block = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

const cases = ({ proofs }: AlertDefinition): string => proofs.map(({ title }) => `- ${title}`).join('\n');

/** The page that an alert leads to, with its query and with how it was proven. */
export function runbookFile(definition: AlertDefinition): StackFile {
  const { description, expr, layer, logs, name, runbook, severity, traces } = definition;
  const parts = [
    `# ${name}`,
    withoutValues(description),
    `Severity: ${severity}. Layer: ${layer}.`,
    `## Meaning\n\n${runbook.meaning}`,
    `## Impact\n\n${runbook.impact}`,
    `## Diagnosis\n\n${list(runbook.diagnosis)}`,
    `## Mitigation\n\n${list(runbook.mitigation)}`,
    `## Query\n\n${block('promql', expr)}`,
    ...(logs === undefined ? [] : [`Its log lines:\n\n${block('logql', logs)}`]),
    ...(traces === undefined ? [] : [`Its traces:\n\n${block('traceql', traces)}`]),
    `## How it was proven\n\n\`promtool test rules prometheus/tests/${name}*.test.yml\` shows that it:\n\n${cases(definition)}`,
  ];
  return { path: `runbooks/${name}.md`, text: `${parts.join('\n\n')}\n` };
}
