import { boardsOf } from '../../../packages/stack/src/boards/boards-of.ts';
import { DATA_SOURCES } from '../../../packages/stack/src/model/data-sources.ts';
import type { Notice } from './receivers.ts';
import type { Watch } from './stage.ts';
import { idOf } from './watching.ts';

interface Pane {
  readonly datasource: string;
  readonly queries: readonly { readonly expr?: string; readonly query?: string }[];
}

/** The page behind a link must exist and be about this alert. */
async function runbookFaults({ annotations, labels }: Notice): Promise<readonly string[]> {
  const response = await fetch(annotations['runbook_url'] ?? '');
  const text = await response.text();
  return response.ok && text.includes(labels['alertname'] ?? '?') ? [] : [`runbook: ${annotations['runbook_url']}`];
}

function boardFaults({ annotations }: Notice, { files, model }: Watch): readonly string[] {
  const url = new URL(annotations['dashboard_url'] ?? 'http://none');
  const uid = url.pathname.split('/').at(-1) ?? '';
  const isGenerated = files.some(({ path, text }) => path.endsWith('.json') && text.includes(`"uid": "${uid}"`));
  const isBoard = boardsOf(model).some((board) => board.uid === uid);
  const isOurs = url.searchParams.get('var-service') === model.application.service.name;
  return isGenerated && isBoard && isOurs ? [] : [`board: ${url.href}`];
}

/** Lines and spans are asked for of a source that is provisioned, and of this service. */
function exploreFaults({ annotations }: Notice, { files, model }: Watch): readonly string[] {
  const provisioned = files.find(({ path }) => path.includes('provisioning/datasources'))?.text ?? '';
  return (['logs', 'traces'] as const).flatMap((kind) => {
    const link = annotations[`${kind}_url`];
    if (link === undefined) return [];
    const panes = JSON.parse(new URL(link).searchParams.get('panes') ?? '{}') as Record<string, Pane>;
    const isRight = Object.values(panes).every(
      ({ datasource, queries }) =>
        datasource === DATA_SOURCES[kind] &&
        provisioned.includes(datasource) &&
        queries.every(({ expr, query }) => (expr ?? query ?? '').includes(`"${model.application.service.name}"`)),
    );
    return isRight ? [] : [`${kind}: ${link}`];
  });
}

/** The query behind the alert's own link, asked at the moment at which it fired. */
async function queryFaults({ generatorURL, startsAt }: Notice, { ask }: Watch): Promise<readonly string[]> {
  const expr = new URL(generatorURL).searchParams.get('g0.expr') ?? '';
  const found = await ask.instant(expr, Date.parse(startsAt) / 1_000);
  return found.length > 0 ? [] : [`no data: ${expr}`];
}

/** Links of notices that lead nowhere. */
export async function linkFaults(notices: readonly Notice[], watches: readonly Watch[]): Promise<readonly string[]> {
  const firing = notices.filter(({ status }) => status === 'firing');
  const each = new Map(firing.map((notice) => [`${notice.road} ${idOf(notice.labels)}`, notice]));
  const faults = await Promise.all(
    [...each].map(async ([key, notice]) => {
      const watch = watches.find(({ road }) => road === notice.road);
      if (watch === undefined) return [`${key}: no such road`];
      const found = [
        ...(await runbookFaults(notice)),
        ...boardFaults(notice, watch),
        ...exploreFaults(notice, watch),
        ...(await queryFaults(notice, watch)),
      ];
      return found.map((fault) => `${key}: ${fault}`);
    }),
  );
  return faults.flat();
}
