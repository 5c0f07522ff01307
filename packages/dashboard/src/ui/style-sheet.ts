import { baseCss } from './css/base.ts';
import { chartsCss } from './css/charts.ts';
import { formsCss } from './css/forms.ts';
import { frameCss } from './css/frame.ts';
import { panelsCss } from './css/panels.ts';
import { printCss } from './css/print.ts';
import { tablesCss } from './css/tables.ts';

/** The one style sheet of every page, without comments and the blanks that only people need. */
export const styleSheet: string = [baseCss, frameCss, panelsCss, tablesCss, formsCss, chartsCss, printCss]
  .join('')
  .replaceAll(/\n\s*/g, '\n')
  .trim();
