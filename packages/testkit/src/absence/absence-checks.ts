import assert from 'node:assert/strict';
import type { AbsenceFindings, AbsenceTraits } from './observe.ts';

/** One rule of what is switched off, as a plain function that throws where it is broken. */
export interface AbsenceCheck {
  readonly name: string;
  run(findings: AbsenceFindings, traits: AbsenceTraits): void;
}

const isOf = (name: string, asked: string): boolean =>
  name.endsWith('*') ? asked.startsWith(name.slice(0, -1)) : asked === name || asked.startsWith(`${name}/`);

const inFolder = (name: string, found: string): boolean => {
  const folder = `/node_modules/${name.replace(/\*$/, '')}`;
  return found.includes(name.endsWith('*') ? folder : `${folder}/`);
};

const none = (seen: readonly string[], what: string): void => assert.deepEqual([...new Set(seen)], [], what);

/** Every rule that code keeps which is switched off: it is absent. */
export const absenceChecks: readonly AbsenceCheck[] = [
  {
    name: 'runs without an error',
    run: ({ error }) => assert.equal(error, undefined, 'the entry threw'),
  },
  {
    name: 'imports nothing of the vendor',
    run({ modules }, { vendorPackages }) {
      assert.ok(modules.length > 0, 'no module was resolved at all');
      const vendor = modules.filter(({ asked, found }) =>
        vendorPackages.some((name) => isOf(name, asked) || inFolder(name, found)),
      );
      none(
        vendor.map(({ asked }) => asked),
        'a module of the vendor was imported',
      );
    },
  },
  {
    name: 'arms no timer',
    run: ({ resources }) =>
      none(
        resources.filter((kind) => kind === 'Timeout'),
        'a timer was armed',
      ),
  },
  {
    name: 'opens no socket',
    run({ resources, connections, attempts }) {
      const sockets = resources.filter((kind) => /^(?:TCP|TLS|UDP|PIPECONNECT|PIPESERVER|HTTP|QUIC)/.test(kind));
      none([...sockets, ...connections, ...attempts.filter((each) => !each.startsWith('dns'))], 'a socket was opened');
    },
  },
  {
    name: 'asks no name of DNS',
    run({ resources, attempts }) {
      const asked = resources.filter((kind) => /^(?:GETADDRINFO|GETNAMEINFO|QUERYWRAP|DNSCHANNEL)/.test(kind));
      none([...asked, ...attempts.filter((each) => each.startsWith('dns'))], 'a name was asked for');
    },
  },
  {
    name: 'writes no file',
    run: ({ writes, files }) => none([...writes, ...files], 'something was written'),
  },
  {
    name: 'starts no process, no thread and no watcher',
    run({ resources }) {
      const started = resources.filter((kind) =>
        /^(?:PROCESSWRAP|WORKER|MESSAGEPORT|FSEVENTWRAP|STATWATCHER)/i.test(kind),
      );
      none(started, 'a process, a thread or a watcher was started');
    },
  },
  {
    name: 'lets the process end by itself',
    run: ({ end }) => assert.equal(end, '0', 'the process did not end by itself'),
  },
];
