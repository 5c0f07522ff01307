import type { AlertDefinition, AlertProof } from '../../model/alert.ts';
import { ERRORS, neighbourProofs, type RuleContext } from '../rule-context.ts';

const RUNS = 'plumbline.job.runs';
const SUCCESS = 'plumbline.job.last_success';
const JOB = 'plumbline.job.name';

/** Fewest seconds, of which PlumblineTelemetryMissing takes seven minutes. */
const LEAST_SECONDS = 600;
/** A job is late when its next run was due so long ago. */
const LATE_SECONDS = 480;

/**
 * One and a half times the time from run to run, and never so little that silence of the whole service looks like it: a last
 * success may be as old as the interval when the last sample comes, and PlumblineTelemetryMissing, which holds this alert
 * back, fires seven minutes after that sample.
 */
const allowedSeconds = (everySeconds: number): number =>
  Math.ceil(Math.max(LEAST_SECONDS, everySeconds * 1.5, everySeconds + LATE_SECONDS) / 30) * 30;

/**
 * The gauge goes with the process that set it and is absent before the first success. So the newest value of the whole time
 * is taken, and a job without any is stale when it was there so long ago.
 */
function staleExpr({ max, select }: RuleContext, job: string, seconds: number): string {
  const succeeded = select(SUCCESS, { [JOB]: job });
  const runs = select(RUNS);
  return [
    `(time() - ${max(`max_over_time(${succeeded}[${seconds}s])`, JOB)} > ${seconds})`,
    'or',
    `(absent_over_time(${succeeded}[${seconds}s]) and on (service_name, deployment_environment_name, plumbline_job_name) ${runs} offset ${seconds}s)`,
  ].join('\n');
}

/** Thirty steps are the time that is allowed, so that jobs of a minute and of a week are proven alike. */
function staleProofs(context: RuleContext, job: string, seconds: number): readonly AlertProof[] {
  const step = seconds / 30;
  const at = (steps: number): string => `${steps * step}s`;
  const own = { [JOB]: job };
  const labels = context.labels(own);
  const shared = { interval: `${step}s` };
  const runs = context.series(RUNS, { ...own, outcome: 'success' }, '0x2000');
  const success = (values: string, more = {}) => context.series(SUCCESS, { ...own, ...more }, values);
  const others = [
    success('0+1x2000', { [JOB]: 'other' }),
    success('0+1x2000', { service_name: 'elsewhere' }),
    success('0+1x2000', { deployment_environment_name: 'elsewhere' }),
  ];
  const end = 36;
  return [
    {
      ...shared,
      title: `fires when ${job} has not succeeded for ${seconds} s, and resolves with the next success`,
      series: [success(`0x${end} ${(end + 1) * step}x20`), runs],
      fires: [
        { at: at(31), labels },
        { at: at(end), labels },
      ],
      quiet: [at(20), at(30), at(end + 3)],
    },
    {
      ...shared,
      title: `fires although the process that ran ${job} is gone`,
      series: [success('0x10 _x2000'), runs],
      fires: [
        { at: at(31), labels },
        { at: at(80), labels },
      ],
      quiet: [at(29)],
    },
    {
      ...shared,
      title: `fires when ${job} has never succeeded, whatever others do, and is quiet while it is new`,
      series: [runs, ...others],
      fires: [{ at: at(30), labels }],
      quiet: [at(15), at(29)],
    },
    {
      ...shared,
      title: `stays quiet while another job, service or environment alone runs without ${job}`,
      series: [
        context.series(RUNS, { [JOB]: 'other', outcome: 'success' }, '0x2000'),
        context.series(RUNS, { ...own, outcome: 'success', service_name: 'elsewhere' }, '0x2000'),
        context.series(RUNS, { ...own, outcome: 'success', deployment_environment_name: 'elsewhere' }, '0x2000'),
        success('0x2000', { [JOB]: 'other' }),
      ],
      fires: [],
      quiet: [at(50)],
    },
    {
      ...shared,
      title: `stays quiet when the service has no job ${job} any more`,
      series: [success(`0+${step}x40 _x2000`), context.series(RUNS, { ...own, outcome: 'success' }, '0x40 _x2000')],
      fires: [],
      quiet: [at(60), at(110)],
    },
  ];
}

/** Jobs with a schedule that have not succeeded in time; none where no job has one. */
export function staleJobAlerts(context: RuleContext): readonly AlertDefinition[] {
  const scheduled = context.model.application.jobs.flatMap(({ everySeconds, name }) =>
    everySeconds === undefined ? [] : [{ name, seconds: allowedSeconds(everySeconds) }],
  );
  if (scheduled.length === 0) return [];
  const ran = context.asked(`increase(${context.select('plumbline.job.runs')}[1d])`, 'plumbline.job.name', 'outcome');
  const proofs = scheduled.flatMap(({ name, seconds }) => staleProofs(context, name, seconds));
  return [
    {
      name: 'PlumblineJobStale',
      severity: 'warning',
      layer: 'reliability',
      summary: 'Job {{ $labels.plumbline_job_name }} of {{ $labels.service_name }} has not succeeded in time',
      description:
        'No run has succeeded for one and a half times the interval that the configuration declares; for short intervals, until the next run was 8 minutes late, and never below 10 minutes.',
      expr: scheduled.map(({ name, seconds }) => staleExpr(context, name, seconds)).join('\nor\n'),
      for: '0m',
      proofs: [...proofs, ...neighbourProofs(context, proofs)],
      runbook: {
        meaning:
          'The job does not run, or each of its runs fails. Compared is the Unix time of its last success. When the whole service is silent, PlumblineTelemetryMissing is told instead of this.',
        impact: 'Its work is missing: digests are not sent, leftovers are not cleaned up.',
        diagnosis: [
          `Does it run at all? ${ran}: no runs means that the scheduler does not start it.`,
          'It runs and fails: follow the runbook PlumblineJobFailed.',
          'It runs for long: `plumbline_job_duration_seconds` beside its interval.',
        ],
        mitigation: [
          'Start the scheduler, or the replica that has it; look for a lock that a killed process left behind.',
          'Run the job once by hand: the alert ends with its success.',
          'When the interval was changed, change `metrics.jobs` of the configuration with it and generate the stack again.',
        ],
      },
      board: 'plumbline-reliability',
      logs: context.logs(ERRORS),
    },
  ];
}
