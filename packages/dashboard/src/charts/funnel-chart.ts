import { formatCount, formatShare } from '../ui/format.ts';
import { html, type Html } from '../ui/html.ts';
import { along, STRETCH } from './fluid.ts';

export interface FunnelStep {
  readonly name: string;
  readonly people: number;
}

export interface FunnelSpec {
  readonly label: string;
  readonly steps: readonly FunnelStep[];
}

const BAR = 26;
const FLOW = 22;

const bar = (share: number): Html =>
  html`<span class="bar" aria-hidden="true"
    ><svg width="100%" height="${BAR}">
      <rect class="bar-track" width="100%" height="${BAR}" rx="3" />
      <rect class="fill-1" width="${along(share)}" height="${BAR}" rx="3" /></svg
  ></span>`;

/** From the width of one step to that of the next. */
const flow = (from: number, to: number): Html =>
  html`<span class="bar" aria-hidden="true"
    ><svg viewBox="0 0 ${STRETCH} ${FLOW}" preserveAspectRatio="none" width="100%" height="${FLOW}">
      <path class="funnel-flow" d="M0 0H${Math.round(from * STRETCH)}L${Math.round(to * STRETCH)} ${FLOW}H0z" /></svg
  ></span>`;

/** Steps that people take one after the other, and how many are lost at each. An ordered list, whole without its drawing. */
export const funnelChart = ({ label, steps }: FunnelSpec): Html => {
  const first = steps[0]?.people ?? 0;
  const shareOf = (people: number): number => (first > 0 ? people / first : 0);
  return html`<ol class="funnel" aria-label="${label}">
    ${steps.map(({ name, people }, index) => {
      const before = steps[index - 1]?.people;
      const lost = before === undefined ? 0 : before - people;
      return html`<li>
        ${
          before !== undefined &&
          html`<div class="funnel-step funnel-between">
            <span></span>${flow(shareOf(before), shareOf(people))}<span class="funnel-lost"
              >${lost <= 0 ? 'nobody left' : `${formatCount(lost)} left here (${formatShare(before > 0 ? lost / before : 0)})`}</span
            >
          </div>`
        }
        <div class="funnel-step">
          <span class="funnel-name">${name}</span>${bar(shareOf(people))}<span class="funnel-number"
            ><strong>${formatCount(people)}</strong> · ${formatShare(shareOf(people))}</span
          >
        </div>
      </li>`;
    })}
  </ol>`;
};
