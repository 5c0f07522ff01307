import type { PageRequest, PanelResult } from '../page-request.ts';
import { html, type Html } from '../ui/html.ts';
import { panel, type PanelSpec } from '../ui/panel.ts';

/** What a panel is before its answer is there. */
export type SlotSpec = Pick<PanelSpec, 'id' | 'title' | 'width' | 'number'>;

/**
 * A panel that comes later, with its frame in its place until then. The style sheet hides the frame once the panel follows it,
 * so that nothing has to run.
 */
export const slot = (request: PageRequest, spec: SlotSpec, make: () => Promise<Html>): Html =>
  html`<div class="slot">${panel({ ...spec, state: 'loading' })}${request.later(spec.id, make)}</div>`;

/** A panel in the state of its result; `draw` is asked only where there is something to draw. */
export function resultPanel<Answer>(
  spec: Omit<PanelSpec, 'state'>,
  result: PanelResult<Answer>,
  draw: (answer: Answer) => Partial<PanelSpec>,
): Html {
  if (result.state === 'ready') return panel({ ...spec, state: 'ready', ...draw(result.answer) });
  if (result.state === 'empty') return panel({ ...spec, state: 'empty' });
  const { message, requestId } = result;
  return panel({ ...spec, state: 'error', message, requestId });
}
