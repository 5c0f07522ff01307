import type { ReportedMetric, ReportedPeriod } from './report.ts';
import { besideWords, breakWords, leftOutWords } from './report-words.ts';

/** What goes with a report that is written down. */
export interface ReportPaper {
  /** Whose numbers they are. */
  readonly service: string;
}

/** A sentence that must be read beside a number; a loud one says that numbers are not what they seem. */
export interface ReportNote {
  readonly text: string;
  readonly isLoud: boolean;
}

const quiet = (text: string): ReportNote => ({ text, isLoud: false });
const loud = (text: string): ReportNote => ({ text, isLoud: true });

function periodNotes(reported: ReportedMetric, period: ReportedPeriod): readonly ReportNote[] {
  const { label, number, isBreak, reason, state } = period;
  const leftOut = number && leftOutWords(reported, number);
  return [
    ...(isBreak ? [loud(breakWords(reported, period))] : []),
    ...besideWords(reported, period).map((words) => quiet(`${label}: ${words}.`)),
    ...(leftOut === undefined ? [] : [quiet(`${label}: ${leftOut}.`)]),
    ...(state === 'so-far' && reason !== undefined ? [quiet(`${label} so far: ${reason}.`)] : []),
    ...(number?.isKnown === false
      ? [
          loud(
            `${label}: another text made this number than version ${number.version} has now. The definition was rewritten.`,
          ),
        ]
      : []),
  ];
}

/** Everything that must be known beside the numbers of one metric, by period. */
export const metricNotes = (reported: ReportedMetric): readonly ReportNote[] =>
  reported.periods.flatMap((period) => periodNotes(reported, period));
