import { expect, it } from 'vitest';
import { freshest } from '../src/promql/freshest.ts';
import { createQuery, SCOPE_OF_BOARDS, scopeOfRules } from '../src/promql/query.ts';
import { model } from './model.ts';

const query = createQuery(model, scopeOfRules(model));
const WHERE = 'service_name="approvals",deployment_environment_name="production"';
const SERVICE = 'service_name, deployment_environment_name';
const SAMPLED = `plumbline_gauges_sampled_at_seconds{${WHERE},set="workflow"}`;
const LAST = `${SAMPLED} == on (${SERVICE}) group_left () max by (${SERVICE}) (${SAMPLED})`;

it('believes the replica that sampled the set last', () => {
  const items = 'plumbline.workflow.content_items';
  expect(freshest(query, items, 'workflow', { status: 'in_approval' }, ['status'])).toBe(
    `max by (${SERVICE}, status) (plumbline_workflow_content_items{${WHERE},status="in_approval"} and on (${SERVICE}, instance) (${LAST}))`,
  );
  expect(freshest(query, 'plumbline.workflow.stale_approvals', 'workflow')).toBe(
    `max by (${SERVICE}) (plumbline_workflow_stale_approvals{${WHERE}} and on (${SERVICE}, instance) (${LAST}))`,
  );
  expect(freshest(createQuery(model, SCOPE_OF_BOARDS), items, 'workflow')).toContain('service_name=~"$service"');
});

it.each([
  [() => freshest(query, 'plumbline.workflow.items', 'workflow'), /no metric is called/],
  [() => freshest(query, 'plumbline.workflow.content_items', 'work'), /`set` is never `work`/],
  [() => freshest(query, 'plumbline.workflow.content_items', 'workflow', { state: 'x' }), /has no label `state`/],
])('refuses what the application never emits', (make, message) => {
  expect(make).toThrow(message);
});
