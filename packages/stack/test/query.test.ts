import { describe, expect, it } from 'vitest';
import { createQuery, SCOPE_OF_BOARDS, scopeOfRules } from '../src/promql/query.ts';
import { model } from './model.ts';

const query = createQuery(model, scopeOfRules(model));
const WHERE = 'service_name="approvals",deployment_environment_name="production"';

describe('a selector', () => {
  it('is made of the vocabulary, with names as Prometheus has them', () => {
    expect(query.select('plumbline.job.runs', { outcome: 'failure', 'plumbline.job.name': 'digest' })).toBe(
      `plumbline_job_runs_total{${WHERE},outcome="failure",plumbline_job_name="digest"}`,
    );
    expect(
      query.select('http.server.request.duration', { 'http.response.status_code': { matches: '5..' } }, 'count'),
    ).toBe(`http_server_request_duration_seconds_count{${WHERE},http_response_status_code=~"5.."}`);
    expect(query.select('plumbline.audit.recorded', { action: { in: ['role.changed', 'login.failed'] } })).toBe(
      `plumbline_audit_recorded_total{${WHERE},action=~"role[.]changed|login[.]failed"}`,
    );
    expect(query.select('plumbline.workflow.content_items', { status: { notIn: ['draft'] } })).toBe(
      `plumbline_workflow_content_items{${WHERE},status!~"draft"}`,
    );
    expect(query.select('http.client.request.duration', { 'error.type': { present: true } }, 'bucket')).toContain(
      ',error_type!=""}',
    );
    expect(createQuery(model, SCOPE_OF_BOARDS).select('plumbline.heartbeat')).toBe(
      'plumbline_heartbeat{service_name=~"$service",deployment_environment_name=~"$environment"}',
    );
    expect(query.by('plumbline.job.name')).toBe('service_name, deployment_environment_name, plumbline_job_name');
  });

  it.each([
    [
      () => query.select('plumbline.job.run'),
      /no metric is called `plumbline\.job\.run`; did you mean `plumbline\.job\.runs`\?/,
    ],
    [() => query.select('plumbline.job.runs', { job: 'digest' }), /plumbline\.job\.runs has no label `job`/],
    [() => query.select('plumbline.job.runs', { outcome: 'failed' }), /`outcome` is never `failed`/],
    [() => query.select('plumbline.job.runs', { 'plumbline.job.name': { in: ['digst'] } }), /did you mean `digest`\?/],
    [() => query.select('plumbline.job.runs', {}, 'count'), /is a counter and has no count/],
    [() => query.select('plumbline.job.duration'), /is a histogram and has no value/],
  ])('refuses what the application never emits', (make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code: 'PLB_STACK_OPTION' }));
  });
});
