import type { ReliabilityOptions } from '../reliability/reliability-options.ts';
import { html, type Html } from '../ui/html.ts';

/** Boards that `@plumbline/stack` generates, by uid, for the questions that a summary leaves open. */
const BOARDS = [
  [
    'plumbline-reliability',
    'Reliability',
    'Is it up, fast and correct? With dependencies, background work and errors.',
  ],
  ['plumbline-slo', 'Objectives', 'How much of the error budget is left, and how fast it goes.'],
  ['plumbline-database', 'Database', 'Connections, slow statements, locks.'],
  ['plumbline-infrastructure', 'Infrastructure', 'Machines and containers that it runs on.'],
  ['plumbline-stack', 'The stack itself', 'Whether telemetry arrives and is kept.'],
] as const;

const base = (url: string): string => url.replace(/\/$/, '');

/** An address in Grafana of a board of the stack. */
export const boardHref = ({ url }: { readonly url: string }, uid: string): string => `${base(url)}/d/${uid}`;

/** The board of one request, with the ID in its variable. */
export const requestBoardHref = (grafana: { readonly url: string }, id: string): string =>
  `${boardHref(grafana, 'plumbline-request')}?${new URLSearchParams({ 'var-request_id': id }).toString()}`;

/** Where the details are. */
export const boardLinks = ({ grafana }: ReliabilityOptions): Html =>
  grafana === undefined
    ? html`<p class="note">Boards are linked here once <code>reliability.grafana.url</code> says where Grafana is.</p>`
    : html`<ul class="boards">
        ${BOARDS.map(
          ([uid, title, what]) =>
            html`<li>
              <a href="${boardHref(grafana, uid)}" rel="noreferrer">${title}</a> <span class="note">${what}</span>
            </li>`,
        )}
      </ul>`;
