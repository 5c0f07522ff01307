import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type CommandIo, type ExitCode, PlumblineError } from '@plumbline/core';
import { LOCK_FILE } from '../egress/lock.ts';
import { readText } from '../egress/lock-file.ts';
import type { DescribedCatalog } from './describer.ts';
import { describeExpiry, type EventExpiry, judgeExpiries } from './expiry.ts';
import { formatRenewal, parseRenewals, type Renewal, RENEWALS_FILE, renewalFaults } from './renewals.ts';

const fileOf = ({ directory }: DescribedCatalog): string => path.join(directory, RENEWALS_FILE);

/** The events of a configuration on a day, with the renewals beside it, which have to be valid today. */
export const expiriesOn = (described: DescribedCatalog, day: string, today: string): readonly EventExpiry[] =>
  judgeExpiries(described.expiries, parseRenewals(readText(fileOf(described)) ?? '', today), day);

const renewCommand = (event: string): string =>
  `npx plumbline catalog renew ${event} --until YYYY-MM-DD --reason "WHY" --by @TEAM`;

/** Says which events end within 30 days or are over; ends with 1 where one is over. */
export function showExpiries(events: readonly EventExpiry[], isJson: boolean, io: CommandIo): ExitCode {
  const due = events.filter(({ state }) => state !== 'valid');
  const code = due.some(({ state }) => state === 'expired') ? 1 : 0;
  if (isJson) {
    io.stdout(`${JSON.stringify({ events }, undefined, 2)}\n`);
    return code;
  }
  for (const one of due) io.stdout(`${one.state === 'expired' ? 'error  ' : 'warning'}  ${describeExpiry(one)}\n`);
  io.stdout(
    due.length === 0
      ? `${events.length} ${events.length === 1 ? 'event' : 'events'}, none expires within 30 days\n`
      : `Remove what nobody needs; for the others have the purpose reviewed and run:\n  ${renewCommand('EVENT')}\n`,
  );
  return code;
}

const usage = (faults: readonly string[]): PlumblineError =>
  new PlumblineError('PLB_CLI_USAGE', `catalog renew: ${faults.join('; ')}`, {
    fix: `Run \`${renewCommand('EVENT')}\`.`,
  });

/** Writes the line that lets an event live until another day. The source of the catalog is not touched. */
export function renewEvent(described: DescribedCatalog, renewal: Renewal, today: string, io: CommandIo): ExitCode {
  const { event, until, by } = renewal;
  const file = fileOf(described);
  const before = readText(file) ?? '';
  const current = expiriesOn(described, today, today).find((one) => one.event === event);
  const faults = [
    ...(current === undefined ? [`the catalog has no event \`${event.slice(0, 64)}\``] : renewalFaults(renewal, today)),
    ...(current !== undefined && until <= current.expires
      ? [`\`--until\` is not later than ${current.expires}, its last day already`]
      : []),
    ...(until < today ? ['`--until` is over already'] : []),
  ];
  if (faults.length > 0) throw usage(faults);
  const start = before === '' || before.endsWith('\n') ? before : `${before}\n`;
  writeFileSync(file, `${start}${formatRenewal(renewal)}\n`);
  io.stdout(`${event} is renewed until ${until} by ${by}; commit ${RENEWALS_FILE}\n`);
  if (existsSync(path.join(described.directory, LOCK_FILE))) {
    io.stdout(`Run \`npx plumbline egress\` too: ${LOCK_FILE} says until when each event is sent.\n`);
  }
  return 0;
}
